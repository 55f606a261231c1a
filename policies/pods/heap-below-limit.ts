import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf, Undecided } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import type { Field } from '../../src/check/view/field';
import { heapOf } from '../../src/check/view/java-heap';
import { podOf } from '../../src/check/view/pod-spec';
import { formatBinary, parseQuantity, QuantityError, UNIT } from '../../src/quantity';

/** Threads, classes, code and buffers live beside the heap: a quarter of the limit, at most 1 GiB. */
const LARGEST_MARGIN = 2n ** 30n * UNIT;

export const heapBelowLimit = defineRule({
  id: 'heap-below-limit',
  topic: 'pods',
  on: 'manifest',
  severity: 'error',
  why: 'A JVM whose heap may grow to its memory limit is killed by the kernel instead of collecting garbage.',
  fix: 'Set -Xmx to three quarters of the memory limit, or to the limit less 1 GiB where that is more.',
  source: 'platform-contract.md §7.11, D13; skaha-verified.md §1.16',
  check: ({ object }) => {
    const pod = podOf(object);
    if (pod === undefined) return notApplicable;
    const java = containersOf(pod).flatMap(({ title, field }) => {
      const heap = heapOf(field);
      return heap ? [{ title, field, heap }] : [];
    });
    if (java.length === 0) return notApplicable;
    return eachOf(java, ({ title, field, heap }): Fault[] => {
      const limit = memoryLimit(field);
      const bytes = heap.read(limit);
      const margin = limit / 4n < LARGEST_MARGIN ? limit / 4n : LARGEST_MARGIN;
      if (bytes + margin <= limit) return [];
      const fact = `lets its heap grow to ${shown(bytes)}, with a memory limit of ${shown(limit)}`;
      return [{ message: `${title} ${fact}`, place: { path: heap.path } }];
    });
  },
});

function memoryLimit(container: Field): bigint {
  const field = container.get('resources', 'limits', 'memory');
  const text = field.amount();
  if (text === undefined) throw new Undecided(`${field.path} is missing`);
  try {
    return parseQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) throw new Undecided(`${field.path}: ${error.message}`);
    throw error;
  }
}

/** In whole Mi: what a JVM makes of a percentage has too many digits to read. */
const shown = (nano: bigint): string => {
  const mebi = 2n ** 20n * UNIT;
  return formatBinary(nano < mebi ? nano : (nano / mebi) * mebi);
};
