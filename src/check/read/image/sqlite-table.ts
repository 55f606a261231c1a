import { damaged } from './rpm-header';

interface File {
  readonly bytes: Buffer;
  readonly pageSize: number;
  /** Bytes of a page that hold data. */
  readonly usable: number;
}

/**
 * The values of type blob in a table of a SQLite file (https://www.sqlite.org/fileformat2.html), row after row.
 *
 * @throws {Unreadable} when the file is damaged, or has no such table
 */
export function* sqliteBlobs(bytes: Buffer, table: string): Generator<Buffer> {
  if (bytes.length < 512) throw damaged('it is cut off');
  const stated = bytes.readUInt16BE(16);
  const pageSize = stated === 1 ? 65_536 : stated;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) throw damaged('its pages have no size');
  const file = { bytes, pageSize, usable: pageSize - bytes.readUInt8(20) };
  for (const row of rows(file, 1)) {
    const [kind, name, , root] = valuesOf(row);
    if (String(kind) !== 'table' || String(name) !== table || typeof root !== 'number') continue;
    for (const record of rows(file, root)) yield* valuesOf(record).filter((value) => Buffer.isBuffer(value));
    return;
  }
  throw damaged(`it has no table ${table}`);
}

/** Records of a table, from the tree of pages that holds it. No page is read twice. */
function* rows(file: File, root: number): Generator<Buffer> {
  const seen = new Set<number>();
  const open = [root];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const page = pageOf(file, number, seen);
    // The first page begins with the head of the file.
    const start = number === 1 ? 100 : 0;
    const kind = page.readUInt8(start);
    const inner = kind === 5;
    if (!inner && kind !== 13) throw damaged('a page in it is of another kind');
    const count = page.readUInt16BE(start + 3);
    const cells = start + (inner ? 12 : 8);
    if (cells + 2 * count > page.length) throw damaged('a page in it is overfull');
    if (inner) open.push(page.readUInt32BE(start + 8));
    for (let index = 0; index < count; index++) {
      const cell = page.readUInt16BE(cells + 2 * (inner ? count - 1 - index : index));
      if (cell + 4 > page.length) throw damaged('a page in it refers to what is not there');
      if (inner) open.push(page.readUInt32BE(cell));
      else yield payload(file, page, cell, seen);
    }
  }
}

function pageOf({ bytes, pageSize }: File, number: number, seen: Set<number>): Buffer {
  const end = number * pageSize;
  if (number < 1 || end > bytes.length) throw damaged('it refers to a page that it does not have');
  if (seen.has(number)) throw damaged('a page in it is used twice');
  seen.add(number);
  return bytes.subarray(end - pageSize, end);
}

/** A record; what does not fit into its page goes on in others. */
function payload(file: File, page: Buffer, cell: number, seen: Set<number>): Buffer {
  const [size, afterSize] = varint(page, cell);
  const [, start] = varint(page, afterSize);
  if (size > file.bytes.length) throw damaged('a row in it is longer than itself');
  const most = file.usable - 35;
  const least = Math.floor(((file.usable - 12) * 32) / 255) - 23;
  const rest = least + ((size - least) % (file.usable - 4));
  const here = size <= most ? size : rest <= most ? rest : least;
  const parts = [page.subarray(start, start + here)];
  let missing = size - here;
  for (let next = missing > 0 ? numberAt(page, start + here) : 0; missing > 0; ) {
    const more = pageOf(file, next, seen);
    parts.push(more.subarray(4, Math.min(4 + missing, file.usable)));
    missing -= Math.min(missing, file.usable - 4);
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

const numberAt = (page: Buffer, at: number): number => {
  if (at + 4 > page.length) throw damaged('a page in it refers to what is not there');
  return page.readUInt32BE(at);
};

/** Seven bits a byte; the ninth byte has eight. */
function varint(bytes: Buffer, at: number): readonly [value: number, after: number] {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    if (index === 8) return [value * 256 + byte, at + 9];
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + index + 1];
  }
  throw damaged('a number in it is cut off');
}

const WIDTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

/** Values of a record: whole numbers, texts and blobs; anything else as undefined. */
function valuesOf(record: Buffer): (number | string | Buffer | undefined)[] {
  const [headEnd, first] = varint(record, 0);
  const values: (number | string | Buffer | undefined)[] = [];
  let body = headEnd;
  for (let at = first; at < Math.min(headEnd, record.length); ) {
    const [type, next] = varint(record, at);
    at = next;
    const width = type < 12 ? (WIDTHS[type] ?? 0) : Math.floor((type - 12) / 2);
    if (body + width > record.length) throw damaged('a row in it is cut off');
    const bytes = record.subarray(body, body + width);
    body += width;
    if (type >= 12) values.push(type % 2 === 0 ? bytes : bytes.toString('utf8'));
    else values.push(type >= 1 && type <= 5 ? bytes.readIntBE(0, width) : type >= 8 ? type - 8 : undefined);
  }
  return values;
}
