import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { isPort, portsOf, portValue } from '../../src/check/world/pods';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import { worldOf } from '../../src/check/world/world';

export const servicePortServed = defineRule({
  id: 'service-port-served',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A Service hands connections on to a port of its pods; where no container serves it, every connection is refused.',
  fix: 'Give targetPort the name or number of a port that the container declares.',
  source: 'platform-contract.md §7 item 3',
  check: (platform) => {
    const world = worldOf(platform);
    const services = servicesOf(world);
    if (services.length === 0) return notApplicable;
    return eachOf(services, (one): Fault[] => {
      const spec = Field.of(one.object).get('spec');
      const pods = podsBehind(world, one);
      return spec
        .get('ports')
        .items()
        .flatMap((port) => {
          const field = port.get('targetPort').exists ? port.get('targetPort') : port.get('port');
          const wanted = portValue(field);
          if (wanted === undefined) return [];
          const protocol = port.get('protocol').text() ?? 'TCP';
          return pods
            .filter(({ view }) => !portsOf(view).some((declared) => isPort(declared, wanted, protocol)))
            .map(({ maker }) =>
              faultAt(one, field.path, `no container of ${maker.title} declares the ${protocol} port ${wanted}`),
            );
        });
    });
  },
});
