import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteInput } from '../../src/config/site';
import { type KubeObject, objectName } from '../../src/manifest';
import { CLOUD } from '../constructs/cloud-site';
import { manifestsOf, planOf } from '../sites/sites';
import { ControlPlane } from './launch/control-plane';
import { installCrds } from './launch/crds';
import { addNodes, slicesOf } from './launch/nodes';
import { until } from './launch/wait';

// Everything that pools become, on a real API server, scheduler and the operators' own definitions.

const { home, claimed } = CLOUD.pools;
const small: SiteInput = { ...CLOUD, pools: { home, claimed } as SiteInput['pools'] };
const plan = planOf(small);
const poolsOf = (site: SiteInput) =>
  manifestsOf(site)
    .manifests.filter(({ capability }) => capability === 'pools')
    .map(({ object }) => object);

let plane: ControlPlane;
let folder: string;
beforeAll(async () => {
  plane = await ControlPlane.start();
  folder = plane.home.folder('check-nodes');
  await Promise.all([
    addNodes(plane, plan),
    installCrds(plane.api, [
      'cluster.x-k8s.io',
      'bootstrap.cluster.x-k8s.io',
      'infrastructure.cluster.x-k8s.io',
      'karpenter.sh',
      'karpenter.k8s.aws',
      'nvidia.com',
      'nfd.k8s-sigs.io',
    ]),
  ]);
  for (const name of ['clusters', 'gpu-operator', 'skaha-system', 'skaha-workload'])
    await plane.api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
});
afterAll(() => plane?.stop());

test('every object is one that its operator defines, field by field', async () => {
  const kinds = new Set<string>();
  for (const object of poolsOf(CLOUD)) {
    await plane.api.apply(object);
    kinds.add(object.kind);
  }
  for (const kind of [
    'MachineDeployment',
    'KubeadmConfigTemplate',
    'OpenStackMachineTemplate',
    'MachineDrainRule',
    'NodePool',
    'EC2NodeClass',
    'ClusterPolicy',
    'DeviceClass',
    'NodeFeatureRule',
  ])
    expect(kinds).toContain(kind);
});

test('the definitions refuse what they do not have, so the test above says something', async () => {
  const [pool] = poolsOf(CLOUD).filter(({ kind }) => kind === 'NodePool') as [KubeObject];
  const wrong = structuredClone(pool) as KubeObject;
  wrong.spec.disruption.consolidationPolicy = 'Never';
  await expect(plane.api.apply(wrong)).rejects.toThrow(/consolidationPolicy/);
  const misspelt = structuredClone(pool) as KubeObject;
  misspelt.spec.limit = misspelt.spec.limits;
  await expect(plane.api.apply(misspelt)).rejects.toThrow(/limit/);
});

test('a pod that asks for nvidia.com/gpu is given a device of a driver, and no more than there are', async () => {
  for (const object of [...slicesOf(plan), ...poolsOf(small).filter(({ kind }) => kind === 'DeviceClass')])
    await plane.api.apply(object);
  const pods = [0, 1, 2].map((index) => gpuPod(`gpu-${index}`));
  for (const pod of pods) await plane.api.create(pod);
  const bound = async () => {
    const all = await plane.api.list('/api/v1/namespaces/skaha-workload/pods');
    return all.filter(({ spec }) => spec.nodeName !== undefined);
  };
  await until('two pods are on nodes', async () => (await bound()).length === 2);
  const third = await until('the third is refused', async () => {
    const all = await plane.api.list('/api/v1/namespaces/skaha-workload/pods');
    return all
      .flatMap(({ status }) => status.conditions ?? [])
      .find(({ type, status }: { type: string; status: string }) => type === 'PodScheduled' && status === 'False');
  });
  expect(third.reason).toBe('Unschedulable');
  for (const pod of await bound()) expect([objectName(pod), pod.spec.nodeName]).toEqual([objectName(pod), 'claimed-1']);
  const claims = await plane.api.list('/apis/resource.k8s.io/v1/namespaces/skaha-workload/resourceclaims');
  const given = claims
    .flatMap(({ status }) => status?.allocation?.devices.results ?? [])
    .map(({ device }: { device: string }) => device);
  expect(given.sort()).toEqual(['gpu-0', 'gpu-1']);
});

describe('the look at the nodes', () => {
  const contract: SiteInput = { ...small, pools: { home: CLOUD.pools.home } as SiteInput['pools'] };

  test('is content with the rights that it has, and with nodes that are as declared', async () => {
    expect(await look(contract)).toMatchObject({ code: 0, stdout: '' });
  });

  test('says what is not there', async () => {
    const more = structuredClone(contract) as never as { pools: { home: { nodes: number } } };
    more.pools.home.nodes = 9;
    const { code, stdout } = await look(more as never);
    expect([code, stdout]).toEqual([1, expect.stringContaining('pools.home.nodes: 4 of the 9 nodes are there')]);
  });

  test('may read nothing else', async () => {
    const api = plane.api.withToken(await plane.api.accountToken('skaha-system', 'check-nodes'));
    for (const path of ['/api/v1/nodes/home-1', '/api/v1/pods', '/api/v1/namespaces/skaha-system/secrets'])
      expect([path, (await api.send('GET', path)).status]).toEqual([path, 403]);
  });
});

const gpuPod = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'skaha-workload' },
  spec: {
    containers: [
      {
        name: 'a',
        image: 'images.example.org/a/b:1',
        resources: { limits: { 'nvidia.com/gpu': '1' }, requests: { 'nvidia.com/gpu': '1' } },
      },
    ],
  },
});

/** Runs what the Job runs, as its ServiceAccount. */
async function look(site: SiteInput): Promise<{ code: number; stdout: string; stderr: string }> {
  for (const object of poolsOf(site))
    if (/check/.test(object.metadata.name) && object.kind !== 'Job') await plane.api.apply(object);
  const files = poolsOf(site).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'check-nodes')
    ?.data as Record<string, string>;
  const account = join(folder, 'account');
  mkdirSync(account, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  copyFileSync(plane.caFile, join(account, 'ca.crt'));
  writeFileSync(join(account, 'token'), await plane.api.accountToken('skaha-system', 'check-nodes'));
  const { hostname, port } = new URL(plane.url);
  return new Promise((resolve) => {
    execFile(
      '/bin/sh',
      [join(folder, 'check-nodes.sh')],
      {
        env: {
          PATH: process.env.PATH,
          CONTRACTS: join(folder, 'contracts.json'),
          SERVICE_ACCOUNT: account,
          KUBERNETES_SERVICE_HOST: hostname,
          KUBERNETES_SERVICE_PORT: port,
        },
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
