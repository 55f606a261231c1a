import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import { worldOf } from '../../src/check/world/world';

/** Variables that tell a program in a session which port to serve. */
const PORTS = ['CARTA_PORT', 'JUPYTER_PORT'];

export const sessionPort = defineRule({
  id: 'session-port',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'A program that serves another port than its Service leads to is never reached: the session stays in "Pending" for its user.',
  fix: 'Give the variable the port of the session type.',
  source: 'platform-contract.md §3, §7 item 3',
  check: (platform) => {
    const world = worldOf(platform);
    const services = servicesOf(world).filter(({ file }) => file !== undefined);
    if (services.length === 0) return notApplicable;
    return eachOf(services, (service): Fault[] => {
      const ports = Field.of(service.object)
        .get('spec', 'ports')
        .items()
        .map((port) => port.get('targetPort').amount() ?? port.get('port').amount());
      return podsBehind(world, service).flatMap(({ maker, view }) =>
        containersOf(view).flatMap(({ field }) =>
          PORTS.flatMap((name) => environmentOf(field).get(name) ?? [])
            .filter(({ value }) => !ports.includes(value))
            .map(({ name, value, field: { path } }) =>
              faultAt(maker, path, `${name} is ${value}, and its Service leads to ${ports.join(', ')}`),
            ),
        ),
      );
    });
  },
});
