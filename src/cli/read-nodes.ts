import type { Amounts } from '../plan/amounts';
import type { Taint } from '../plan/placement';
import type { Io } from './io';
import { at, isObject, list, readAmounts, readList, texts } from './kube-list';
import { STDIN, STDIN_NAME } from './read-text';

/** A node of a real cluster. */
export interface RealNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly allocatable: Amounts;
  /** Names of everything that it offers, e.g. `nvidia.com/mig-1g.10gb`. */
  readonly resources: readonly string[];
}

/**
 * Reads the output of `kubectl get nodes -o json`.
 *
 * @param file path, or `-` for standard input
 * @throws {UsageError} when it is something else, or an amount cannot be counted
 */
export async function readNodes(file: string, io: Pick<Io, 'cwd' | 'stdin'>): Promise<RealNode[]> {
  const items = await readList(file, 'nodes', io);
  return items.map((item, index) => {
    const name = String(at(item, 'metadata', 'name') ?? `items[${index}]`);
    const allocatable = at(item, 'status', 'allocatable');
    const place = { file: file === STDIN ? STDIN_NAME : file, path: `${name}: status.allocatable`, fact: '' };
    return {
      name,
      labels: texts(at(item, 'metadata', 'labels')),
      taints: list(at(item, 'spec', 'taints')).flatMap(taint),
      allocatable: readAmounts(allocatable, place),
      resources: isObject(allocatable) ? Object.keys(allocatable) : [],
    };
  });
}

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

function taint(value: unknown): Taint[] {
  const { key, value: text, effect } = texts(value);
  const known = EFFECTS.find((one) => one === effect);
  return key === undefined || known === undefined ? [] : [{ key, ...(text && { value: text }), effect: known }];
}
