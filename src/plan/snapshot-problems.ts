import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { planDatabases } from './databases';
import { harborOf } from './harbor';

/** A schedule of snapshots that would make none: whoever wrote it believes that something is kept. */
export function* snapshotProblems(site: Site): Generator<Problem> {
  if (site.snapshots.kind === 'none') return;
  const ofDatabases = site.databases.kind === 'embedded' && planDatabases(site).length > 0;
  if (ofDatabases || harborOf(site)?.storage.kind === 'filesystem') return;
  yield {
    path: 'snapshots.kind',
    fact: 'scheduled, and this site has no volume to make snapshots of: neither databases of kind embedded, nor a registry whose images are on a volume',
    act: 'Write none. Where copies of /arc live is arc.backup, and servers of CloudNativePG have databases.backup',
  };
}
