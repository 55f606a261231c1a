import { defineRule } from '../../src/check/rule';
import { eachScript } from '../../src/check/view/each-script';

export const buildTimeRootOnly = defineRule({
  id: 'build-time-root-only',
  topic: 'users',
  on: 'container',
  severity: 'error',
  why: 'A session never runs as root, so what needs root fails in it.',
  fix: 'Do it in a RUN of the recipe.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1b',
  check: ({ container }) =>
    eachScript(container, ({ name = '', arguments: words }) => {
      const manager = MANAGERS.has(name) && words.some((word) => /^(install|update|upgrade|add)$/.test(word ?? ''));
      return manager || ROOT.has(name) ? `runs ${name}, which needs root` : undefined;
    }),
});

const MANAGERS = new Set(['apt', 'apt-get', 'yum', 'dnf', 'apk', 'zypper']);
const ROOT = new Set(['useradd', 'usermod', 'groupadd', 'adduser', 'mount', 'umount', 'service', 'systemctl', 'chown']);
