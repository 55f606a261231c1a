import { Construct } from 'constructs';
import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { formatMemory } from '../config/units';
import { EC2_API, expectedLabels, KARPENTER_API, kubeletSettings } from '../plan/machines';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';

type Provider = Extract<Pool['provider'], { kind: 'karpenter' }>;
type Ec2 = Extract<Provider['nodeClass'], { kind: 'ec2' }>;

/** Machines that Karpenter makes when sessions wait for them, and takes away when the last session on them has ended. */
export class Karpenter extends Construct {
  constructor(scope: Construct, id: string, { site }: Plan) {
    super(scope, id);
    for (const [name, pool] of Object.entries(site.pools))
      if (pool.provider.kind === 'karpenter') this.pool(site, name, pool, pool.provider);
  }

  private pool(site: Site, pool: string, declared: Pool, provider: Provider): void {
    const { nodeClass } = provider;
    const name = `${site.name}-${pool}`;
    if (nodeClass.kind === 'ec2')
      new Resource(this, `${pool}-class`, {
        apiVersion: EC2_API,
        kind: 'EC2NodeClass',
        metadata: { name },
        spec: ec2Spec(declared, nodeClass),
      });
    const nodeClassRef =
      nodeClass.kind === 'ec2'
        ? { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name }
        : { group: nodeClass.group, kind: nodeClass.class, name: nodeClass.name };
    const labels = expectedLabels(site, pool);
    new Resource(this, pool, {
      apiVersion: KARPENTER_API,
      kind: 'NodePool',
      metadata: { name },
      spec: {
        template: {
          ...(Object.keys(labels).length > 0 && { metadata: { labels } }),
          spec: {
            nodeClassRef,
            requirements: [
              {
                ...requirement('node.kubernetes.io/instance-type', provider.instanceTypes),
                ...(provider.leastTypes && { minValues: provider.leastTypes }),
              },
              requirement('karpenter.sh/capacity-type', [provider.capacityType]),
              requirement('kubernetes.io/arch', ['amd64']),
              ...(provider.zones.length > 0 ? [requirement('topology.kubernetes.io/zone', provider.zones)] : []),
            ],
            ...(declared.taints.length > 0 && { taints: declared.taints.map(written) }),
            ...(provider.startupTaints.length > 0 && { startupTaints: provider.startupTaints.map(written) }),
            expireAfter: minutes(provider.maxAge),
            ...(provider.drain && { terminationGracePeriod: minutes(provider.drain) }),
          },
        },
        limits: { nodes: String(declared.nodes) },
        // A session cannot be moved, so only nodes without any are taken away.
        disruption: { consolidationPolicy: 'WhenEmpty', consolidateAfter: '10m', budgets: budgets(provider) },
        ...(provider.weight && { weight: provider.weight }),
      },
    });
  }
}

/** An empty value is none, and Karpenter takes no empty text. */
const written = <T extends { readonly value?: string | undefined }>({ value, ...taint }: T) => ({
  ...taint,
  ...(value && { value }),
});

/** What may happen at a time; of several that hold at once the least counts. */
const budgets = ({ disruption: { atOnce, closed } }: Provider) => [
  { nodes: atOnce },
  ...closed.map(({ schedule, lasts }) => ({
    nodes: '0',
    // A machine without sessions may go at any time.
    reasons: ['Drifted'],
    schedule,
    duration: minutes(lasts),
  })),
];

/** A time span as the server keeps it: `720h`, `90m`. */
const minutes = (seconds: number) => (seconds % 3600 === 0 ? `${seconds / 3600}h` : `${Math.floor(seconds / 60)}m`);

const requirement = (key: string, values: readonly string[]) => ({ key, operator: 'In', values: [...values] });

function ec2Spec(pool: Pool, { image, role, subnets, securityGroups, disk }: Ec2): object {
  const kubelet = kubeletSettings(pool);
  const bottlerocket = image.startsWith('bottlerocket@');
  return {
    amiSelectorTerms: [{ alias: image }],
    role,
    subnetSelectorTerms: [{ tags: subnets }],
    securityGroupSelectorTerms: [{ tags: securityGroups }],
    ...(kubelet && { kubelet }),
    ...(disk === 'instance-store' && { instanceStorePolicy: 'RAID0' }),
    ...(disk === 'volume' &&
      pool.capacity && {
        blockDeviceMappings: [
          {
            deviceName: bottlerocket ? '/dev/xvdb' : '/dev/xvda',
            rootVolume: true,
            ebs: {
              volumeSize: formatMemory(pool.capacity.ephemeral),
              volumeType: 'gp3',
              encrypted: true,
              deleteOnTermination: true,
            },
          },
        ],
      }),
  };
}
