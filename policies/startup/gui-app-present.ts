import { defineRule, fail, pass } from '../../src/check/rule';
import { Undecided } from '../../src/check/undecided';
import { anyOf } from '../../src/check/view/either';

export const guiAppPresent = defineRule({
  id: 'gui-app-present',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'warning',
  why: 'A desktop app is a window on a desktop; an image without a program that opens one shows nothing.',
  fix: 'Install the application with its .desktop file, or at least xterm.',
  source: 'container-rules.md §1d (canfar:docs/platform/containers/index.md)',
  check: ({ container }) => {
    const entries = ['/usr/share/applications', '/usr/local/share/applications'].map((folder) =>
      container.below(folder),
    );
    if (entries.some((fact) => fact.known && fact.value.some(({ path }) => path.endsWith('.desktop')))) return pass;
    const terminal = anyOf([container.command('xterm'), container.package('xterm')]);
    if (terminal !== undefined) return pass;
    for (const fact of entries) if (!fact.known) throw new Undecided(fact.reason);
    return fail([{ message: 'there is no .desktop file and no xterm' }]);
  },
});
