/** Pods that talk to others: who they are, and where they listen. */
export interface Workload {
  /** Name of the pods' label and of their NetworkPolicy. */
  readonly name: string;
  /** Labels of its pods, in the namespace of the platform's services. */
  readonly labels: Readonly<Record<string, string>>;
  /** TCP port on which the pods listen; absent: nobody connects to them. */
  readonly port?: number;
}

/** Who connects without being a workload of the platform. */
export type Caller =
  /** The ingress controller, for the world outside. */
  | 'ingress'
  /** Every session. */
  | 'sessions'
  /** Pods of somebody else, e.g. of an operator. */
  | { readonly namespace: string };

/** Who is called without being a workload of the platform. */
export type Callee =
  /** The Kubernetes API server. */
  | 'api-server'
  /** Web services that the site names: login, groups, registries and whatever else has an address, wherever it runs. */
  | 'web'
  /** Addresses outside the cluster, e.g. those of a database. */
  | { readonly addresses: readonly string[]; readonly ports: readonly number[] };

/** One connection that the platform needs; whatever is not stated is closed. */
export interface Edge {
  readonly from: Workload | Caller;
  readonly to: Workload | Callee;
  /** TCP port, where it is not the one that the called workload is known for. */
  readonly port?: number;
}

/** Whether an end of an edge is a workload of the platform. */
export const isWorkload = (end: Edge['from'] | Edge['to']): end is Workload =>
  typeof end === 'object' && 'labels' in end;
