import type { Package } from '../../facts';
import { berkeleyValues } from './berkeley-hash';
import type { Limits } from './limits';
import { ndbValues } from './ndb';
import { readRpmHeader } from './rpm-header';
import { sqliteBlobs } from './sqlite-table';
import { Unreadable } from './unreadable';

/**
 * The packages that a database of rpm lists: SQLite (Fedora 33, Enterprise Linux 9 and later), Berkeley DB (before), or
 * rpm's own (SUSE).
 *
 * @throws {Unreadable} when it is none of these, damaged, or beyond the limit
 */
export function readRpm(database: Buffer, limits: Pick<Limits, 'packages'>): readonly Package[] {
  const packages: Package[] = [];
  for (const header of headersOf(database)) {
    const found = readRpmHeader(header);
    if (found) packages.push(found);
    if (packages.length > limits.packages) throw new Unreadable(`it lists more than ${limits.packages} packages`);
  }
  return packages;
}

function headersOf(database: Buffer): Iterable<Buffer> {
  const magic = database.toString('latin1', 0, 16);
  if (magic === 'SQLite format 3\0') return sqliteBlobs(database, 'Packages');
  if (magic.startsWith('RpmP')) return ndbValues(database);
  const hash = berkeleyValues(database);
  if (hash) return hash;
  throw new Unreadable('it is in no format that is known');
}
