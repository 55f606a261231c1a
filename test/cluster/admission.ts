import type { PodSpec } from 'kubernetes-types/core/v1';
import { policiesInForce } from '../../src/check/admission/in-force';
import { refusals } from '../../src/check/admission/policy';
import { creation } from '../../src/check/admission/request';
import { platform } from '../../src/constructs/platform';
import type { KubeObject, Manifests } from '../../src/manifest';
import { planSite } from '../../src/plan/plan';
import { first, image, JOBS, LEVEL, POLICIES } from '../constructs/smuggled';
import { until } from './launch/wait';
import type { OnPlatform } from './on-platform';
import { note } from './summary';

/** Why the server refused; a text that matches nothing when it did not. */
const refusal = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'ACCEPTED',
    (error: Error) => error.message,
  );

/** What a policy said in a refusal; `undefined` where it was not a policy that refused. */
const messageIn = (refused: string): string | undefined => /denied request: (.*)$/s.exec(refused)?.[1];

/** What may run beside the users' data: tried on the API server, with requests as the session service would send them. */
export function admission(on: OnPlatform): void {
  const { site } = on.plan;
  const { sessions } = site.namespaces;

  /** The Job of a lawful session, changed. */
  const job = (change: (pod: PodSpec) => void): KubeObject => {
    const { job: made } = on.service.prepare('notebook');
    change(made.spec?.template.spec as PodSpec);
    return on.service.placed(made as KubeObject);
  };
  /** The pod that the Job would make. */
  const pod = (change: (pod: PodSpec) => void): KubeObject => {
    const { metadata, spec } = job(change);
    const { labels } = spec.template.metadata;
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: metadata.name, namespace: sessions, labels },
      spec: spec.template.spec,
    };
  };
  const policies = policiesInForce(platform(on.plan).manifests.map(({ object }) => object));
  /** What `check` and the policy pack say, without a cluster. */
  const offline = (object: KubeObject) => {
    const request = creation(object);
    return policies.flatMap((bound) => refusals(bound, request));
  };
  const asJob = (change: (pod: PodSpec) => void) => on.service.api.create(job(change), { dryRun: true });
  const asPod = (change: (pod: PodSpec) => void) => on.plane.api.create(pod(change), { dryRun: true });
  let refused = 0;

  beforeAll(async () => {
    // The server learns of new policies a moment after it has stored them.
    await until('the policies are in force', async () =>
      asJob(image(() => 'busybox')).then(
        () => false,
        (error) => /denied request/.test(error.message),
      ),
    );
  });

  test('a lawful session passes, as Job and as Pod, without a remark', async () => {
    expect((await asJob(() => {})).warnings).toEqual([]);
    expect((await asPod(() => {})).warnings).toEqual([]);
    expect([...offline(job(() => {})), ...offline(pod(() => {}))]).toEqual([]);
    for (const host of site.registry.hosts) await asJob(image(() => `${host}/project/image:1`));
    await asJob((spec) => Object.assign(spec, { imagePullSecrets: [{ name: 'registry-auth-alice' }] }));
  });

  test.each(POLICIES)('refused: %s', async (_, change, said) => {
    const [ofJob, ofPod] = [await refusal(asJob(change)), await refusal(asPod(change))];
    expect(ofJob).toMatch(said);
    expect(offline(job(change))).toContain(messageIn(ofJob));
    // A pod may break the rules of the namespace's level too, and those speak first.
    expect(ofPod).toMatch(new RegExp(`${said.source}|violates PodSecurity`));
    // The server mounts a token in a pod that asks for one before the policies look, and they may speak of that first.
    expect(offline(pod(change))).toContainEqual(expect.stringMatching(said));
    refused += 2;
  });

  test.each(JOBS)('refused: %s', async (_, change, said) => {
    const message = await refusal(asJob(change));
    expect(message).toMatch(said);
    expect(offline(job(change))).toContain(messageIn(message));
    refused++;
  });

  test.each([
    ['two pods', { parallelism: 2, completions: 2 }, /one pod/],
    ['no end', { activeDeadlineSeconds: undefined }, /ends after/],
    ['an end that never comes', { activeDeadlineSeconds: 2 ** 31 - 1 }, /ends after/],
  ])('refused: %s', async (_, change, said) => {
    const made = job(() => {});
    const tried = { ...made, spec: { ...made.spec, ...change } };
    const message = await refusal(on.service.api.create(tried, { dryRun: true }));
    expect(message).toMatch(said);
    expect(offline(tried)).toContain(messageIn(message));
    refused++;
  });

  test.each(LEVEL)('refused by the level of the namespace: %s', async (_, change, said) => {
    const message = await refusal(asPod(change));
    expect(message).toMatch(/violates PodSecurity "restricted:/);
    expect(message).toMatch(said);
    refused++;
  });

  test('a session has the sizes of the site: no more than the largest, and a default for who says nothing', async () => {
    const resize = (resources: object) => (spec: PodSpec) => Object.assign(first(spec), { resources });
    const { cpu, memory } = on.plan.offers.largest;
    const more = { cpu: `${cpu + 1}m`, memory: String(memory + 1) };
    await expect(asPod(resize({ requests: { cpu: more.cpu }, limits: { cpu: more.cpu } }))).rejects.toThrow(
      /maximum cpu usage per Container/,
    );
    await expect(asPod(resize({ requests: { memory: more.memory }, limits: { memory: more.memory } }))).rejects.toThrow(
      /maximum memory usage/,
    );
    const { resources } = (await asPod(resize({}))).body.spec.containers[0];
    expect(Object.keys(resources.limits)).toEqual(expect.arrayContaining(['cpu', 'memory', 'ephemeral-storage']));
    expect(resources.requests['nvidia.com/gpu'] ?? '0').toBe('0');
    refused += 2;
  });

  test('a session opens no door of the cluster', async () => {
    const { service } = on.service.prepare('notebook');
    for (const type of ['NodePort', 'LoadBalancer']) {
      const open = { ...service, spec: { ...service?.spec, type } } as unknown as KubeObject;
      await expect(on.service.api.create(on.service.placed(open), { dryRun: true })).rejects.toThrow(
        /exceeded quota: sessions/,
      );
      refused++;
    }
  });

  test('a session from before a change of the rules can still end', async () => {
    const session = await on.service.launch(on.service.prepare('notebook'));
    await on.service.running(session);
    const others = platform(
      planSite({ ...site, registry: { ...site.registry, hosts: ['elsewhere.example.org'] } }, 'changed'),
    );
    const policies = (of: Manifests) =>
      of.manifests.map(({ object }) => object).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    try {
      for (const policy of policies(others)) await on.plane.api.apply(policy);
      await until('the new rules are in force', async () => (await refusal(asJob(() => {}))).includes('elsewhere'));
      await on.service.endAll();
    } finally {
      for (const policy of policies(platform(on.plan))) await on.plane.api.apply(policy);
      await until('the old rules are in force', async () => !(await refusal(asJob(() => {}))).includes('elsewhere'));
    }
  });

  afterAll(() => note({ table: 'Admission', site: site.name, refused }));
}
