import { BackwardBits, bitsAt, broken, highestBit } from './zstd-bits';

/** What a state of a finite state entropy code stands for, and how the next one is found. */
export interface StateTable {
  /** The number of states is 2 to the power of it. */
  readonly log: number;
  readonly symbol: Uint8Array;
  readonly bits: Uint8Array;
  readonly base: Uint16Array;
}

/** The same, of a Huffman code: by the next `log` bits, the symbol and how many of them are its own. */
export interface PrefixTable {
  readonly log: number;
  readonly symbol: Uint8Array;
  readonly bits: Uint8Array;
}

/** A table with one state. */
export const onlyState = (symbol: number): StateTable => ({
  log: 0,
  symbol: Uint8Array.of(symbol),
  bits: Uint8Array.of(0),
  base: Uint16Array.of(0),
});

/** Builds a table from how many states each symbol has; -1 is one state that all bits are read for. */
export function stateTable(counts: readonly number[], log: number): StateTable {
  const size = 1 << log;
  const [symbol, bits, base] = [new Uint8Array(size), new Uint8Array(size), new Uint16Array(size)];
  const next = counts.map((count) => (count < 0 ? 1 : count));
  let high = size - 1;
  for (const [value, count] of counts.entries()) if (count < 0) symbol[high--] = value;
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  for (const [value, count] of counts.entries()) {
    for (let index = 0; index < count; index++) {
      symbol[place] = value;
      do place = (place + step) & (size - 1);
      while (place > high);
    }
  }
  for (let state = 0; state < size; state++) {
    const value = symbol[state] as number;
    const number = next[value] as number;
    next[value] = number + 1;
    const count = log - highestBit(number);
    bits[state] = count;
    base[state] = (number << count) - size;
  }
  return { log, symbol, bits, base };
}

/**
 * Reads the description of a table.
 *
 * @param most the largest `log`, and the largest symbol
 * @returns the table, and where the description ends
 */
export function readStateTable(
  data: Uint8Array,
  start: number,
  end: number,
  most: { readonly log: number; readonly symbol: number },
): readonly [StateTable, number] {
  const log = ((data[start] as number) & 15) + 5;
  if (start >= end || log > most.log) throw broken('a table in it is too large');
  const counts: number[] = [];
  let [at, remaining, threshold, width] = [4, (1 << log) + 1, 1 << log, log + 1];
  while (remaining > 1) {
    if (counts.length > most.symbol || start + (at >> 3) >= end) throw broken('a table in it is none');
    const limit = 2 * threshold - 1 - remaining;
    let value = bitsAt(data, start, at, width);
    if ((value & (threshold - 1)) < limit) {
      value &= threshold - 1;
      at += width - 1;
    } else {
      if (value >= threshold) value -= limit;
      at += width;
    }
    const count = value - 1;
    remaining -= Math.abs(count);
    counts.push(count);
    while (remaining < threshold && threshold > 1) {
      width--;
      threshold >>= 1;
    }
    if (count !== 0) continue;
    // Symbols without a state come in rows.
    for (let repeat = 3; repeat === 3; ) {
      repeat = bitsAt(data, start, at, 2);
      at += 2;
      for (let index = 0; index < repeat; index++) counts.push(0);
      if (counts.length > most.symbol + 1) throw broken('a table in it is none');
    }
  }
  const after = start + ((at + 7) >> 3);
  if (remaining !== 1 || after > end) throw broken('a table in it is none');
  return [stateTable(counts, log), after];
}

/** Reads the description of a Huffman code. */
export function readPrefixTable(data: Uint8Array, start: number, end: number): readonly [PrefixTable, number] {
  if (start >= end) throw broken('a table in it is cut off');
  const head = data[start] as number;
  const from = start + 1;
  if (head >= 128) {
    const weights = Array.from({ length: head - 127 }, (_, index) => {
      const byte = data[from + (index >> 1)] as number;
      return index % 2 === 0 ? byte >> 4 : byte & 15;
    });
    const after = from + ((weights.length + 1) >> 1);
    if (after > end) throw broken('a table in it is cut off');
    return [prefixTable(weights), after];
  }
  const after = from + head;
  if (after > end) throw broken('a table in it is cut off');
  const [table, coded] = readStateTable(data, from, after, { log: 6, symbol: 255 });
  return [prefixTable(decodeWeights(table, new BackwardBits(data, coded, after))), after];
}

/** Two states take turns, until one needs more bits than there are; the other then holds the last symbol. */
function decodeWeights({ log, symbol, bits, base }: StateTable, input: BackwardBits): readonly number[] {
  const weights: number[] = [];
  let state = input.read(log);
  let other = input.read(log);
  while (weights.length < 255) {
    weights.push(symbol[state] as number);
    state = (base[state] as number) + input.read(bits[state] as number);
    if (input.left < 0) return [...weights, symbol[other] as number];
    [state, other] = [other, state];
  }
  throw broken('a table in it is too large');
}

/** The code of the last symbol is not written down: it fills what the others leave. */
function prefixTable(written: readonly number[]): PrefixTable {
  const sum = written.reduce((total, weight) => total + (weight === 0 ? 0 : 2 ** (weight - 1)), 0);
  const log = sum === 0 ? 0 : highestBit(sum) + 1;
  const rest = 2 ** log - sum;
  if (log === 0 || log > 11 || rest !== 1 << highestBit(rest) || written.length > 255) {
    throw broken('a table in it is none');
  }
  const weights = [...written, highestBit(rest) + 1];
  const [symbol, bits] = [new Uint8Array(1 << log), new Uint8Array(1 << log)];
  let place = 0;
  for (let weight = 1; weight <= log; weight++) {
    for (const [value, one] of weights.entries()) {
      if (one !== weight) continue;
      const after = place + 2 ** (weight - 1);
      symbol.fill(value, place, after);
      bits.fill(log + 1 - weight, place, after);
      place = after;
    }
  }
  return { log, symbol, bits };
}
