import { damaged } from './rpm-header';

const PAGE = 4096;
const SLOT = 16;
/** Slots that the head of the file takes. */
const HEAD = 2;
const BLOCK = 16;

/**
 * The values of a database in rpm's own format: a table of slots, each of which says where a value stands.
 *
 * @throws {Unreadable} when it is damaged
 */
export function* ndbValues(file: Buffer): Generator<Buffer> {
  if (file.length < PAGE) throw damaged('it is cut off');
  const slots = (file.readUInt32LE(12) * PAGE) / SLOT;
  if (slots * SLOT > file.length) throw damaged('it is cut off');
  let taken = 0;
  for (let index = HEAD; index < slots; index++) {
    const slot = index * SLOT;
    if (file.toString('latin1', slot, slot + 4) !== 'Slot') throw damaged('a slot in it is none');
    const number = file.readUInt32LE(slot + 4);
    if (number === 0) continue;
    const start = file.readUInt32LE(slot + 8) * BLOCK;
    if (start + BLOCK > file.length || file.toString('latin1', start, start + 4) !== 'BlbS') {
      throw damaged('a slot in it refers to what is not there');
    }
    const size = file.readUInt32LE(start + 12);
    // Each value is once in the file: slots that share one would make it endless.
    taken += BLOCK + size;
    if (file.readUInt32LE(start + 4) !== number || start + BLOCK + size > file.length || taken > file.length) {
      throw damaged('a value in it is cut off');
    }
    yield file.subarray(start + BLOCK, start + BLOCK + size);
  }
}
