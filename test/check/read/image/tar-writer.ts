/** An entry of an archive under test; everything that a hostile one may say can be said. */
export interface Entry {
  readonly name: string;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly target?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** What the header says, where it is not the body's length. */
  readonly size?: number;
  readonly pax?: Readonly<Record<string, string>>;
}

/** Builds a tar archive, independently of the reader. */
export const tarOf = (entries: readonly Entry[]): Buffer =>
  Buffer.concat([...entries.flatMap(piecesOf), Buffer.alloc(1024)]);

function piecesOf(entry: Entry): Buffer[] {
  const { name, type = '0', target = '', mode = type === '5' ? 0o755 : 0o644, uid = 0, gid = 0, pax = {} } = entry;
  const body = Buffer.from(entry.body ?? '');
  const records = { ...pax };
  if (Buffer.byteLength(name) > 100) records.path = name;
  if (Buffer.byteLength(target) > 100) records.linkpath = target;
  const extra = Object.entries(records)
    .map(([key, value]) => record(key, value))
    .join('');
  const before = extra === '' ? [] : piecesOf({ name: 'pax', type: 'x', body: extra });
  return [...before, block(name, type, target, mode, uid, gid, entry.size ?? body.length), body, padding(body.length)];
}

function block(
  name: string,
  type: string,
  target: string,
  mode: number,
  uid: number,
  gid: number,
  size: number,
): Buffer {
  const header = Buffer.alloc(512);
  header.write(Buffer.from(name).subarray(0, 100).toString('latin1'), 0, 'latin1');
  header.write(`${octal(mode, 7)}\0${octal(uid, 7)}\0${octal(gid, 7)}\0`, 100);
  header.write(`${octal(size, 11)}\0${octal(0, 11)}\0        ${type}`, 124);
  header.write(Buffer.from(target).subarray(0, 100).toString('latin1'), 157, 'latin1');
  header.write('ustar\x0000', 257);
  return sealed(header);
}

/** Puts the checksum into a header. */
export function sealed(header: Buffer): Buffer {
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

export function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return `${length} ${key}=${value}\n`;
}

const octal = (value: number, width: number) => value.toString(8).padStart(width, '0');
const padding = (length: number) => Buffer.alloc((512 - (length % 512)) % 512);

export const folder = (name: string, rest: Partial<Entry> = {}): Entry => ({ name: `${name}/`, type: '5', ...rest });
export const file = (name: string, body = '', rest: Partial<Entry> = {}): Entry => ({ name, body, ...rest });
export const link = (name: string, target: string): Entry => ({ name, type: '2', target, mode: 0o777 });
export const hard = (name: string, target: string): Entry => ({ name, type: '1', target });
