import * as z from 'zod';
import { Cron } from './cron';
import { DnsLabel, LabelKey, LabelValue, ObjectName } from './names';
import { Duration, Memory } from './units';

/** Name of a thing in a cloud: printable, without what shells and templates replace. */
const CloudName = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9](?:[\w .:@/+-]*[\w)])?$/, 'write the name that the cloud shows');

const Zones = z.array(LabelValue.min(1)).max(20).default([]);

/** Hexadecimal number by which a PCI device or its maker is known. */
const PciId = z.string().regex(/^[0-9a-f]{4}$/, 'write four digits such as 10de, as `lspci -nn` shows them');

/** What Node Feature Discovery sees of a node. All that is given must hold. */
const Discovered = z.strictObject({
  /** Names of the nodes; `*` stands for any characters. One of them must fit, e.g. `gpu-*`. */
  names: z
    .array(z.string().regex(/^[a-z0-9*](?:[a-z0-9.*-]{0,251}[a-z0-9*])?$/, 'write a name such as gpu-*'))
    .min(1)
    .max(100)
    .optional(),
  /** Models of the machine, as its firmware calls them (`dmidecode -s system-product-name`). It must be one of them. */
  models: z
    .array(z.string().regex(/^[\w(](?:[\w .()/+-]{0,98}[\w)+])?$/, 'write the name that the firmware has'))
    .min(1)
    .max(40)
    .optional(),
  /** A device on its PCI bus. */
  pci: z
    .strictObject({
      /** Maker of the device, e.g. `10de` for NVIDIA. */
      vendor: PciId,
      /** Devices of which one must be there. @default any of that maker */
      devices: z.array(PciId).min(1).max(40).optional(),
    })
    .optional(),
});
export type Discovered = z.infer<typeof Discovered>;

/** Nodes that somebody else keeps. What is declared is a contract: a Job compares it with the real nodes. */
const Existing = z.strictObject({
  kind: z.literal('existing'),
  /** By what Node Feature Discovery knows the nodes; it then writes the labels of the pool on them. @default somebody writes the labels */
  discovered: Discovered.optional(),
});

/** Machines of an OpenStack cloud that Cluster API makes and replaces. `cluster.machines` says of which cluster. */
const ClusterApi = z.strictObject({
  kind: z.literal('cluster-api'),
  /** Flavour of the machines. */
  flavor: CloudName,
  /** Image of the machines, by name. */
  image: CloudName,
  /** Nodes that are always there; the cluster autoscaler makes the others, up to `nodes`, when sessions wait. @default `nodes`: the pool does not grow and shrink */
  always: z.int().min(0).max(100_000).optional(),
  /** Availability zones; the nodes are divided among them. @default left to the cloud */
  zones: Zones,
  /** Root disk on a volume. @default the flavour's own disk */
  rootVolume: z
    .strictObject({
      /** Size, whole GiB. */
      size: Memory,
      /** Volume type. @default the cloud's own default */
      type: CloudName.optional(),
    })
    .optional(),
  /** Further disk, which kubelet keeps the files of pods on. */
  scratchDisk: z
    .strictObject({
      /** Size, whole GiB. */
      size: Memory,
      /** `local`: a disk of the hypervisor; anything else is a volume type. */
      type: CloudName.default('local'),
      /** Device by which the machine sees it. */
      device: z
        .string()
        .regex(/^\/dev\/[a-z0-9/_-]{1,60}$/, 'write a device such as /dev/vdb')
        .default('/dev/vdb'),
    })
    .optional(),
  /** Server group, by name, e.g. one that keeps machines apart. */
  serverGroup: CloudName.optional(),
  /** Security groups, by name. @default the cluster's own */
  securityGroups: z.array(CloudName).max(20).default([]),
  /** Networks that the machines are on, one port each, the first for the node's address, e.g. a further one for storage. @default the cluster's own */
  ports: z
    .array(
      z.strictObject({
        /** Network, by name. */
        network: CloudName,
        /** Subnet of it, by name. @default any */
        subnet: CloudName.optional(),
        /** Security groups of this port, by name. @default those of the machine */
        securityGroups: z.array(CloudName).max(20).default([]),
      }),
    )
    .max(10)
    .default([]),
  /** Machines read what they are told from a disk instead of the metadata service. */
  configDrive: z.boolean().default(false),
  /** Credentials by which the machines of this pool are made, e.g. of another project of the cloud. @default the cluster's own */
  identity: z
    .strictObject({
      /** Secret with a `clouds.yaml`, in `cluster.machines.namespace`. */
      secret: ObjectName,
      /** Entry of that file. */
      cloud: CloudName.default('openstack'),
    })
    .optional(),
  /** Key pair that may log in. @default nobody */
  sshKey: CloudName.optional(),
});

/** Tags by which a cloud's things are found. */
const Tags = z
  .record(
    z.string().regex(/^[\w./:@+-]{1,128}$/, 'write the key of a tag'),
    z.string().regex(/^[\w ./:@+=-]{1,255}$/, 'write the value of a tag'),
  )
  .refine((tags) => Object.keys(tags).length > 0, 'write at least one tag')
  .meta({ minProperties: 1 });

/** How Karpenter makes a machine of its cloud. */
const NodeClass = z.discriminatedUnion('kind', [
  /** A node class that the cluster has. */
  z.strictObject({
    kind: z.literal('provided'),
    /** API group, e.g. `karpenter.k8s.aws`. */
    group: ObjectName,
    /** Kind, e.g. `EC2NodeClass`. */
    class: z.string().regex(/^[A-Z][A-Za-z0-9]{1,62}$/, 'write a kind such as EC2NodeClass'),
    /** Name. */
    name: ObjectName,
  }),
  /** Machines of EC2. */
  z.strictObject({
    kind: z.literal('ec2'),
    /** Image, by family and version, e.g. `al2023@v20250715`. A version, so that nodes do not change by themselves. */
    image: z.string().regex(/^(?:al2023|bottlerocket)@v[\w.-]{1,40}$/, 'write family and version: al2023@v20250715'),
    /** IAM role of the machines. */
    role: z.string().regex(/^[\w+=,.@-]{1,64}$/, 'write the name of an IAM role'),
    /** Tags of the subnets. */
    subnets: Tags,
    /** Tags of the security groups. */
    securityGroups: Tags,
    /** Local disk for pods: a volume, or the disks of the machine, joined. */
    disk: z.enum(['volume', 'instance-store']).default('volume'),
  }),
]);

/** Machines that Karpenter makes when sessions wait for them, `nodes` of them at most. */
const Karpenter = z.strictObject({
  kind: z.literal('karpenter'),
  /** Machine types that are alike: `capacity` or `allocatable` is what the least of them has. */
  instanceTypes: z.array(LabelValue.min(1)).min(1).max(60),
  /** At least so many of them must be to be had before a machine is made, so that `spot` does not depend on one. @default 1 */
  leastTypes: z.int().min(1).max(50).optional(),
  /** `spot` machines are taken away at two minutes' notice, and sessions with them. */
  capacityType: z.enum(['on-demand', 'spot', 'reserved']).default('on-demand'),
  /** Availability zones. @default all */
  zones: Zones,
  /** How a machine is made. */
  nodeClass: NodeClass,
  /** Of several pools that a session may go to, the one with the largest weight is filled first. Queues lead sessions to a pool themselves. @default the least */
  weight: z.int().min(1).max(100).optional(),
  /** Age, at least an hour, at which a machine is replaced: no session is led to it any more, and it goes when the last on it has ended. */
  maxAge: Duration.prefault('30d'),
  /** After this time a machine that is to go does so, whatever session is on it. @default it waits for the last */
  drain: Duration.optional(),
  /** Taints that a machine has until something on it, such as a driver, is ready and takes them off. */
  startupTaints: z
    .array(
      z.strictObject({
        /** Key. */
        key: LabelKey,
        /** Value. */
        value: LabelValue.optional(),
        /** What happens to pods that do not tolerate it. */
        effect: z.enum(['NoSchedule', 'NoExecute']),
      }),
    )
    .max(20)
    .default([]),
  /** How many machines go or are replaced at a time, and when none is. */
  disruption: z
    .strictObject({
      /** At most so many at a time, as a number or as part of the pool. */
      atOnce: z
        .string()
        .regex(/^(?:(?:100|[1-9]\d?)%|[1-9]\d{0,4})$/, 'write a number of nodes such as "2", or a part such as 10%')
        .default('10%'),
      /** Times at which no machine is replaced because something else is declared, e.g. an observing run. In UTC. */
      closed: z
        .array(
          z.strictObject({
            /** When such a time begins. */
            schedule: Cron,
            /** How long it lasts, in whole minutes. */
            lasts: Duration,
          }),
        )
        .max(40)
        .default([]),
    })
    .prefault({}),
});

/** Where the nodes of a pool come from. */
export const PoolProvider = z.discriminatedUnion('kind', [Existing, ClusterApi, Karpenter]);
export type PoolProvider = z.infer<typeof PoolProvider>;

/** The Cluster API cluster that the nodes of `cluster-api` pools join. It keeps itself: its objects are in this cluster. */
export const Machines = z.strictObject({
  /** Name of the Cluster. */
  name: DnsLabel,
  /** Namespace of the Cluster. */
  namespace: DnsLabel.default('default'),
  /** Kubernetes that the machines' image has, e.g. `v1.34.2`. */
  version: z.string().regex(/^v1\.\d{2}\.\d{1,2}$/, 'write a whole version such as v1.34.2'),
});
