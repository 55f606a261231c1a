import { sure } from '../../src/check/facts';
import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { closedAbove, missingInterpreter } from '../../src/check/view/reach';

export const startupExecutable = defineRule({
  id: 'startup-executable',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform starts these scripts by their names, as a user that is not root.',
  fix: 'Make it executable for everybody: COPY --chmod=755, or chmod 755.',
  source: '000_b288e323437a5df4.txt "RUN chmod +x /skaha/startup.sh"; container-rules.md §1d',
  check: ({ container }) => {
    const there = ['/skaha/startup.sh', '/skaha/init.sh'].filter((path) => sure(container.file(path)) !== undefined);
    if (there.length === 0) return notApplicable;
    return eachOf(there, (path): Fault[] => {
      const entry = sure(container.file(path));
      const text = container.text(path);
      const place = entry?.place ? { place: entry.place } : {};
      const faults: Fault[] = [];
      if (text.known && /^#!.*\r$/m.test((text.value ?? '').split('\n')[0] ?? '')) {
        faults.push({
          message: `the first line of ${path} ends with a carriage return, so its interpreter is not found`,
          ...place,
        });
      }
      const missing = text.known && faults.length === 0 ? missingInterpreter(container, text.value ?? '') : undefined;
      if (missing !== undefined)
        faults.push({ message: `${path} is run by ${missing}, and there is no ${missing}`, ...place });
      faults.push(...closedAbove(container, path));
      const mode = entry === undefined ? 0 : sure(entry.mode);
      if ((mode & 0o5) !== 0o5)
        faults.push({ message: `${path} has the mode ${mode.toString(8)}, so users cannot run it`, ...place });
      return faults;
    });
  },
});
