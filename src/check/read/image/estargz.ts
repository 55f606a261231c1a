import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { type Descriptor, fields, fitsMemory } from './document';
import { type FileChunk, LayerTree } from './layer-tree';
import type { Limits } from './limits';
import { TarReader } from './tar-reader';
import { through } from './through';
import { Unreadable } from './unreadable';

/** Bytes of a blob from one place to another, the latter left out; undefined where only the whole can be had. */
export type Range = (from: number, to: number) => Promise<Buffer | undefined>;

/** Names the digest of the table in the manifest, which is verified itself. */
const ANNOTATION = 'containerd.io/snapshot/stargz/toc.digest';
const FILE = 'stargz.index.json';
const FOOTER = 51;
/** What is read from the end at first: the tables of most layers are shorter. */
const TAIL = 64 * 1024;
/** A layer that is shorter is read whole: that costs no more, and proves what it holds. */
const WORTHWHILE = 1024 * 1024;

/** Whether a layer says that it has a table of contents, and is long enough for it to matter. */
export const hasTable = ({ annotations, size }: Descriptor): boolean =>
  annotations[ANNOTATION] !== undefined && size > WORTHWHILE;

/**
 * What the table of contents of a layer (eStargz) says that it holds. Only the whole layer proves that: runtimes that
 * unpack it do not look at the table. Undefined where there is no such table.
 *
 * @param room entries that the layers read before leave of the limit
 * @throws {Unreadable} when the table is beyond a limit, or not what the manifest says
 */
export async function readTable(
  layer: Descriptor,
  range: Range,
  limits: Limits,
  room: number,
): Promise<LayerTree | undefined> {
  const tailAt = Math.max(0, layer.size - TAIL);
  const tail = await range(tailAt, layer.size);
  const start = tail && placeIn(tail.subarray(-FOOTER));
  if (tail === undefined || start === undefined || start >= layer.size - FOOTER) return undefined;
  if (layer.size - start > limits.table) throw new Unreadable('its table of contents is beyond the limit');
  const end = layer.size - FOOTER;
  const packed = start >= tailAt ? tail.subarray(start - tailAt, -FOOTER) : await range(start, end);
  if (packed === undefined) return undefined;
  const text = await fileIn(packed, limits);
  if (`sha256:${createHash('sha256').update(text).digest('hex')}` !== layer.annotations[ANNOTATION]) {
    throw new Unreadable('its table of contents is not the one that the manifest names');
  }
  return treeOf(text, start, limits, room);
}

/** The last bytes are an empty gzip member whose extra field holds the place of the table in hexadecimal digits. */
function placeIn(footer: Buffer): number | undefined {
  const field = footer.toString('latin1', 12, 38);
  const digits = field.startsWith('SG\u0016\0') ? /^([0-9a-f]{16})STARGZ$/.exec(field.slice(4))?.[1] : undefined;
  const magic = footer.length === FOOTER && footer.readUInt32BE() >>> 8 === 0x1f8b08;
  const place = digits && magic ? Number.parseInt(digits, 16) : Number.NaN;
  return Number.isSafeInteger(place) ? place : undefined;
}

/** The table is the only file of an archive of its own. */
async function fileIn(packed: Buffer, limits: Limits): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  const entry = ({ name, size }: { name: string; size: number }) => {
    if (size > limits.table) throw new Unreadable('its table of contents is beyond the limit');
    return name === FILE;
  };
  const body = (piece: Buffer) => void pieces.push(Buffer.from(piece));
  const reader = new TarReader({ entry, body, end: () => {} }, limits);
  for await (const chunk of through(createGunzip(), once(packed))) {
    length += chunk.length;
    if (length > limits.table + limits.header) throw new Unreadable('its table of contents is beyond the limit');
    reader.push(chunk);
  }
  reader.finish();
  return Buffer.concat(pieces);
}

export async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const TYPES: Readonly<Record<string, string>> = {
  ...{ dir: '5', reg: '0', symlink: '2', hardlink: '1', char: '3', block: '4', fifo: '6' },
};

function treeOf(text: Buffer, end: number, limits: Limits, room: number): LayerTree {
  const tree = new LayerTree(limits, room);
  tree.promised = true;
  const entries = entriesOf(text, limits);
  const ends = [...new Set([...entries.map(({ offset }) => count(offset)), end])].sort((a, b) => a - b);
  const endOf = new Map(ends.map((offset, index) => [offset, ends[index + 1] ?? end]));
  let chunks: FileChunk[] | undefined;
  for (const entry of entries) {
    const [size, offset] = [count(entry.size), count(entry.offset)];
    if (entry.type !== 'chunk') {
      const type = TYPES[String(entry.type)];
      if (type === undefined) throw new Unreadable('its table of contents holds something of an unknown kind');
      const node = tree.add({
        name: string(entry.name),
        type,
        mode: count(entry.mode) & 0o7777,
        uid: count(entry.uid),
        gid: count(entry.gid),
        size,
        target: string(entry.linkName),
        sparse: false,
      });
      chunks = undefined;
      if (type !== '0' || !node) continue;
      chunks = [];
      node.chunks = chunks;
      if (size === 0) node.content = Buffer.alloc(0);
      if (size === 0) continue;
    }
    chunks?.push({
      offset,
      end: endOf.get(offset) ?? end,
      inner: count(entry.innerOffset),
      from: count(entry.chunkOffset),
      size: count(entry.chunkSize),
      digest: string(entry.chunkDigest) || string(entry.digest),
    });
  }
  return tree;
}

function entriesOf(text: Buffer, limits: Limits): readonly Readonly<Record<string, unknown>>[] {
  if (!fitsMemory(text, limits)) throw new Unreadable(`its table of contents has more than ${limits.lists} entries`);
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch {
    throw new Unreadable('its table of contents is not JSON');
  }
  const { entries } = fields(value);
  if (!Array.isArray(entries)) throw new Unreadable('its table of contents lists nothing');
  return entries.map(fields);
}

const string = (value: unknown): string => (typeof value === 'string' ? value : '');

function count(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Unreadable('its table of contents holds a number that is none');
}
