import { sure } from '../../src/check/facts';
import { defineRule, fail, pass, unknown } from '../../src/check/rule';

export const desktopPorts = defineRule({
  id: 'desktop-ports',
  topic: 'sessions',
  on: 'container',
  types: ['desktop'],
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform forwards a desktop session to noVNC on 6901.',
  fix: 'Let noVNC listen on 6901, and say EXPOSE 5901 6901.',
  source: 'container-rules.md §1e (launch-desktop.yaml)',
  check: ({ container }) => {
    const ports = sure(container.ports);
    if (ports.some(({ number }) => number === 6901)) return pass;
    if (ports.length === 0) return unknown('it exposes no port, and may listen on 6901 all the same');
    return fail(
      ports.map(({ number, place }) => ({
        message: `port ${number} is exposed, and not 6901`,
        ...(place ? { place } : {}),
      })),
    );
  },
});
