import { type Problem, UsageError } from '../errors';
import { type Amounts, amounts, KUBERNETES_NAMES } from '../plan/amounts';
import { parseQuantity, QuantityError, UNIT } from '../quantity';
import type { Io } from './io';
import { readStdin, readText, STDIN, STDIN_NAME } from './read-text';

/** A cluster of 5000 nodes with all their pods is below this. */
const LARGEST = 512 * 2 ** 20;

/** Kubernetes objects as `kubectl -o json` prints them: checked where they are read, field by field. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * Reads what `kubectl get <what> -o json` printed.
 *
 * @param file path, or `-` for standard input
 * @throws {UsageError} when it is something else
 */
export async function readList(file: string, what: 'nodes' | 'pods', io: Pick<Io, 'cwd' | 'stdin'>): Promise<Json[]> {
  const name = file === STDIN ? STDIN_NAME : file;
  const text = file === STDIN ? await readStdin(io.stdin, LARGEST) : readText(file, io.cwd, LARGEST);
  const kind = what === 'nodes' ? 'Node' : 'Pod';
  const act = `Write it with: kubectl get ${what}${what === 'pods' ? ' -A' : ''} -o json`;
  const refuse = (fact: string) => new UsageError(`${name}: no list of ${what}`, [{ file: name, fact, act }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('it is not JSON');
  }
  const items = isObject(value) && value.kind === kind ? [value] : isObject(value) ? value.items : undefined;
  if (!Array.isArray(items)) throw refuse('it has no list of items');
  const other = items.find((item) => !isObject(item) || (item.kind ?? kind) !== kind);
  if (other !== undefined) throw refuse(`it holds ${isObject(other) ? String(other.kind) : JSON.stringify(other)}`);
  if (items.length === 0 && what === 'nodes') throw refuse('it is empty');
  return items as Json[];
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path; `undefined` where there is none. */
export function at(object: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    object,
  );
}

/** A mapping of texts; empty where there is none. */
export const texts = (value: unknown): Readonly<Record<string, string>> =>
  isObject(value)
    ? Object.fromEntries(
        Object.entries(value).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
      )
    : {};

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/**
 * Amounts of a mapping such as `status.allocatable` or `resources.requests`; what is absent is 0, parts of a millicore
 * or byte count as whole ones.
 *
 * @throws {UsageError} naming the place of an amount that cannot be read, or counted exactly
 */
export function readAmounts(value: unknown, place: Problem): Amounts {
  return amounts((resource) => {
    const name = KUBERNETES_NAMES[resource];
    const written = at(value, name);
    if (written === undefined) return 0;
    const step = resource === 'cpu' ? UNIT / 1000n : UNIT;
    try {
      const nano = parseQuantity(String(written));
      const amount = Number((nano + step - 1n) / step);
      if (Number.isSafeInteger(amount) && amount >= 0) return amount;
      throw new QuantityError(`${JSON.stringify(written)} cannot be counted`);
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      throw new UsageError(`${place.file}: an amount that nobody can count`, [
        { ...place, path: `${place.path}.${name}`, fact: error.message },
      ]);
    }
  });
}
