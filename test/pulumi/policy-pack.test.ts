import { rules } from '../../policies/index';
import { typeToken } from '../../src/delivery/identity';
import type { KubeObject, Manifest } from '../../src/manifest';
import { JOBS, POLICIES } from '../constructs/smuggled';
import { notebook } from '../constructs/started';
import { manifestsOf, SITES } from '../sites/sites';
import { Analyzer, type Judged } from './analyzer';
import { secret, UNKNOWN } from './marks';

jest.setTimeout(180_000); // a process that compiles the whole program takes seconds, on a busy machine a minute

const { manifests, secrets } = manifestsOf(SITES.canfar as never);

const judged = (one: Pick<Manifest, 'id' | 'object' | 'protect'>): Judged => ({
  type: typeToken(one.object),
  name: one.id,
  properties: one.object,
  protect: one.protect,
});
const deployed: readonly Judged[] = [
  ...manifests.map(judged),
  ...secrets.map(({ id, name, namespace, type, labels, keys }) => ({
    type: 'kubernetes:core/v1:Secret',
    name: id,
    properties: {
      ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace, labels }, type },
      stringData: Object.fromEntries(Object.keys(keys).map((key) => [key, secret('hunter2')])),
    },
  })),
];

/** A Deployment of the site, changed. */
const deployment = (change: (object: KubeObject) => void): Judged => {
  const found = manifests.find(({ object }) => object.kind === 'Deployment');
  if (!found) throw new Error('the site has no Deployment');
  const object = structuredClone(found.object) as KubeObject;
  change(object);
  return judged({ ...found, object });
};
const container = (object: KubeObject) => object.spec.template.spec.containers[0];

describe('the policy pack of stack canfar', () => {
  let pack: Analyzer;
  beforeAll(async () => {
    pack = await Analyzer.start('canfar');
  });
  afterAll(() => pack?.stop());

  test('has every rule about manifests and the closed world, errors refuse', async () => {
    const asked = rules.filter(({ on }) => on === 'manifest' || on === 'platform');
    expect(await pack.policies()).toEqual(new Map(asked.map(({ id, severity }) => [id, severity === 'error'])));
  });

  test('has nothing to say about what the site is made of', async () => {
    expect(deployed.length).toBeGreaterThan(50);
    for (const resource of deployed) expect([resource.name, await pack.judge(resource)]).toEqual([resource.name, []]);
  });

  test('refuses a wrong object, and says which and where', async () => {
    const wrong = deployment((object) => {
      container(object).image = container(object).image.replace(/[:@][^/]*$/, ':latest');
    });
    const { namespace, name } = (wrong.properties as KubeObject).metadata;
    const said = await pack.judge(wrong);
    expect(said).toMatchObject([{ policy: 'image-tag', mandatory: true }]);
    expect(said[0]?.message).toContain(`Deployment ${namespace}/${name}: spec.template.spec.containers[0].image: `);
  });

  test('judges the rest of an object of which one value is known later', async () => {
    const unknown = deployment((object) => {
      container(object).image = UNKNOWN;
      container(object).securityContext.privileged = true;
    });
    const said = await pack.judge(unknown);
    expect(said).toMatchObject([{ policy: 'pod-security-level', mandatory: true }]);
    expect(said[0]?.message).toContain('privileged');
  });

  test('does not judge what is no Kubernetes object', async () => {
    const password = { type: 'random:index/randomPassword:RandomPassword', name: 'p', properties: { length: 32 } };
    expect(await pack.judge(password)).toEqual([]);
  });

  test('finds the whole stack closed', async () => {
    expect(await pack.judgeStack(deployed)).toEqual([]);
  });

  test('refuses a stack from which something is missing that others name, and tells no secret', async () => {
    const missing = deployed.filter(({ type }) => type !== 'kubernetes:core/v1:Secret' && type !== SERVICE_ACCOUNT);
    const said = await pack.judgeStack(missing);
    expect(said.map(({ policy }) => policy)).toEqual(
      expect.arrayContaining(['secret-exists', 'service-account-exists']),
    );
    expect(said.every(({ mandatory }) => mandatory)).toBe(true);
    expect(JSON.stringify(said)).not.toContain('hunter2');
  });

  test('judges Jobs and Pods by the admission policies of the site, as the API server does', async () => {
    const { job, pod } = notebook(manifests);
    const tried = [
      ['lawful', job('lawful', () => {}), undefined] as const,
      ['lawful-pod', pod('lawful-pod', () => {}), undefined] as const,
      ...[...POLICIES, ...JOBS].map(
        ([, change, said], row) => [`job-${row}`, job(`job-${row}`, change), said] as const,
      ),
      ...POLICIES.map(([, change, said], row) => [`pod-${row}`, pod(`pod-${row}`, change), said] as const),
    ];
    const extra = tried.map(([id, object]) => judged({ id, object, protect: false }));
    const said = (await pack.judgeStack([...deployed, ...extra])).filter(({ policy }) => policy === 'admission-agrees');
    for (const [name, { kind, metadata }, reason] of tried) {
      const own = said.filter(({ message }) => message.includes(`${kind} ${metadata.namespace}/${name}: `));
      expect([name, own.map(({ message }) => message)]).toEqual([
        name,
        reason ? expect.arrayContaining([expect.stringMatching(reason)]) : [],
      ]);
    }
  });

  test('refuses a stack in which data is not protected', async () => {
    const said = await pack.judgeStack(deployed.map((resource) => ({ ...resource, protect: false })));
    expect(said.map(({ policy }) => policy)).toContain('stateful-protected');
  });
});

const SERVICE_ACCOUNT = 'kubernetes:core/v1:ServiceAccount';
