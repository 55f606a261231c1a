import { formatCpu, formatMemory } from '../config/units';

/** What nodes have, pods take and teams share: whole millicores, bytes of memory and local disk, GPUs or slices, pods. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeral: number;
  readonly gpu: number;
  readonly pods: number;
}

/** Name of one amount. */
export type ResourceName = keyof Amounts;

/** Every resource, in the order in which tables and queues list them. */
export const RESOURCES = ['cpu', 'memory', 'ephemeral', 'gpu', 'pods'] as const satisfies readonly ResourceName[];

/** The smallest part that anybody can use: sessions are counted in whole cores and GiB. */
export const UNITS: Amounts = { cpu: 1000, memory: 2 ** 30, ephemeral: 2 ** 30, gpu: 1, pods: 1 };

/** An amount of each resource. */
export const amounts = (of: (resource: ResourceName) => number): Amounts => ({
  cpu: of('cpu'),
  memory: of('memory'),
  ephemeral: of('ephemeral'),
  gpu: of('gpu'),
  pods: of('pods'),
});

export const NOTHING: Amounts = amounts(() => 0);

export const plus = (a: Amounts, b: Amounts): Amounts => amounts((resource) => a[resource] + b[resource]);

export const minus = (a: Amounts, b: Amounts): Amounts => amounts((resource) => a[resource] - b[resource]);

/** Sum of all. */
export const sumOf = (all: readonly Amounts[]): Amounts => all.reduce(plus, NOTHING);

/** The same, and nothing below zero. */
export const atLeastNothing = (a: Amounts): Amounts => amounts((resource) => Math.max(0, a[resource]));

/** An amount as Kubernetes writes it. */
export function formatAmount(resource: ResourceName, amount: number): string {
  if (resource === 'cpu') return formatCpu(amount);
  return resource === 'memory' || resource === 'ephemeral' ? formatMemory(amount) : String(amount);
}

/** Names of the resources in Kubernetes. */
export const KUBERNETES_NAMES = {
  cpu: 'cpu',
  memory: 'memory',
  ephemeral: 'ephemeral-storage',
  gpu: 'nvidia.com/gpu',
  pods: 'pods',
} as const satisfies Record<ResourceName, string>;
