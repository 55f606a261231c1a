import { sure } from '../../src/check/facts';
import { defineRule, fail, pass, unknown } from '../../src/check/rule';

export const fireflyContract = defineRule({
  id: 'firefly-contract',
  topic: 'sessions',
  on: 'container',
  types: ['firefly'],
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform waits for Firefly on port 8080.',
  fix: 'Let Firefly listen on 8080, and say EXPOSE 8080.',
  source: 'container-rules.md §1e (launch-firefly.yaml)',
  check: ({ container }) => {
    const ports = sure(container.ports);
    if (ports.some(({ number }) => number === 8080)) return pass;
    if (ports.length === 0) return unknown('it exposes no port, and may listen on 8080 all the same');
    return fail([{ message: `${ports.map(({ number }) => number).join(', ')} is exposed, and not 8080` }]);
  },
});
