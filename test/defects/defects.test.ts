import { platform } from '../../src/constructs/platform';
import type { KubeObject } from '../../src/manifest';
import { changed, complaints, plan, withValue } from '../config/small-site';
import { saidOf, saidOfObjects } from '../cross-checks/judged';
import { added, type Change, file, object, variable } from '../policies/site-subject';
import { manifestsOf, planOf, SITES } from '../sites/sites';

// Defects that charts of such platforms are known to have. Each row has what provokes it, in a site or in manifests, and what
// keeps it out of ours.

// biome-ignore lint/suspicious/noExplicitAny: changes reach into objects of every kind
type Draft = any;

const SKAHA = 'Deployment skaha-system/skaha';
const pod = (edit: (spec: Draft) => void): Change => object(SKAHA, ({ spec }) => edit(spec.template.spec));
const line = (from: string | RegExp, to: string) => file('launch-notebook.yaml', from, to);

/** Manifests with the defect, the rule that finds it, and what it says. */
const FOUND: readonly (readonly [id: string, what: string, rule: string, change: Change, said: RegExp])[] = [
  [
    'D1',
    'a service with a priority class that nobody makes',
    'priority-class-exists',
    pod((spec) => {
      spec.priorityClassName = 'nobodys';
    }),
    /nobodys/,
  ],
  [
    'D1',
    'session templates with a priority class that nobody makes',
    'priority-class-exists',
    line(/priorityClassName: \S+/, 'priorityClassName: nobodys'),
    /nobodys/,
  ],
  [
    'D2',
    'two ways to authorize',
    'service-authorization',
    variable('SKAHA_SESSIONS_AUTHORIZATION_PERMISSIONS_API_ENABLED', 'true'),
    /./,
  ],
  [
    'D2',
    'no way to authorize',
    'service-authorization',
    variable('SKAHA_SESSIONS_AUTHORIZATION_GROUP_ENABLED', 'false'),
    /./,
  ],
  [
    'D3',
    'a session route whose tls is empty',
    'session-route',
    file('ingress-notebook.yaml', /tls:[\s\S]*$/, 'tls:\n'),
    /no TLS/,
  ],
  [
    'D5',
    'the ingress class in an annotation',
    'ingress-tls',
    object('Ingress skaha-system/skaha', ({ spec, metadata }) => {
      delete spec.ingressClassName;
      delete spec.tls;
      metadata.annotations['spec.ingressClassName'] = 'traefik';
    }),
    /./,
  ],
  [
    'D7',
    'two lines of a properties file in one',
    'properties-well-formed',
    file('cadc-registry.properties', /\n(?=\S)/, ' '),
    /./,
  ],
  [
    'D8',
    'limits that are empty',
    'limit-range-offers',
    object('LimitRange skaha-workload/sessions', (one) => {
      one.spec = null;
    }),
    /./,
  ],
  [
    'D9',
    'a mount without its volume',
    'mounted-volume-exists',
    pod((spec) => {
      spec.containers[0].volumeMounts.push({ name: 'nothing', mountPath: '/nothing' });
    }),
    /nothing/,
  ],
  [
    'D10',
    'a number of sessions that is a text',
    'resources-file',
    file('k8s-resources.json', /"maxInteractiveSessions": (\d+)/, '"maxInteractiveSessions": "$1"'),
    /maxInteractiveSessions/,
  ],
  [
    'D11',
    'queues without the right to read them',
    'service-rights',
    object('Role skaha-workload/skaha', (role) => {
      role.rules = role.rules.filter(({ apiGroups }: Draft) => !apiGroups.includes('kueue.x-k8s.io'));
    }),
    /kueue|queue/i,
  ],
  [
    'D12',
    'queues of a version that is not served',
    'api-version-served',
    added({
      apiVersion: 'kueue.x-k8s.io/v1alpha1',
      kind: 'LocalQueue',
      metadata: { name: 'old', namespace: 'skaha-workload' },
    }),
    /v1alpha1/,
  ],
  [
    'D13',
    'a heap larger than the limit of memory',
    'heap-below-limit',
    pod((spec) => {
      spec.containers[0].resources.limits.memory = '1Gi';
      spec.containers[0].env.push({ name: 'JAVA_OPTS', value: '-Xmx2048m' });
    }),
    /heap|Xmx|memory/i,
  ],
];

const OF_ONE_OBJECT = new Set(['ingress-tls', 'heap-below-limit']);

test.each(FOUND)('%s: %s is found by %s', (_, __, rule, change, said) => {
  const messages = OF_ONE_OBJECT.has(rule)
    ? [...platformSaid(rule, change), ...saidOfObjects(rule, change)]
    : saidOf(rule, [change]);
  expect(messages.join('\n')).toMatch(said);
});

const platformSaid = (rule: string, change: Change): string[] => {
  try {
    return saidOf(rule, [change]);
  } catch {
    return [];
  }
};

/** Sites with the defect, and what they are refused with. */
const REFUSED: readonly (readonly [id: string, what: string, site: unknown, said: RegExp])[] = [
  ['D2', 'no way to authorize', changed('sessions.authorization', undefined), /sessions\.authorization: is missing/],
  [
    'D4',
    'a size under another name',
    changed('sessions.flexible', { request: { cpuCores: 1, memoryInGB: 4 } }),
    /unknown key/,
  ],
  [
    'D9',
    'a volume of a type that nobody knows',
    changed('sessions.volumes', [{ type: 'X', mountPath: '/x' }]),
    /unknown key/,
  ],
  [
    'D15',
    'services and sessions in one namespace',
    changed('namespaces', { services: 'a', sessions: 'a' }),
    /also namespaces/,
  ],
  ['E3', 'more than any node has', changed('sessions.largest', { cpu: 64, memory: '900Gi' }), /no node takes/],
  ['E5', 'a key that is misspelt', changed('sessions.expirry', '4d'), /Did you mean "expiry"/],
  ['E5', 'a key of an earlier release', changed('maxUserSessions', 3), /unknown key/],
];

test.each(REFUSED)('%s: a site with %s is refused', (_, __, site, said) => {
  expect(complaints(site).join('\n')).toMatch(said);
});

const sites = Object.entries(SITES).map(([name, input]) => ({ name, plan: planOf(input), ...manifestsOf(input) }));

describe.each(sites)('what $name is made into', ({ manifests, secrets, plan: { site } }) => {
  const objects = manifests.map(({ object }) => object);
  const kind = (name: string) => objects.filter((one) => one.kind === name);
  const pods = objects.flatMap((one): { name: string; spec: Draft }[] => {
    const template = one.kind === 'CronJob' ? one.spec.jobTemplate.spec.template : one.spec?.template;
    return template?.spec?.containers ? [{ name: one.metadata.name, spec: template.spec }] : [];
  });
  const ownVariables = pods.flatMap(({ spec }) => spec.containers).flatMap(({ env = [] }: Draft) => env);

  test('D1: every priority class that a pod names is one of ours', () => {
    const made = kind('PriorityClass').map(({ metadata }) => metadata.name);
    for (const { spec } of pods)
      if (spec.priorityClassName) expect([...made, 'system-cluster-critical']).toContain(spec.priorityClassName);
  });

  test('D3, D5: routes have TLS and a class, as fields', () => {
    for (const { spec, metadata } of kind('Ingress')) {
      expect(spec.ingressClassName).toBe(site.ingress.className);
      expect(spec.tls.length).toBeGreaterThan(0);
      expect(Object.keys(metadata.annotations ?? {})).not.toContain('spec.ingressClassName');
    }
  });

  test('D5: no route reaches into another namespace', () => {
    for (const { spec, metadata } of kind('IngressRoute'))
      for (const route of spec.routes)
        for (const { namespace } of [...(route.services ?? []), ...(route.middlewares ?? [])])
          if (namespace !== undefined) expect(namespace).toBe(metadata.namespace);
  });

  test('D10: what is changed by a delivery is no Job that cannot change', () => {
    for (const { metadata } of kind('Job')) expect(metadata.name).toMatch(/-[0-9a-f]{8,}$/);
  });

  test('D14: what keeps data has a volume, and one pod at a time', () => {
    for (const one of kind('StatefulSet')) {
      const claims = one.spec.volumeClaimTemplates ?? [];
      const mounted = (one.spec.template.spec.volumes ?? []).some(
        (volume: Draft) => volume.persistentVolumeClaim || volume.emptyDir,
      );
      expect(claims.length > 0 || mounted).toBe(true);
    }
  });

  test('D16: no password is a text, in a variable or a ConfigMap', () => {
    for (const { name, value } of ownVariables)
      if (value !== undefined) expect(`${name}=${value}`).not.toMatch(/(?:password|secret|token)=\S/i);
    for (const one of kind('Secret')) expect([one.data, one.stringData]).toEqual([undefined, undefined]);
    const literals = secrets
      .flatMap(({ keys }) => Object.values(keys).flat())
      .filter((piece) => typeof piece === 'string');
    for (const text of literals) expect(text).not.toMatch(/(?:password|secret|token)[ \t]*=[ \t]*\S/i);
  });

  test('D17: nothing may connect unless it is said', () => {
    for (const namespace of Object.values(site.namespaces)) {
      const deny = kind('NetworkPolicy').filter(
        ({ metadata, spec }) =>
          metadata.namespace === namespace &&
          Object.keys(spec.podSelector).length === 0 &&
          !spec.egress &&
          !spec.ingress,
      );
      expect(deny.map(({ spec }) => spec.policyTypes)).toEqual([['Ingress', 'Egress']]);
    }
  });

  test('D18: each service has an account of its own, and a token only where it calls the API', () => {
    const workloads = pods.map(({ spec }) => spec.serviceAccountName);
    for (const name of workloads) expect(name).toBeDefined();
    expect(workloads).not.toContain('default');
    const bound = new Set(
      [...kind('RoleBinding'), ...kind('ClusterRoleBinding')].flatMap(({ subjects }) =>
        subjects.map(({ name }: Draft) => name),
      ),
    );
    for (const { spec } of pods)
      if (spec.automountServiceAccountToken !== false) expect(bound).toContain(spec.serviceAccountName);
  });

  test('D19: no one is told not to verify', () => {
    expect(JSON.stringify(objects)).not.toMatch(/curl [^|]*(?:-k\b|--insecure)|insecureSkipVerify|verify=false/i);
  });

  test('D21: nothing of it is of another site', () => {
    expect(
      JSON.stringify(
        objects.filter(({ kind: one }) => one !== 'Deployment' && one !== 'CronJob' && one !== 'StatefulSet'),
      ),
    ).not.toMatch(/cadc\.nrc\.ca\/(?:cred|gms)|canfar\.net(?!\/)/);
  });
});

test('D15: two sites of one cluster share no name of the whole cluster', () => {
  const wide = (name: string) => {
    const site = withValue(changed('name', name), ['namespaces'], { services: `${name}-a`, sessions: `${name}-b` });
    return platform(plan(site))
      .manifests.map(({ object }): KubeObject => object)
      .filter(({ metadata }) => metadata.namespace === undefined)
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  };
  const other = new Set(wide('other'));
  expect(wide('keck').filter((name) => other.has(name))).toEqual([]);
});

test('every defect is in the table', () => {
  const text = [...FOUND, ...REFUSED].map(([id]) => id);
  const ours = ['D1', 'D3', 'D5', 'D10', 'D14', 'D15', 'D16', 'D17', 'D18', 'D19', 'D21'];
  // D6 is a chart that does not render: ours are no texts. D20 is of the portal.
  for (const number of Array.from({ length: 21 }, (_, index) => index + 1)) {
    if (number === 6 || number === 20) continue;
    expect([...text, ...ours]).toContain(`D${number}`);
  }
});
