import type { Package } from '../../facts';
import { Unreadable } from './unreadable';

/** The database is not what its format says. */
export const damaged = (why: string): Unreadable => new Unreadable(`it is damaged: ${why}`);

const [NAME, VERSION, RELEASE, EPOCH] = [1000, 1001, 1002, 1003];
/** Of an entry of the index: tag, type, place in the data, number of values. */
const ENTRY = 16;

/** The package that a header of rpm describes; undefined for a key, which rpm keeps among packages. */
export function readRpmHeader(header: Buffer): Package | undefined {
  if (header.length < 8) throw damaged('a header in it is cut off');
  const [entries, length] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const data = 8 + entries * ENTRY;
  if (data + length > header.length) throw damaged('a header in it is cut off');
  const found = new Map<number, number>();
  for (let at = 8; at < data; at += ENTRY) {
    const tag = header.readUInt32BE(at);
    if (tag >= NAME && tag <= EPOCH) found.set(tag, data + header.readUInt32BE(at + 8));
  }
  const text = (tag: number) => {
    const start = found.get(tag);
    const end = start === undefined ? -1 : header.indexOf(0, start);
    return start === undefined || end < 0 ? undefined : header.toString('utf8', start, end);
  };
  const name = text(NAME);
  if (!name) throw damaged('a header in it has no name');
  if (name === 'gpg-pubkey') return undefined;
  const place = found.get(EPOCH) ?? header.length;
  const epoch = place + 4 <= header.length ? header.readUInt32BE(place) : 0;
  const version = [text(VERSION), text(RELEASE)].filter(Boolean).join('-');
  return { name, ...(version ? { version: epoch > 0 ? `${epoch}:${version}` : version } : {}) };
}
