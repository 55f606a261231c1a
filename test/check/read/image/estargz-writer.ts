import { gzipSync } from 'node:zlib';
import { digestOf } from './image-writer';
import { type Entry, file, tarOf } from './tar-writer';

const TYPES: Readonly<Record<string, string>> = { '0': 'reg', '1': 'hardlink', '2': 'symlink', '5': 'dir' };

/** A layer with a table of contents: each piece of a file begins a gzip member of its own. */
export interface EstargzLayer {
  readonly packed: Buffer;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What of a table may differ from what the layer holds. */
export interface Lie {
  readonly table?: (entries: Record<string, unknown>[]) => Record<string, unknown>[];
  readonly digest?: string;
}

/** Packs entries. @param chunk most bytes of a file in one piece */
export function estargzOf(
  entries: readonly Entry[],
  { table = (same) => same, digest }: Lie = {},
  chunk = 1000,
): EstargzLayer {
  const members: Buffer[] = [];
  let [length, plain] = [0, Buffer.alloc(0)];
  const flush = () => {
    const member = gzipSync(plain);
    members.push(member);
    length += member.length;
    plain = Buffer.alloc(0);
  };
  const rows: Record<string, unknown>[] = [];
  for (const entry of entries) {
    const { name, type = '0', mode = type === '5' ? 0o755 : 0o644, uid = 0, gid = 0, target } = entry;
    const body = Buffer.from(entry.body ?? '');
    const archive = tarOf([entry]).subarray(0, -1024);
    const head = archive.length - Math.ceil(body.length / 512) * 512;
    plain = Buffer.concat([plain, archive.subarray(0, head)]);
    const row: Record<string, unknown> = { name: name.replace(/\/$/, ''), type: TYPES[type], mode, uid, gid };
    if (target !== undefined) row.linkName = target;
    rows.push(row);
    for (let at = 0; at < body.length; at += chunk) {
      flush();
      const piece = body.subarray(at, at + chunk);
      const where = { offset: length, chunkOffset: at, chunkSize: piece.length, chunkDigest: digestOf(piece) };
      if (at === 0) Object.assign(row, { size: body.length, digest: digestOf(body) }, where);
      else rows.push({ name, type: 'chunk', ...where });
      plain = Buffer.from(piece);
    }
    plain = Buffer.concat([plain, archive.subarray(head + body.length)]);
  }
  flush();
  const json = Buffer.from(JSON.stringify({ version: 1, entries: table(rows) }));
  const packed = gzipSync(tarOf([file('stargz.index.json', '', { body: json })]));
  return {
    packed: Buffer.concat([...members, packed, footerOf(length)]),
    annotations: { 'containerd.io/snapshot/stargz/toc.digest': digest ?? digestOf(json) },
  };
}

function footerOf(place: number): Buffer {
  const head = Buffer.from('1f8b080400000000000000001a00', 'hex').subarray(0, 10);
  const extra = Buffer.from(`SG\u0016\0${place.toString(16).padStart(16, '0')}STARGZ`, 'latin1');
  const length = Buffer.from([extra.length, 0]);
  return Buffer.concat([head, length, extra, Buffer.from('010000ffff', 'hex'), Buffer.alloc(8)]);
}
