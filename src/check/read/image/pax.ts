import { nameOf } from './tar-header';
import { Unreadable } from './unreadable';

/** What a PAX record may say about the entry after it, as far as a judgement of a container depends on it. */
export interface Pax {
  readonly path?: string;
  readonly linkpath?: string;
  /** Bytes that are stored. */
  readonly size?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Length of a file with holes. */
  readonly realSize?: number;
  readonly sparse?: boolean;
}

const BROKEN = 'it is not a valid tar archive: a PAX record is broken';

/** Reads the records `length key=value\n` of a PAX header. */
export function readPax(body: Buffer): Pax {
  const records = new Map<string, Buffer>();
  let at = 0;
  while (at < body.length) {
    const space = body.indexOf(0x20, at);
    const digits = space < 0 ? '' : body.toString('latin1', at, space);
    const length = /^[1-9]\d{0,9}$/.test(digits) ? Number(digits) : 0;
    const end = at + length;
    const equals = body.indexOf(0x3d, space);
    if (length === 0 || end > body.length || body[end - 1] !== 0x0a || equals <= space + 1 || equals >= end) {
      throw new Unreadable(BROKEN);
    }
    records.set(body.toString('utf8', space + 1, equals), body.subarray(equals + 1, end - 1));
    at = end;
  }
  const text = (key: string) => {
    const value = records.get(key);
    if (value?.includes(0)) throw new Unreadable(BROKEN);
    // An empty value takes back what the header says; the header of the entry then holds.
    return value === undefined || value.length === 0 ? undefined : nameOf(value);
  };
  const count = (key: string) => {
    const value = text(key);
    if (value === undefined) return undefined;
    if (!/^\d{1,16}$/.test(value) || !Number.isSafeInteger(Number(value))) throw new Unreadable(BROKEN);
    return Number(value);
  };
  return defined({
    path: text('GNU.sparse.name') ?? text('path'),
    linkpath: text('linkpath'),
    size: count('size'),
    uid: count('uid'),
    gid: count('gid'),
    realSize: count('GNU.sparse.realsize') ?? count('GNU.sparse.size'),
    sparse: [...records.keys()].some((key) => key.startsWith('GNU.sparse.')) || undefined,
  });
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

const defined = <T extends object>(value: T): Present<T> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Present<T>;
