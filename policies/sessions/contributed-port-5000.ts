import { sure } from '../../src/check/facts';
import { defineRule, fail, pass, unknown } from '../../src/check/rule';

export const contributedPort5000 = defineRule({
  id: 'contributed-port-5000',
  topic: 'sessions',
  on: 'container',
  types: ['contributed'],
  severity: 'error',
  why: 'The platform forwards a contributed session to port 5000, and to no other.',
  fix: 'Let the server listen on 5000, and say EXPOSE 5000.',
  source: '000_b288e323437a5df4.txt "typically on port 5000"; container-rules.md §1e, §2 C5',
  check: ({ container }) => {
    const ports = sure(container.ports);
    if (ports.some(({ number, protocol }) => number === 5000 && protocol === 'tcp')) return pass;
    // What is exposed is documentation; that nothing is exposed proves nothing.
    if (ports.length === 0) return unknown('it exposes no port, and may listen on 5000 all the same');
    return fail(
      ports.map(({ number, place }) => ({
        message: `port ${number} is exposed, and not 5000`,
        ...(place ? { place } : {}),
      })),
    );
  },
});
