import { Construct } from 'constructs';
import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import {
  autoscalerAnnotations,
  BOOTSTRAP_API,
  CLUSTER_API,
  isElastic,
  kubeletSettings,
  machinesName,
  OPENSTACK_API,
  pairs,
  writtenLabels,
  type ZoneShare,
  zoneShares,
} from '../plan/machines';
import type { Plan } from '../plan/plan';
import { checksum } from './config-files';
import { Resource } from './resource';

const Gi = 2 ** 30;
/** What Cluster API carries over from a Machine to its node; every other label kubelet gives itself. */
const SYNCED =
  /^(?:node-role\.kubernetes\.io|(?:[^/]*\.)?node-restriction\.kubernetes\.io|(?:[^/]*\.)?node\.cluster\.x-k8s\.io)\//;
const PATCHES = '/etc/kubernetes/patches';

type Provider = Extract<Pool['provider'], { kind: 'cluster-api' }>;

/** Machines of an OpenStack cloud, as Cluster API makes them: a template of the machine, one of what runs on it, and how many. */
export class Machines extends Construct {
  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    const { site } = plan;
    const { machines } = site.cluster;
    if (!machines) return;
    for (const [name, pool] of Object.entries(site.pools))
      if (pool.provider.kind === 'cluster-api') this.pool(site, machines, name, pool, pool.provider);
    // A machine that is replaced waits for the sessions on it; by default they would be evicted.
    new Resource(this, 'drain', {
      apiVersion: CLUSTER_API,
      kind: 'MachineDrainRule',
      metadata: { name: `${site.name}-sessions`, namespace: machines.namespace },
      spec: {
        drain: { behavior: 'WaitCompleted' },
        machines: [{ clusterSelector: { matchLabels: { 'cluster.x-k8s.io/cluster-name': machines.name } } }],
        pods: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': site.namespaces.sessions } },
            selector: { matchExpressions: [{ key: 'canfar.net/kind', operator: 'Exists' }] },
          },
        ],
      },
    });
  }

  private pool(site: Site, machines: MachinesOf, name: string, pool: Pool, provider: Provider): void {
    const { namespace } = machines;
    const machine = { template: { spec: machineSpec(provider) } };
    const bootstrap = { template: { spec: bootstrapSpec(site, name, pool, provider) } };
    // Templates cannot be changed: the name follows the content, and a change replaces the machines.
    const named = (of: object) => `${site.name}-${name}-${checksum(JSON.stringify(of)).slice(0, 8)}`;
    for (const [key, apiVersion, kind, spec] of [
      ['machine', OPENSTACK_API, 'OpenStackMachineTemplate', machine],
      ['bootstrap', BOOTSTRAP_API, 'KubeadmConfigTemplate', bootstrap],
    ] as const)
      new Resource(this, `${name}-${key}`, { apiVersion, kind, metadata: { name: named(spec), namespace }, spec });
    for (const share of zoneShares(pool)) {
      const full = machinesName(site, name, share.zone);
      new Resource(this, [name, ...(share.zone ? [share.zone] : [])].join('-'), {
        apiVersion: CLUSTER_API,
        kind: 'MachineDeployment',
        metadata: {
          name: full,
          namespace,
          ...(isElastic(pool) && { annotations: autoscalerAnnotations(site, name, pool, share) }),
        },
        spec: deploymentSpec(machines, full, { pool, share, labels: synced(site, name) }, [
          named(machine),
          named(bootstrap),
        ]),
      });
    }
  }
}

type MachinesOf = NonNullable<Site['cluster']['machines']>;

function deploymentSpec(
  { name: clusterName, version }: MachinesOf,
  name: string,
  { pool, share, labels }: { pool: Pool; share: ZoneShare; labels: Readonly<Record<string, string>> },
  [machine, bootstrap]: readonly [machine: string, bootstrap: string],
): object {
  const own = { 'cluster.x-k8s.io/deployment-name': name };
  return {
    clusterName,
    // The number of a pool that grows is the autoscaler's.
    ...(!isElastic(pool) && { replicas: share.nodes }),
    selector: { matchLabels: { 'cluster.x-k8s.io/cluster-name': clusterName, ...own } },
    template: {
      metadata: { labels: { 'cluster.x-k8s.io/cluster-name': clusterName, ...own, ...labels } },
      spec: {
        clusterName,
        version,
        ...(share.zone && { failureDomain: share.zone }),
        bootstrap: {
          configRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name: bootstrap },
        },
        infrastructureRef: {
          apiGroup: 'infrastructure.cluster.x-k8s.io',
          kind: 'OpenStackMachineTemplate',
          name: machine,
        },
      },
    },
  };
}

function machineSpec(provider: Provider): object {
  const { flavor, image, rootVolume, scratchDisk, serverGroup, securityGroups, sshKey } = provider;
  const { ports, configDrive, identity } = provider;
  const gib = (bytes: number) => Math.floor(bytes / Gi);
  const named = (name: string) => ({ filter: { name } });
  return {
    flavor,
    image: named(image),
    ...(sshKey && { sshKeyName: sshKey }),
    ...(securityGroups.length > 0 && { securityGroups: securityGroups.map(named) }),
    ...(ports.length > 0 && {
      ports: ports.map(({ network, subnet, securityGroups: own }) => ({
        network: named(network),
        ...(subnet && { fixedIPs: [{ subnet: named(subnet) }] }),
        ...(own.length > 0 && { securityGroups: own.map(named) }),
      })),
    }),
    ...(configDrive && { configDrive }),
    ...(identity && { identityRef: { name: identity.secret, cloudName: identity.cloud } }),
    ...(serverGroup && { serverGroup: named(serverGroup) }),
    ...(rootVolume && {
      rootVolume: { sizeGiB: gib(rootVolume.size), ...(rootVolume.type && { type: rootVolume.type }) },
    }),
    ...(scratchDisk && {
      additionalBlockDevices: [
        {
          name: 'scratch',
          sizeGiB: gib(scratchDisk.size),
          storage:
            scratchDisk.type === 'local' ? { type: 'Local' } : { type: 'Volume', volume: { type: scratchDisk.type } },
        },
      ],
    }),
  };
}

function bootstrapSpec(site: Site, name: string, pool: Pool, { scratchDisk }: Provider): object {
  const settings = kubeletSettings(pool);
  const labels = Object.fromEntries(Object.entries(writtenLabels(site, name)).filter(([key]) => !SYNCED.test(key)));
  const args = [
    { name: 'cloud-provider', value: 'external' },
    { name: 'provider-id', value: "openstack:///'{{ instance_id }}'" },
    ...(Object.keys(labels).length > 0 ? [{ name: 'node-labels', value: pairs(labels) }] : []),
  ];
  return {
    joinConfiguration: {
      nodeRegistration: {
        name: '{{ local_hostname }}',
        kubeletExtraArgs: args,
        ...(pool.taints.length > 0 && { taints: pool.taints }),
      },
      ...(settings && { patches: { directory: PATCHES } }),
    },
    ...(settings && {
      files: [
        {
          path: `${PATCHES}/kubeletconfiguration+strategic.json`,
          owner: 'root:root',
          permissions: '0644',
          content: JSON.stringify({
            apiVersion: 'kubelet.config.k8s.io/v1beta1',
            kind: 'KubeletConfiguration',
            ...settings,
          }),
        },
      ],
    }),
    ...(scratchDisk && {
      diskSetup: {
        filesystems: [{ device: scratchDisk.device, filesystem: 'ext4', label: 'kubelet', overwrite: false }],
      },
      mounts: [['LABEL=kubelet', '/var/lib/kubelet']],
    }),
  };
}

const synced = (site: Site, name: string) =>
  Object.fromEntries(Object.entries(writtenLabels(site, name)).filter(([key]) => SYNCED.test(key)));
