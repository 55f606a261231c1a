import { sure } from '../../src/check/facts';
import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';

export const sudoSpecificActions = defineRule({
  id: 'sudo-specific-actions',
  topic: 'users',
  on: 'container',
  severity: 'error',
  why: 'Root for any command is root.',
  fix: 'Grant named commands only.',
  source: '001_866ce0400a9f33b4.txt "sudo access to specific actions"; container-rules.md §1b',
  check: ({ container }) => {
    const files = container.below('/etc/sudoers.d');
    const paths = ['/etc/sudoers', ...(files.known ? files.value.map(({ path }) => path) : [])];
    return eachOf([...paths, undefined], (path): Fault[] => {
      // What else may be in the folder.
      if (path === undefined) {
        sure(files);
        return [];
      }
      const text = sure(container.text(path)) ?? '';
      const file = container.file(path);
      const place = file.known ? file.value?.place : undefined;
      return (
        text
          .replaceAll('\\\n', ' ')
          .split('\n')
          // `#1000` is a user, anything else behind the sign is a comment.
          .map((line) => line.replace(/#(?!\d).*$/, ''))
          .filter((line) => line.length < LONGEST && GRANTS.test(line))
          .map((line) => ({ message: `${path} grants everything: ${line.trim()}`, ...(place ? { place } : {}) }))
      );
    });
  },
});

/** `%lab ALL=(ALL) NOPASSWD: ALL`, also among other commands or behind other tags. */
const GRANTS = /^\s*(?!root\b|Defaults)\S+\s.*=.*\bNOPASSWD:(?:(?:(?!\bPASSWD:).)*[:,])?\s*ALL\s*(?:,|$)/;
/** Longer lines were not written by a person. */
const LONGEST = 4096;
