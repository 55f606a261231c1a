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
    return eachOf(paths, (path): Fault[] => {
      const text = sure(container.text(path)) ?? '';
      const file = container.file(path);
      const place = file.known ? file.value?.place : undefined;
      return text
        .split('\n')
        .filter((line) => /^\s*(?!root\b|#)\S+\s.*=.*NOPASSWD:\s*ALL\s*$/.test(line))
        .map((line) => ({ message: `${path} grants everything: ${line.trim()}`, ...(place ? { place } : {}) }));
    });
  },
});
