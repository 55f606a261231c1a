import type { KubeObject } from '../../src/manifest';
import { parseQuantity, UNIT } from '../../src/quantity';
import { manifestsOf, planOf, SITES } from '../sites/sites';

// biome-ignore lint/suspicious/noExplicitAny: Kueue's types are not published for TypeScript
type Loose = any;

const objects = (site: string): KubeObject[] => manifestsOf(SITES[site] as never).manifests.map(({ object }) => object);
const ofKind = (site: string, kind: string): Loose[] => objects(site).filter((object) => object.kind === kind);
const amount = (text: string) => Number(parseQuantity(text) / UNIT);

const queued = Object.entries(SITES)
  .filter(([, { queues }]) => queues?.kind === 'kueue')
  .map(([name]) => name);

test('some site has queues, and some has none', () => {
  expect(queued.length).toBeGreaterThan(1);
  expect(objects('demo').some(({ apiVersion }) => apiVersion.startsWith('kueue.x-k8s.io'))).toBe(false);
});

describe.each(queued)('the queues of %s', (site) => {
  const clusterQueues = ofKind(site, 'ClusterQueue');
  const flavourOf = (queue: Loose, name: string): Loose =>
    queue.spec.resourceGroups[0].flavors.find((flavour: Loose) => flavour.name === name);

  test('promise together no more than each pool has, daemonsets taken off (K1, G6)', () => {
    const plan = planOf(SITES[site] as never);
    for (const { name, total } of plan.capacity) {
      const sum = (resource: string) =>
        clusterQueues
          .map((queue) => flavourOf(queue, `${site}-${name}`).resources.find((one: Loose) => one.name === resource))
          .reduce((all, one) => all + amount(one?.nominalQuota ?? '0'), 0);
      expect(sum('cpu') * 1000).toBeLessThanOrEqual(total.cpu * 0.98);
      expect(sum('memory')).toBeLessThanOrEqual(total.memory * 0.98);
      expect(sum('nvidia.com/gpu')).toBe(total.gpu);
      expect(sum('pods')).toBe(total.pods);
    }
  });

  test('list each resource once, in one group and one order (K3)', () => {
    for (const { spec } of clusterQueues) {
      expect(spec.resourceGroups).toHaveLength(1);
      const [{ coveredResources, flavors }] = spec.resourceGroups;
      expect(new Set(coveredResources).size).toBe(coveredResources.length);
      for (const { resources } of flavors) expect(resources.map(({ name }: Loose) => name)).toEqual(coveredResources);
    }
  });

  test('cover everything that a session asks for (K14)', () => {
    const [limits] = ofKind(site, 'LimitRange').flatMap(({ spec }) => spec.limits);
    const asked = new Set([...Object.keys(limits.defaultRequest), ...Object.keys(limits.max)]);
    expect(clusterQueues[0].spec.resourceGroups[0].coveredResources).toEqual(expect.arrayContaining([...asked]));
  });

  test('lend only where there is somebody to lend to, and never more than they have (K8)', () => {
    for (const { spec } of clusterQueues) {
      expect('cohortName' in spec).toBe(clusterQueues.length > 1);
      expect('fairSharing' in spec).toBe(clusterQueues.length > 1);
      for (const { resources } of spec.resourceGroups[0].flavors)
        for (const { nominalQuota, lendingLimit } of resources) {
          if (clusterQueues.length === 1) expect(lendingLimit).toBeUndefined();
          if (lendingLimit !== undefined) expect(amount(lendingLimit)).toBeLessThan(amount(nominalQuota));
        }
    }
  });

  test('never stop an interactive session (K9, K15, K16)', () => {
    const values = ofKind(site, 'WorkloadPriorityClass').map(({ value }) => value);
    const pods = ofKind(site, 'PriorityClass').find(({ metadata }) => metadata.name === `${site}-interactive`);
    expect(Math.max(...values)).toBe(pods?.value);
    for (const { spec } of clusterQueues) {
      expect(spec.preemption).not.toHaveProperty('borrowWithinCohort');
      for (const policy of [spec.preemption.withinClusterQueue, spec.preemption.reclaimWithinCohort])
        expect(['Never', 'LowerPriority']).toContain(policy);
    }
  });

  test('are the ones that the session service asks for, may look up, and waits for (K11, K12)', () => {
    const plan = planOf(SITES[site] as never);
    const sessions = plan.site.namespaces.sessions;
    const here = ofKind(site, 'LocalQueue').filter(({ metadata }) => metadata.namespace === sessions);
    const skaha = ofKind(site, 'Deployment').find(({ metadata }) => metadata.name === 'skaha');
    const env = new Map<string, string>(
      skaha.spec.template.spec.containers[0].env.map(({ name, value }: Loose) => [name, value]),
    );
    const classes = ofKind(site, 'WorkloadPriorityClass').map(({ metadata }) => metadata.name);
    for (const type of Object.keys(plan.sessionTypes)) {
      const prefix = `SKAHA_QUEUE_${type.toUpperCase()}`;
      expect(here.map(({ metadata }) => metadata.name)).toContain(env.get(`${prefix}_NAME`));
      expect(classes).toContain(env.get(`${prefix}_PRIORITY_CLASS`));
    }
    const role = ofKind(site, 'Role').find(({ metadata }) => metadata.name === 'skaha');
    expect(role.rules).toContainEqual({ apiGroups: ['kueue.x-k8s.io'], resources: ['localqueues'], verbs: ['get'] });
    const { manifests } = manifestsOf(SITES[site] as never);
    const deployment = manifests.find(
      ({ object }) => object === skaha || (object.metadata.name === 'skaha' && object.kind === 'Deployment'),
    );
    const queues = manifests.filter(({ object }) => object.kind === 'LocalQueue').map(({ id }) => id);
    expect(deployment?.dependsOn).toEqual(expect.arrayContaining(queues));
    for (const { metadata, spec } of ofKind(site, 'LocalQueue')) {
      const behind = clusterQueues.find((queue) => queue.metadata.name === spec.clusterQueue);
      expect(behind.spec.namespaceSelector.matchExpressions[0].values).toEqual([metadata.namespace]);
    }
  });

  test('admit nothing that the ResourceQuota then refuses (K18)', () => {
    const [{ spec }] = ofKind(site, 'ResourceQuota');
    const all = (resource: string) =>
      clusterQueues
        .flatMap((queue) => queue.spec.resourceGroups[0].flavors)
        .flatMap(({ resources }: Loose) => resources)
        .filter(({ name }: Loose) => name === resource)
        .reduce((sum: number, { nominalQuota }: Loose) => sum + amount(nominalQuota), 0);
    for (const [resource, hard] of [
      ['cpu', spec.hard['requests.cpu']],
      ['memory', spec.hard['requests.memory']],
      ['pods', spec.hard.pods],
    ] as const)
      expect(amount(hard)).toBeGreaterThanOrEqual(all(resource));
  });

  test('are required of every Job', () => {
    const policy = ofKind(site, 'ValidatingAdmissionPolicy').find(({ metadata }) => metadata.name.endsWith('-jobs'));
    const texts = policy.spec.validations.map(({ expression }: Loose) => expression).join('\n');
    expect(texts).toContain("'kueue.x-k8s.io/queue-name' in object.metadata.labels");
  });
});
