import fc from 'fast-check';
import { rules } from '../../policies/index';
import { judge } from '../../src/check/judge';
import type { Rule } from '../../src/check/rule';
import { container, object, podSpec, subject, workloadsOf } from './objects';

const manifestRules = rules.filter((rule): rule is Rule<'manifest'> => rule.on === 'manifest');
const around = { namespaceLevel: 'restricted', registries: ['images.example.org'], kubernetes: '1.34' } as const;

/** Breaks every rule about pods at once. */
const hostile = {
  hostPID: true,
  containers: [
    {
      name: 'app',
      image: 'evil.net/app',
      env: [{ name: 'JAVA_OPTS', value: '-Xmx9g' }],
      resources: { limits: { memory: '1Gi' } },
    },
  ],
};
const aboutPods = manifestRules.filter(({ topic }) => topic === 'pods' || topic === 'images').map(({ id }) => id);

test.each(Object.entries(workloadsOf(hostile)))('a %s hides its pod from no rule', (kind, workload) => {
  const failed = manifestRules.filter((rule) => judge(rule, subject(workload, around), kind).verdict === 'fail');
  const expected = kind === 'Job' || kind === 'CronJob' ? aboutPods.filter((id) => id !== 'probes') : aboutPods;
  expect(failed.map(({ id }) => id).sort()).toEqual(expected.toSorted());
});

test.each(Object.entries(workloadsOf(podSpec())))(
  'a hardened pod in a %s passes every rule about pods',
  (kind, workload) => {
    const verdicts = manifestRules.map((rule) => judge(rule, subject(workload, around), kind).verdict);
    expect(verdicts).not.toContain('fail');
    expect(verdicts).not.toContain('unknown');
  },
);

test('the same pod gives the same faults in every kind of workload, at its own path', () => {
  const paths = Object.entries(workloadsOf(hostile)).map(([kind, workload]) => {
    const faults = manifestRules
      .filter(({ id }) => id !== 'probes')
      .flatMap((rule) => {
        const answer = judge(rule, subject(workload, around), kind);
        return answer.verdict === 'fail' ? answer.faults : [];
      });
    return faults.map(
      ({ message, place }) =>
        `${place?.path?.replace(/^.*?spec\.(?=hostPID|containers|automount|securityContext|volumes)/, '')}: ${message}`,
    );
  });
  for (const other of paths) expect(other).toEqual(paths[0]);
});

/** What YAML can hold: no class instances, but keys and values of every shape. */
const yaml = fc.jsonValue({ maxDepth: 3 });
const NAMES = [
  'spec',
  'containers',
  'initContainers',
  'securityContext',
  'capabilities',
  'add',
  'drop',
  'image',
  'name',
  'env',
  'value',
  'resources',
  'limits',
  'memory',
  'volumes',
  'projected',
  'sources',
  'ports',
  'hostPort',
  'livenessProbe',
  'httpGet',
  'metadata',
  'annotations',
  'template',
  'rules',
  'tls',
  'hosts',
  'sysctls',
  'seccompProfile',
  'restartPolicy',
  '__proto__',
];

/** A sound object with one of its values, at any depth, replaced by anything. */
const mutated = fc
  .tuple(fc.array(fc.nat(8), { maxLength: 8 }), fc.constantFrom(...NAMES), yaml)
  .map(([steps, name, value]) => {
    const copy = structuredClone(
      workloadsOf(podSpec({ initContainers: [container()], volumes: [{ name: 'v', emptyDir: {} }] })).Deployment,
    );
    let node = copy as unknown as Record<string, unknown>;
    for (const step of steps) {
      const children = Object.values(node).filter((child) => typeof child === 'object' && child !== null);
      if (children.length === 0) break;
      node = children[step % children.length] as Record<string, unknown>;
    }
    const keys = Object.keys(node);
    Object.defineProperty(
      node,
      keys.includes(name) || keys.length === 0 ? name : (keys[steps.length % keys.length] ?? name),
      {
        value,
        enumerable: true,
      },
    );
    return copy;
  });
const anything = fc
  .tuple(
    fc.constantFrom(
      ...Object.values(workloadsOf({})),
      object('networking.k8s.io/v1', 'Ingress'),
      object('v1', 'Namespace'),
    ),
    yaml,
  )
  .map(([{ apiVersion, kind }, spec]) => object(apiVersion, kind, { spec }));

test('no rule breaks on an object, whatever its shape', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.oneof(mutated, anything), (kubeObject) => {
      for (const rule of manifestRules) seen.add(judge(rule, subject(kubeObject as never, around), 'it').verdict);
    }),
    { seed: 20260104, numRuns: 500 },
  );
  // The objects reach all that a rule can say, and nothing was thrown on the way.
  expect([...seen].sort()).toEqual(['fail', 'not-applicable', 'pass', 'unknown']);
});
