import { UNIT } from '../../quantity';
import { Undecided } from '../undecided';
import type { Field } from './field';

/** What a container tells its JVM about the size of the heap. */
export interface HeapOption {
  /** Where it is said. */
  readonly path: string;
  /**
   * Largest heap in billionths of a byte, for a container with this memory limit.
   *
   * @throws Undecided when the options state none, or it cannot be read
   */
  read(limit: bigint): bigint;
}

// Who comes later wins: the JVM reads the first from its environment, the launcher puts the second in front of its
// arguments, and Tomcat's start script appends the third and then the fourth.
const VARIABLES = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', 'JAVA_OPTS', 'CATALINA_OPTS'];
const BYTES: Readonly<Record<string, bigint>> = { '': 1n, k: 2n ** 10n, m: 2n ** 20n, g: 2n ** 30n, t: 2n ** 40n };
const FIXED = /^(?:-Xmx|-XX:MaxHeapSize=)(\d{1,15})([kmgt]?)$/i;
const SHARE = /^-XX:MaxRAMPercentage=(\d{1,3})(?:\.(\d{1,6}))?$/;
const OPTION = /^(?:-Xmx|-XX:MaxHeapSize=)|^-XX:MaxRAMPercentage=/;

/** What the environment of a container says about the heap; `undefined` when nothing in it is meant for a JVM. */
export function heapOf(container: Field): HeapOption | undefined {
  const entries = VARIABLES.flatMap((variable) =>
    container
      .get('env')
      .items()
      .filter((entry) => entry.get('name').text() === variable),
  );
  const [first] = entries;
  if (first === undefined) return undefined;
  const options = entries.flatMap((entry) => optionsIn(entry).map((text) => ({ text, path: entry.get('value').path })));
  // A fixed size beats a share of the memory, wherever it stands.
  const option = options.findLast(({ text }) => !text.startsWith('-XX:MaxRAM')) ?? options.at(-1);
  const path = option?.path ?? first.get('value').path;
  const read = (limit: bigint): bigint => {
    const hidden = entries.find((entry) => entry.get('valueFrom').exists);
    if (hidden !== undefined) throw new Undecided(`${hidden.get('valueFrom').path} is not in the manifest`);
    if (option === undefined) throw new Undecided(`${path}: no -Xmx, the heap is that of the image`);
    return sizeOf(option.text, limit);
  };
  return { path, read };
}

const optionsIn = (entry: Field): string[] =>
  (entry.get('value').text() ?? '').split(/\s+/).filter((word) => OPTION.test(word));

function sizeOf(option: string, limit: bigint): bigint {
  const [, size, unit = ''] = FIXED.exec(option) ?? [];
  if (size !== undefined) return BigInt(size) * (BYTES[unit.toLowerCase()] as bigint) * UNIT;
  const [, whole, fraction = ''] = SHARE.exec(option) ?? [];
  if (whole === undefined) throw new Undecided(`${JSON.stringify(option)} is not a heap size`);
  return (limit * BigInt(whole + fraction.padEnd(6, '0'))) / 100_000_000n;
}
