import { sure } from '../../src/check/facts';
import { defineRule, fail } from '../../src/check/rule';

export const desktopStartupTree = defineRule({
  id: 'desktop-startup-tree',
  topic: 'sessions',
  on: 'container',
  types: ['desktop'],
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform starts a desktop through this script, and builds its menu with jq and curl.',
  fix: 'Start from the desktop image of the platform.',
  source: 'container-rules.md §1e (start-desktop.sh, build-menu.sh)',
  check: ({ container }) => {
    const path = '/dockerstartup/vnc_startup.sh';
    const missing = [
      ...(sure(container.file(path)) ? [] : [path]),
      ...['jq', 'curl'].filter((name) => sure(container.command(name)) === undefined),
    ];
    return fail(missing.map((name) => ({ message: `there is no ${name}` })));
  },
});
