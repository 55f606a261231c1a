import { sure } from '../../src/check/facts';
import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import type { SessionType } from '../../src/check/session-contract';

export const metadataStartupAccess = defineRule({
  id: 'metadata-startup-access',
  topic: 'registry',
  on: 'container',
  severity: 'info',
  why: 'A label that states another port than the platform forwards tells readers and programs something that is not so.',
  fix: 'Let ca.nrc.cadc.skaha.session.port be the port of the session type, and expose it.',
  source:
    '003_88055a35715c942c.txt "Metadata attached to containers specify startup and access rules"; container-rules.md §1f',
  check: ({ container, types }) => {
    const own = container.labels.find(({ name }) => name === 'ca.nrc.cadc.skaha.session.port');
    if (own === undefined) return notApplicable;
    const stated = sure(own.value);
    const place = own.place ? { place: own.place } : {};
    const wrong = types.flatMap((type): Fault[] => {
      const port = PORTS[type];
      if (port === undefined || stated === String(port)) return [];
      return [{ message: `the label states port ${stated}, and a ${type} session is reached on ${port}`, ...place }];
    });
    if (wrong.length > 0) return fail(wrong);
    const ports = sure(container.ports);
    return ports.length === 0 || ports.some(({ number }) => String(number) === stated)
      ? fail([])
      : fail([
          {
            message: `the label states port ${stated}, and ${ports.map(({ number }) => number).join(', ')} is exposed`,
            ...place,
          },
        ]);
  },
});

/** The port that each type is reached on (launch templates). */
const PORTS: Readonly<Partial<Record<SessionType, number>>> = {
  notebook: 8888,
  desktop: 6901,
  carta: 6901,
  contributed: 5000,
  firefly: 8080,
};
