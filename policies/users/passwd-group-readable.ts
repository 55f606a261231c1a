import { sure } from '../../src/check/facts';
import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';

export const passwdGroupReadable = defineRule({
  id: 'passwd-group-readable',
  topic: 'users',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'Before a session starts, the platform copies these files out of the image as the user, who is not root.',
  fix: 'Keep /etc/passwd and /etc/group as files with the mode 644.',
  source: 'container-rules.md §1b (launch templates), §2 C3',
  check: ({ container }) =>
    eachOf(['/etc/passwd', '/etc/group'], (path): Fault[] => {
      const entry = sure(container.file(path));
      if (entry === undefined) return [{ message: `there is no ${path}` }];
      // Who changed the mode says more than who made the file.
      const at = (entry.mode.known ? entry.mode.place : undefined) ?? entry.place;
      const place = at ? { place: at } : {};
      if (entry.kind !== 'file') return [{ message: `${path} is no file`, ...place }];
      const mode = sure(entry.mode);
      return (mode & 0o4) === 0
        ? [{ message: `${path} has the mode ${mode.toString(8)}, so users cannot read it`, ...place }]
        : [];
    }),
});
