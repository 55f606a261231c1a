import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';

export const noVncInDesktopApp = defineRule({
  id: 'no-vnc-in-desktop-app',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'warning',
  why: 'A desktop-app shows its windows on the desktop of its session; a second display server in it is never seen.',
  fix: 'Leave the display server out; install xterm.',
  source: 'container-rules.md §1d, §2 C14',
  check: ({ container, types }) => {
    if (types.includes('desktop')) return notApplicable;
    const found = ['tigervnc-standalone-server', 'tightvncserver', 'x11vnc', 'novnc', 'websockify'].map((name) =>
      container.package(name),
    );
    const there = found.flatMap((fact) => (fact.known && fact.value ? [fact.value] : []));
    if (there.length > 0)
      return fail(
        there.map((one) => ({ message: `${one.name} is installed`, ...(one.place ? { place: one.place } : {}) })),
      );
    anyOf(found);
    return pass;
  },
});
