import * as z from 'zod';
import { GpuSoftware } from './gpu';
import { AddressRange, DnsLabel, DomainName, LabelKey, LabelValue, NamespacedName, ObjectName, Port } from './names';
import { Machines } from './pool-provider';

/** Kubernetes releases that a site may target. */
export const KUBERNETES_RELEASES = ['1.31', '1.32', '1.33', '1.34', '1.35', '1.36'] as const;

/** What the cluster has before the platform comes: names we may use without creating them. */
export const Provides = z.strictObject({
  /** Ingress classes, e.g. `traefik`. @default the class of `ingress` */
  ingressClasses: z.array(DnsLabel).default([]),
  /** Storage classes. */
  storageClasses: z.array(ObjectName).default([]),
  /** API versions of installed operators, e.g. `cert-manager.io/v1`. @default those of `ingress` and `secrets` */
  apis: z
    .array(
      z.string().regex(/^[a-z0-9.-]+\/v\d+(?:(?:alpha|beta)\d+)?$/, 'write group/version, e.g. cert-manager.io/v1'),
    )
    .default([]),
  /** Namespaces, e.g. `monitoring`. @default the namespaces of ingress controller and cluster DNS */
  namespaces: z.array(DnsLabel).default([]),
  /** Secrets, as `namespace/name`. */
  secrets: z.array(NamespacedName).default([]),
  /** Priority classes. */
  priorityClasses: z.array(ObjectName).default([]),
});

/** The Kubernetes cluster under the platform. */
export const Cluster = z.strictObject({
  /** What the cluster already has. */
  provides: Provides.prefault({}),
  /** DNS name inside the cluster. */
  domain: DomainName.default('cluster.local'),
  /** Where pods ask for names. */
  dns: z
    .strictObject({
      /** Namespace of the DNS pods, e.g. `openshift-dns`. */
      namespace: DnsLabel.default('kube-system'),
      /** Labels of the DNS pods, e.g. `dns.operator.openshift.io/daemonset-dns: default`. */
      podLabels: z.record(LabelKey, LabelValue).default({ 'k8s-app': 'kube-dns' }),
      /** Addresses of a cache on each node. @default the usual ones of NodeLocal DNSCache */
      addresses: z.array(AddressRange).default(['169.254.20.10/32', '169.254.25.10/32']),
      /** Ports of the pods, UDP and TCP; OpenShift's listen on 5353. */
      ports: z.array(Port).min(1).default([53]),
    })
    .prefault({}),
  /** Addresses and ports at which pods reach the API server; by default any address on 443 and 6443. */
  apiServer: z
    .strictObject({
      /** Address ranges. */
      cidrs: z.array(AddressRange).min(1).default(['0.0.0.0/0']),
      /** TCP ports. */
      ports: z.array(Port).min(1).default([443, 6443]),
    })
    .prefault({}),
  /** Private services outside the cluster that sessions may reach; all other private ranges are closed to them. */
  privateServices: z
    .array(
      z.strictObject({
        /** Address range. */
        cidr: AddressRange,
        /** TCP ports. */
        ports: z.array(Port).min(1).default([443]),
      }),
    )
    .default([]),
  /** What connects pods. Sessions are kept apart by NetworkPolicies, which not all of them enforce; `flannel` alone does not, and is refused. */
  cni: z
    .enum(['calico', 'canal', 'cilium', 'antrea', 'kube-router', 'ovn-kubernetes', 'flannel', 'other'])
    .default('other'),
  /** Who runs what GPUs need on their nodes. */
  gpus: GpuSoftware.prefault({ kind: 'provided' }),
  /** The Cluster API cluster that `cluster-api` pools join. */
  machines: Machines.optional(),
  /** A cluster to play with: what holds data is not kept when the platform is taken away. */
  disposable: z.boolean().default(false),
  /** Context of the kubeconfig by which `pulumi up` reaches this cluster; with it no other cluster is changed by mistake. @default the current context */
  context: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[\w.@:/-]+$/, 'write the name of a context, as kubectl config get-contexts shows it')
    .optional(),
  /** Pulumi waits until objects are ready. Switch off for a cluster whose nodes do not run pods yet. */
  await: z.boolean().default(true),
});
export type Cluster = z.infer<typeof Cluster>;
