import { BackwardBits, broken } from './zstd-bits';
import {
  onlyState,
  type PrefixTable,
  readPrefixTable,
  readStateTable,
  type StateTable,
  stateTable,
} from './zstd-tables';

/** Bytes that one block may become. */
export const BLOCK = 128 * 1024;

/** How the numbers of a sequence are coded: by a symbol, and as many bits after it as the symbol says. */
interface Code {
  readonly most: { readonly log: number; readonly symbol: number };
  readonly usual: StateTable;
}

const row = (...runs: readonly (readonly [value: number, times: number])[]): number[] =>
  runs.flatMap(([value, times]) => Array<number>(times).fill(value));

const LITERALS: Code = {
  most: { log: 9, symbol: 35 },
  usual: stateTable([4, 3, ...row([2, 11], [1, 3], [2, 9]), 3, 2, ...row([1, 5], [-1, 4])], 6),
};
const OFFSETS: Code = {
  most: { log: 8, symbol: 31 },
  usual: stateTable(row([1, 6], [2, 3], [1, 15], [-1, 5]), 5),
};
const MATCHES: Code = {
  most: { log: 9, symbol: 52 },
  usual: stateTable([1, 4, 3, ...row([2, 6], [1, 37], [-1, 7])], 6),
};

const LITERAL_BITS = Uint8Array.from([
  ...row([0, 16], [1, 4], [2, 2], [3, 2]),
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
]);
const MATCH_BITS = Uint8Array.from([
  ...row([0, 32], [1, 4], [2, 2], [3, 2], [4, 2]),
  ...[5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]);
/** The smallest number of each symbol: where the one before it ends. */
const bases = (bits: Uint8Array, first: number): Uint32Array => {
  let next = first;
  return Uint32Array.from(bits, (count) => {
    const base = next;
    next += 2 ** count;
    return base;
  });
};
const LITERAL_BASE = bases(LITERAL_BITS, 0);
const MATCH_BASE = bases(MATCH_BITS, 3);

/** The farthest offset that is read: its bits and those of the byte it begins in fit into one word. */
const FARTHEST = 25;

/**
 * Unpacks the blocks of zstd frames (RFC 8878), in memory that depends on the window of the frame only. Checksums of
 * the content are not compared: the digest of a layer is.
 */
export class ZstdDecoder {
  #history = new Uint8Array(0);
  #end = 0;
  #window = 0;
  #offsets: [number, number, number] = [1, 4, 8];
  #prefix: PrefixTable | undefined;
  #states: readonly (StateTable | undefined)[] = [];
  readonly #literals = new Uint8Array(BLOCK);

  /** Begins a frame. @param window bytes that blocks may refer back to */
  begin(window: number): void {
    this.#window = window;
    this.#end = 0;
    this.#offsets = [1, 4, 8];
    this.#prefix = undefined;
    this.#states = [];
  }

  /** A block that is stored as it is. */
  raw(data: Uint8Array): Uint8Array {
    const start = this.#room();
    this.#history.set(data, start);
    return this.#grown(start, start + data.length);
  }

  /** A block of one byte. */
  repeated(byte: number, length: number): Uint8Array {
    const start = this.#room();
    this.#history.fill(byte, start, start + length);
    return this.#grown(start, start + length);
  }

  /** A compressed block. What is given back is valid until the next block. */
  compressed(data: Uint8Array): Uint8Array {
    const start = this.#room();
    const [literals, after] = this.#readLiterals(data);
    return this.#grown(start, this.#sequences(data, after, literals, start));
  }

  /** Where the next block goes. What is out of reach makes room; memory grows with what is there. */
  #room(): number {
    const most = 2 * this.#window + 2 * BLOCK;
    const size = this.#history.length;
    if (this.#end + BLOCK <= size) return this.#end;
    if (size >= most) {
      this.#history.copyWithin(0, this.#end - this.#window, this.#end);
      this.#end = this.#window;
    } else {
      const before = this.#history;
      this.#history = new Uint8Array(Math.min(most, 2 * size + 2 * BLOCK));
      this.#history.set(before.subarray(0, this.#end));
    }
    return this.#end;
  }

  #grown(start: number, end: number): Uint8Array {
    this.#end = end;
    return this.#history.subarray(start, end);
  }

  /** @returns how many there are, and where they end in the block */
  #readLiterals(data: Uint8Array): readonly [number, number] {
    const byte = (index: number) => data[index] ?? 0;
    const kind = byte(0) & 3;
    const format = (byte(0) >> 2) & 3;
    if (kind < 2) {
      const width = format === 1 ? 2 : format === 3 ? 3 : 1;
      const size = width === 1 ? byte(0) >> 3 : (byte(0) >> 4) | (byte(1) << 4) | (width === 3 ? byte(2) << 12 : 0);
      const after = width + (kind === 0 ? size : 1);
      if (size > BLOCK || after > data.length) throw broken('a block in it is none');
      if (kind === 0) this.#literals.set(data.subarray(width, after));
      else this.#literals.fill(byte(width), 0, size);
      return [size, after];
    }
    const width = Math.max(3, format + 2);
    const each = format < 2 ? 10 : format === 2 ? 14 : 18;
    // Up to 40 bits: more than a number's bit operations take.
    const value = Array.from({ length: width }, (_, index) => byte(index) * 2 ** (8 * index)).reduce((a, b) => a + b);
    const size = Math.floor(value / 16) % 2 ** each;
    const after = width + Math.floor(value / 2 ** (4 + each));
    if (size > BLOCK || after > data.length) throw broken('a block in it is none');
    let from = width;
    if (kind === 2) [this.#prefix, from] = readPrefixTable(data, from, after);
    this.#readStreams(data, from, after, size, format === 0 ? 1 : 4);
    return [size, after];
  }

  #readStreams(data: Uint8Array, from: number, end: number, size: number, streams: number): void {
    if (this.#prefix === undefined) throw broken('it refers to a table that was never written');
    if (streams === 1) return decodeLiterals(this.#prefix, new BackwardBits(data, from, end), this.#literals, 0, size);
    const each = (size + 3) >> 2;
    let start = from + 6;
    for (let stream = 0; stream < 4; stream++) {
      const at = from + 2 * stream;
      const length = (data[at] as number) | ((data[at + 1] as number) << 8);
      const stop = stream < 3 ? start + length : end;
      if (stop > end || size < 3 * each) throw broken('a block in it is none');
      const after = stream < 3 ? each * (stream + 1) : size;
      decodeLiterals(this.#prefix, new BackwardBits(data, start, stop), this.#literals, each * stream, after);
      start = stop;
    }
  }

  #sequences(data: Uint8Array, start: number, literals: number, end: number): number {
    const first = data[start] ?? 0;
    const wide = first === 0 ? 0 : first < 128 ? 1 : first < 255 ? 2 : 3;
    if (start + wide > data.length || start >= data.length) throw broken('a block in it is none');
    const [second, third] = [data[start + 1] ?? 0, data[start + 2] ?? 0];
    const count = wide < 2 ? first : wide === 2 ? ((first - 128) << 8) | second : (second | (third << 8)) + 0x7f00;
    if (count === 0) {
      this.#history.set(this.#literals.subarray(0, literals), end);
      return end + literals;
    }
    const modes = data[start + wide] ?? 0;
    let at = start + wide + 1;
    const tables = [LITERALS, OFFSETS, MATCHES].map((code, index): StateTable => {
      const mode = (modes >> (6 - 2 * index)) & 3;
      if (mode === 0) return code.usual;
      if (mode === 1) {
        const symbol = data[at++] ?? Number.POSITIVE_INFINITY;
        if (symbol > code.most.symbol) throw broken('a table in it is none');
        return onlyState(symbol);
      }
      const before = this.#states[index];
      if (mode === 2) {
        const [table, after] = readStateTable(data, at, data.length, code.most);
        at = after;
        return table;
      }
      if (before === undefined) throw broken('it refers to a table that was never written');
      return before;
    });
    this.#states = tables;
    return this.#copy(new BackwardBits(data, at, data.length), count, literals, end);
  }

  /** Puts literals and copies of what came before one after the other. */
  #copy(input: BackwardBits, count: number, literals: number, begin: number): number {
    const [lengths, offsets, matches] = this.#states as [StateTable, StateTable, StateTable];
    const history = this.#history;
    const text = this.#literals;
    const limit = begin + BLOCK;
    let [near, middle, far] = this.#offsets;
    let [read, end] = [0, begin];
    let length = input.read(lengths.log);
    let offset = input.read(offsets.log);
    let match = input.read(matches.log);
    for (let index = 0; index < count; index++) {
      const code = offsets.symbol[offset] as number;
      if (code > FARTHEST) throw broken('it refers too far back');
      const value = (1 << code) + input.read(code);
      const matchCode = matches.symbol[match] as number;
      const size = (MATCH_BASE[matchCode] as number) + input.read(MATCH_BITS[matchCode] as number);
      const literalCode = lengths.symbol[length] as number;
      const plain = (LITERAL_BASE[literalCode] as number) + input.read(LITERAL_BITS[literalCode] as number);
      if (value > 3) {
        far = middle;
        middle = near;
        near = value - 3;
      } else {
        const which = plain === 0 ? value : value - 1;
        if (which > 0) {
          const chosen = which === 1 ? middle : which === 2 ? far : near - 1;
          if (which > 1) far = middle;
          middle = near;
          near = chosen;
        }
      }
      if (near === 0 || near > end + plain || read + plain > literals || end + plain + size > limit) {
        throw broken('it refers to what is not there');
      }
      for (const stop = end + plain; end < stop; ) history[end++] = text[read++] as number;
      if (near >= size && size > 32) {
        history.copyWithin(end, end - near, end - near + size);
        end += size;
      } else for (const stop = end + size; end < stop; end++) history[end] = history[end - near] as number;
      if (index === count - 1) break;
      length = (lengths.base[length] as number) + input.read(lengths.bits[length] as number);
      match = (matches.base[match] as number) + input.read(matches.bits[match] as number);
      offset = (offsets.base[offset] as number) + input.read(offsets.bits[offset] as number);
    }
    if (input.left !== 0 || end + literals - read > limit) throw broken('a block in it is none');
    this.#offsets = [near, middle, far];
    history.set(text.subarray(read, literals), end);
    return end + literals - read;
  }
}

function decodeLiterals(
  { log, symbol, bits }: PrefixTable,
  input: BackwardBits,
  out: Uint8Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) {
    const next = input.peek(log);
    out[at] = symbol[next] as number;
    input.left -= bits[next] as number;
  }
  if (input.left !== 0) throw broken('a block in it is none');
}
