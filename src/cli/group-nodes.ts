import { type Problem, UsageError } from '../errors';
import { type Amounts, amounts } from '../plan/amounts';
import type { Taint } from '../plan/placement';
import type { RealNode } from './read-nodes';
import { type RealGpu, realGpu } from './real-gpu';

/** Nodes that are one pool of a site. */
export interface NodePool {
  readonly name: string;
  readonly nodes: readonly RealNode[];
  /** What each of them has at least. */
  readonly allocatable: Amounts;
  readonly taints: readonly Taint[];
  readonly gpu?: RealGpu;
  /** A label that they have and no other node has; absent when there is none. */
  readonly label?: readonly [key: string, value: string];
}

/** Nodes of one model differ by what firmware and kubelet keep: this much is no other kind of node. */
const ALIKE = 0.02;
/** The same for nodes that somebody has given the same pool. */
const SAME_POOL = 0.1;

/**
 * Groups nodes that are alike: the same GPUs, taints and places for pods; cores, memory and disk within 2 %. Nodes with
 * the same label of a pool may differ by 10 %, and in places for pods. Nodes of the control plane are left out.
 *
 * @throws {UsageError} for GPUs that no session could ask for
 */
export function groupNodes(nodes: readonly RealNode[], file: string): NodePool[] {
  const problems: Problem[] = [];
  const kinds = new Map<string, RealNode[]>();
  const gpus = new Map<RealNode, RealGpu>();
  const workers = nodes.filter((node) => !ofControlPlane(node));
  for (const node of workers) {
    const gpu = realGpu(node);
    if (gpu && 'fact' in gpu) {
      problems.push({ file, path: node.name, ...gpu });
      continue;
    }
    if (gpu) gpus.set(node, gpu);
    const key = JSON.stringify([gpu, lasting(node)]);
    const same = kinds.get(key);
    if (same) same.push(node);
    else kinds.set(key, [node]);
  }
  if (workers.length === 0)
    problems.push({ file, fact: 'every node is of the control plane', act: 'Add worker nodes' });
  for (const node of workers) {
    const none = (['cpu', 'memory', 'ephemeral', 'pods'] as const).find((resource) => node.allocatable[resource] === 0);
    if (none)
      problems.push({ file, path: node.name, fact: `it offers no ${none}`, act: 'Wait until its kubelet is up' });
  }
  if (problems.length > 0) throw new UsageError(`${file}: these nodes make no pools`, problems);
  const groups = [...kinds.values()].flatMap(bySize);
  const named = new Set<string>();
  return groups.map((group) => {
    const gpu = gpus.get(group[0] as RealNode);
    const label = ownLabel(group, nodes);
    return {
      name: freeName(gpu ? 'gpu' : 'cpu', named),
      nodes: group,
      allocatable: amounts((resource) => Math.min(...group.map(({ allocatable }) => allocatable[resource]))),
      taints: lasting(group[0] as RealNode),
      ...(gpu && { gpu }),
      ...(label && { label }),
    };
  });
}

const ofControlPlane = ({ taints }: RealNode) =>
  taints.some(({ key }) => /^node-role\.kubernetes\.io\/(?:control-plane|master)$/.test(key));

/** Taints that belong to the node, not to its state today. */
const lasting = ({ taints }: RealNode) => taints.filter(({ key }) => !key.startsWith('node.kubernetes.io/'));

const SIZES = ['cpu', 'memory', 'ephemeral'] as const;

/** From the smallest on, each node goes to the first group whose smallest is like it. */
function bySize(nodes: readonly RealNode[]): RealNode[][] {
  const groups: RealNode[][] = [];
  const order = (a: RealNode, b: RealNode) =>
    SIZES.map((resource) => a.allocatable[resource] - b.allocatable[resource]).find((difference) => difference !== 0);
  for (const node of [...nodes].sort((a, b) => order(a, b) ?? 0)) {
    const group = groups.find(([first]) => first && alike(first, node));
    if (group) group.push(node);
    else groups.push([node]);
  }
  return groups;
}

function alike(a: RealNode, b: RealNode): boolean {
  const pool = poolLabel(a);
  const same = pool !== undefined && pool === poolLabel(b);
  if (!same && a.allocatable.pods !== b.allocatable.pods) return false;
  return SIZES.every((resource) => {
    const [less = 0, more = 0] = [a.allocatable[resource], b.allocatable[resource]].sort((x, y) => x - y);
    return more <= less * (1 + (same ? SAME_POOL : ALIKE));
  });
}

// Labels that name one node or one place tell no pool apart.
const PASSING =
  /hostname|^topology\.|^failure-domain\.|^beta\.kubernetes\.io\/|^kubernetes\.io\/(?:arch|os)$|^nvidia\.com\//;
const TELLING = /pool|group|role|class/i;

/** The label by which somebody has put a node into a pool. A role is of many pools. */
const poolLabel = ({ labels }: RealNode): string | undefined =>
  Object.entries(labels)
    .filter(([key]) => TELLING.test(key) && !PASSING.test(key) && !key.startsWith('node-role.'))
    .map(([key, value]) => `${key}=${value}`)
    .sort()[0];

function ownLabel(group: readonly RealNode[], all: readonly RealNode[]): readonly [string, string] | undefined {
  const inGroup = new Set(group.map(({ name }) => name));
  const others = all.filter(({ name }) => !inGroup.has(name));
  const own = Object.entries(group[0]?.labels ?? {}).filter(
    ([key, value]) =>
      !PASSING.test(key) &&
      group.every(({ labels }) => labels[key] === value) &&
      others.every(({ labels }) => labels[key] !== value),
  );
  return own.find(([key]) => TELLING.test(key)) ?? (others.length > 0 ? own[0] : undefined);
}

function freeName(base: string, taken: Set<string>): string {
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}
