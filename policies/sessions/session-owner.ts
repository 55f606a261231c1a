import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

export const sessionOwner = defineRule({
  id: 'session-owner',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service deletes the Job of a session and nothing else: what does not name that Job as its owner stays for ever.',
  fix: 'Write an ownerReference to the Job ${skaha.jobname} with the uid ${skaha.jobuid}.',
  source: 'skaha-verified.md §2 item 4; platform-contract.md §3',
  check: (platform) => {
    const world = worldOf(platform);
    // The Job of a session owns the others; that of a desktop application belongs to the desktop's.
    const owned = world.sessions.filter(({ file }) => file?.kind !== 'launch' || file.type === 'desktop-app');
    if (owned.length === 0) return notApplicable;
    return eachOf(owned, (one): Fault[] => {
      const values = world.valuesFor(one.file?.type ?? '');
      const owners = Field.of(one.object).get('metadata', 'ownerReferences');
      const [owner, ...more] = owners.items();
      if (!owner || more.length > 0) return [faultAt(one, owners.path, 'it has not exactly one owner')];
      const wanted = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        name: values['skaha.jobname'],
        uid: values['skaha.jobuid'],
      };
      const faults = Object.entries(wanted)
        .filter(([key, value]) => owner.get(key).text() !== value)
        .map(([key, value]) => faultAt(one, owner.get(key).path, `the owner's ${key} is not ${value}`));
      // Kueue would take the Job of the application for a part of the desktop's.
      const controls = one.file?.kind === 'launch' && owner.get('controller').flag() !== false;
      return controls
        ? [...faults, faultAt(one, owner.path, 'the desktop would control it; write controller: false')]
        : faults;
    });
  },
});
