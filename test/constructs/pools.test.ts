import { parse } from 'yaml';
import { rules } from '../../policies/index';
import { judge } from '../../src/check/judge';
import type { Rule } from '../../src/check/rule';
import type { SiteInput } from '../../src/config/site';
import { allocatable } from '../../src/plan/allocatable';
import { toYamlStream } from '../../src/yaml';
import { manifestsOf, planOf } from '../sites/sites';
import { CLOUD } from './cloud-site';

// biome-ignore lint/suspicious/noExplicitAny: the operators' types are not published for TypeScript
type Loose = any;

const { manifests, secrets } = manifestsOf(CLOUD);
const plan = planOf(CLOUD);
const all = manifests.map(({ object }) => object as Loose);
const ofKind = (kind: string) => all.filter((object) => object.kind === kind);
const one = (kind: string, name: RegExp) => {
  const [found, ...more] = ofKind(kind).filter(({ metadata }) => name.test(metadata.name));
  if (!found || more.length > 0) throw new Error(`not one ${kind} ${name}`);
  return found;
};

test('pools that the platform makes are the same as when they were last looked at', () => {
  const pools = manifests.filter(({ capability }) => capability === 'pools').map(({ object }) => object);
  expect(toYamlStream(pools)).toMatchSnapshot();
});

test('no rule finds a fault', () => {
  const platform = { manifests, secrets, provides: plan.provides };
  const failing = rules.flatMap((rule) => {
    if (rule.on !== 'platform') return [];
    const answer = judge(rule as Rule<'platform'>, platform, 'site');
    return answer.verdict === 'fail' ? answer.faults.map(({ message }) => `${rule.id}: ${message}`) : [];
  });
  expect(failing).toEqual([]);
});

test('existing nodes make no machine', () => {
  const kinds = new Set(
    manifestsOf({ ...CLOUD, pools: { home: CLOUD.pools.home } } as SiteInput).manifests.map(
      ({ object }) => object.kind,
    ),
  );
  for (const kind of ['MachineDeployment', 'NodePool', 'OpenStackMachineTemplate']) expect(kinds.has(kind)).toBe(false);
});

describe('Cluster API', () => {
  test('machines of a zone are named after it, as far as Kubernetes bears its name', () => {
    const site = structuredClone(CLOUD) as Loose;
    site.pools.fixed.provider.zones = ['RegionOne.Zone_1', 'a-.b'];
    const names = manifestsOf(site).manifests.flatMap(({ object }) =>
      object.kind === 'MachineDeployment' && object.spec.template.spec.failureDomain ? [object.metadata.name] : [],
    );
    expect(names).toEqual(expect.arrayContaining(['keck-fixed-regionone-zone-1', 'keck-fixed-a-b']));
  });

  test('machines are divided among zones, and all are there', () => {
    const deployments = ofKind('MachineDeployment').filter(({ metadata }) => metadata.name.startsWith('keck-fixed'));
    expect(deployments.map(({ spec }) => [spec.template.spec.failureDomain, spec.replicas])).toEqual([
      ['nova-1', 3],
      ['nova-2', 2],
    ]);
  });

  test('a template has the name of its content, so another content is another template', () => {
    const names = (site: SiteInput) =>
      manifestsOf(site)
        .manifests.filter(({ object }) => /Template$/.test(object.kind))
        .map(({ object }) => object.metadata.name);
    const larger = structuredClone(CLOUD) as Loose;
    larger.pools.fixed.provider.flavor = 'c64-512gb';
    const [before, after] = [names(CLOUD), names(larger)];
    expect(after.filter((name) => !before.includes(name))).toHaveLength(1);
  });

  test('labels reach the nodes by the way that Kubernetes allows', () => {
    const { spec } = one('KubeadmConfigTemplate', /keck-fixed/).spec.template;
    const args = new Map(
      spec.joinConfiguration.nodeRegistration.kubeletExtraArgs.map(({ name, value }: Loose) => [name, value]),
    );
    expect(args.get('node-labels')).toBe('example.org/pool=fixed');
    expect(one('MachineDeployment', /keck-fixed-nova-1/).spec.template.metadata.labels).toMatchObject({
      'node-role.kubernetes.io/worker': '',
    });
  });

  test('machines are on the networks of the pool, and made by its credentials', () => {
    const { spec } = one('OpenStackMachineTemplate', /keck-fixed/).spec.template;
    expect(spec.ports).toEqual([
      { network: { filter: { name: 'cluster' } }, fixedIPs: [{ subnet: { filter: { name: 'cluster-v4' } } }] },
      { network: { filter: { name: 'storage' } }, securityGroups: [{ filter: { name: 'ceph-clients' } }] },
    ]);
    expect(spec).toMatchObject({ configDrive: true, identityRef: { name: 'science-clouds', cloudName: 'science' } });
    const other = one('OpenStackMachineTemplate', /keck-cut/).spec.template.spec;
    for (const key of ['ports', 'configDrive', 'identityRef']) expect(other).not.toHaveProperty(key);
  });

  test('kubelet is told what the numbers count with', () => {
    const [file] = one('KubeadmConfigTemplate', /keck-fixed/).spec.template.spec.files;
    expect(JSON.parse(file.content)).toMatchObject({
      kind: 'KubeletConfiguration',
      kubeReserved: { cpu: '230m', memory: '1465Mi' },
    });
  });

  test('a pool that grows from nothing says what its nodes will have, and leaves their number to the autoscaler', () => {
    const { metadata, spec } = one('MachineDeployment', /keck-cut/);
    expect(spec).not.toHaveProperty('replicas');
    const node = allocatable(plan.site.pools.cut as never);
    expect(metadata.annotations).toMatchObject({
      'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': '0',
      'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size': '4',
      'capacity.cluster-autoscaler.kubernetes.io/cpu': `${node.cpu}m`,
      'capacity.cluster-autoscaler.kubernetes.io/gpu-type': 'nvidia.com/gpu',
      'capacity.cluster-autoscaler.kubernetes.io/gpu-count': '6',
      'capacity.cluster-autoscaler.kubernetes.io/labels': expect.stringContaining('nvidia.com/gpu.count=6'),
      'capacity.cluster-autoscaler.kubernetes.io/taints': 'nvidia.com/gpu=present:NoSchedule',
    });
  });

  test('its sessions are admitted when the autoscaler has their machine', () => {
    const [queue] = ofKind('ClusterQueue');
    expect(queue.spec.admissionChecksStrategy.admissionChecks).toEqual([
      { name: 'keck-machines', onFlavors: ['keck-cut'] },
    ]);
    expect(ofKind('Topology')).toEqual([]);
  });
});

describe('Karpenter', () => {
  test('makes at most as many nodes as quotas count with, and knows of GPUs before they are discovered', () => {
    expect(one('NodePool', /keck-turns/).spec).toMatchObject({
      limits: { nodes: '2' },
      template: { metadata: { labels: { 'nvidia.com/gpu.count': '4' } } },
    });
  });

  test('is given no empty value of a taint, which it refuses', () => {
    const site = structuredClone(CLOUD) as Loose;
    site.pools.turns.taints = [{ key: 'a', value: '', effect: 'NoSchedule' }];
    const pool = manifestsOf(site).manifests.find(({ object }) => object.metadata.name === 'keck-turns');
    expect(pool?.object.spec.template.spec.taints).toEqual([{ key: 'a', effect: 'NoSchedule' }]);
  });

  test('replaces few machines at a time, none in a time that is closed, and each in the end', () => {
    const { spec } = one('NodePool', /keck-turns/);
    expect(spec.weight).toBe(10);
    expect(spec.template.spec.expireAfter).toBe('90m');
    expect(spec.disruption.budgets).toEqual([
      { nodes: '1' },
      { nodes: '0', reasons: ['Drifted'], schedule: '0 8 * * 1-5', duration: '10h' },
    ]);
    const usual = one('NodePool', /keck-spread/).spec;
    expect([usual.weight, usual.template.spec.expireAfter, usual.disruption.budgets]).toEqual([
      undefined,
      '720h',
      [{ nodes: '10%' }],
    ]);
  });

  test('waits for drivers, and for sessions only as long as the site says', () => {
    const [spread, turns] = [/keck-spread/, /keck-turns/].map((name) => one('NodePool', name).spec.template.spec);
    expect(turns).toMatchObject({
      startupTaints: [{ key: 'example.org/no-driver', effect: 'NoExecute' }],
      terminationGracePeriod: '48h',
    });
    expect(spread).not.toHaveProperty('startupTaints');
    expect(spread).not.toHaveProperty('terminationGracePeriod');
    expect([spread, turns].map(({ requirements }) => requirements[0].minValues)).toEqual([2, undefined]);
  });

  test('moves no session', () => {
    for (const { spec } of ofKind('NodePool')) expect(spec.disruption.consolidationPolicy).toBe('WhenEmpty');
    for (const { data, metadata } of ofKind('ConfigMap')) {
      for (const [name, text] of Object.entries<string>(data ?? {})) {
        if (!/^launch-.*\.yaml$/.test(name)) continue;
        expect([metadata.name, text]).toEqual([
          metadata.name,
          expect.stringContaining('karpenter.sh/do-not-disrupt: "true"'),
        ]);
        expect(text).toContain('cluster-autoscaler.kubernetes.io/safe-to-evict: "false"');
      }
    }
  });
});

describe('GPUs', () => {
  test('are shared out as their pool says, and two turns are never given to one session', () => {
    const { data } = one('ConfigMap', /keck-device-plugin/);
    expect(parse(data['keck-turns']).sharing.timeSlicing).toEqual({
      renameByDefault: false,
      failRequestsGreaterThanOne: true,
      resources: [{ name: 'nvidia.com/gpu', replicas: 3 }],
    });
    expect(parse(data['keck-beside']).sharing).toEqual({
      mps: { renameByDefault: false, resources: [{ name: 'nvidia.com/gpu', replicas: 4 }] },
    });
    const layouts = parse(one('ConfigMap', /keck-mig-layouts/).data['config.yaml']);
    expect(layouts['mig-configs']['keck-cut']).toEqual([
      { devices: 'all', 'mig-enabled': true, 'mig-devices': { '2g.20gb': 3 } },
    ]);
  });

  test('of a driver for claims are reached by the name that sessions ask for', () => {
    expect(one('DeviceClass', /keck-claimed/).spec.extendedResourceName).toBe('nvidia.com/gpu');
  });

  test('of two pools may be one class, which is made once', () => {
    const two = structuredClone(CLOUD) as Loose;
    two.pools.claimed.gpu.sharing.deviceClass = 'gpus';
    two.pools.more = { ...structuredClone(two.pools.claimed), nodes: 2 };
    const classes = manifestsOf(two).manifests.filter(({ object }) => object.kind === 'DeviceClass');
    expect(classes.map(({ object }) => object.metadata.name)).toEqual(['gpus']);
  });

  test('have their software from the operator: its policy, or the values of its chart, in the same words', () => {
    const { spec } = one('ClusterPolicy', /cluster-policy/);
    const helm = structuredClone(CLOUD) as Loose;
    helm.cluster.gpus.install = 'helm';
    const objects = manifestsOf(helm).manifests.map(({ object }) => object as Loose);
    expect(objects.some(({ kind }) => kind === 'ClusterPolicy')).toBe(false);
    const values = objects.find(({ metadata }) => metadata.name === 'keck-gpu-operator-values');
    expect(parse(values.data['values.yaml'])).toEqual(spec);
    expect(spec).toMatchObject({ driver: { enabled: true, version: '580.82.07' }, mig: { strategy: 'single' } });
  });

  test('with a driver in the image of the nodes have none installed', () => {
    const site = structuredClone(CLOUD) as Loose;
    site.cluster.gpus.driver = 'preinstalled';
    const policy = manifestsOf(site).manifests.find(({ object }) => object.kind === 'ClusterPolicy');
    expect(policy?.object.spec.driver).toEqual({ enabled: false });
  });
});

describe('the look at nodes that somebody else keeps', () => {
  test('may list nodes, and nothing else', () => {
    expect(one('ClusterRole', /keck-check-nodes/).rules).toEqual([
      { apiGroups: [''], resources: ['nodes'], verbs: ['list'] },
    ]);
    expect(ofKind('Role').flatMap(({ metadata }) => metadata.name)).not.toContain('check-nodes');
  });

  test('is told what is declared of existing nodes, and not of machines that the platform makes', () => {
    const contracts = JSON.parse(one('ConfigMap', /^check-nodes$/).data['contracts.json']);
    expect(contracts.map(({ pool }: Loose) => pool)).toEqual(['home', 'beside', 'claimed']);
    expect(contracts[1]).toMatchObject({
      nodes: 1,
      selector: { 'astroplatform.io/pool': 'beside' },
      labels: [{ key: 'nvidia.com/gpu.count', value: '2' }, { key: 'nvidia.com/device-plugin.config' }],
    });
    const gpus = contracts[1].least.find(({ resource }: Loose) => resource === 'gpu');
    expect(gpus).toEqual({ resource: 'gpu', name: 'nvidia.com/gpu', amount: 8, text: '8' });
  });

  test('is another Job when something else is declared, and the same when nothing is', () => {
    const name = (site: SiteInput) =>
      manifestsOf(site)
        .manifests.map(({ object }) => object)
        .find(({ kind, metadata }) => kind === 'Job' && metadata.name.startsWith('check-nodes'))?.metadata.name;
    const more = structuredClone(CLOUD) as Loose;
    more.pools.home.nodes = 4;
    expect(name(CLOUD)).toBe(name(structuredClone(CLOUD)));
    expect(name(more)).not.toBe(name(CLOUD));
    expect(name({ ...CLOUD, cluster: { ...CLOUD.cluster, disposable: true } })).toBeUndefined();
  });
});

describe('Node Feature Discovery', () => {
  const [rule] = one('NodeFeatureRule', /^keck-pools$/).spec.rules;

  test('writes on the nodes of a pool what tells them apart, and how their GPUs are shared out', () => {
    expect(rule.labels).toEqual({
      'astroplatform.io/pool': 'beside',
      'nvidia.com/device-plugin.config': 'keck-beside',
    });
  });

  test('knows them by all that is declared', () => {
    expect(rule.matchFeatures).toEqual([
      { feature: 'system.name', matchExpressions: { nodename: { op: 'InRegexp', value: ['^gpu-.*$'] } } },
      { feature: 'system.dmiid', matchExpressions: { product_name: { op: 'In', value: ['PowerEdge R750xa'] } } },
      {
        feature: 'pci.device',
        matchExpressions: { vendor: { op: 'In', value: ['10de'] }, device: { op: 'In', value: ['26b9'] } },
      },
    ]);
  });

  test('is told so before the nodes are looked at, which then says whom to ask about a label', () => {
    const contracts = JSON.parse(one('ConfigMap', /^check-nodes$/).data['contracts.json']);
    expect(contracts[1].missing).toContain('pools.beside.provider.discovered');
    expect(contracts[1].labels[1].act).toContain('pools.beside.provider.discovered');
    expect(contracts[0].missing).toBe('Add nodes with the labels of the pool, or declare fewer');
  });

  test('makes nothing where somebody else writes the labels', () => {
    const site = structuredClone(CLOUD) as Loose;
    delete site.pools.beside.provider;
    expect(manifestsOf(site).manifests.some(({ object }) => object.kind === 'NodeFeatureRule')).toBe(false);
    expect(planOf(site).provides.apis).not.toContain('nfd.k8s-sigs.io/v1alpha1');
    expect(plan.provides.apis).toContain('nfd.k8s-sigs.io/v1alpha1');
  });
});

test('credentials of machines are a Secret that the cluster must have', () => {
  expect(plan.provides.secrets).toContain('clusters/science-clouds');
  expect(plan.provides.secretKeys['clusters/science-clouds']).toEqual(['clouds.yaml']);
  expect(planOf({ ...CLOUD, pools: { home: CLOUD.pools.home } } as SiteInput).provides.secrets).not.toContain(
    'clusters/science-clouds',
  );
});
