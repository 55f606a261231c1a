import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf, Undecided } from '../../src/check/undecided';
import { faultAt } from '../../src/check/world/faults';
import { hostUsesOf } from '../../src/check/world/host-names';
import { worldOf } from '../../src/check/world/world';

export const hostNameResolves = defineRule({
  id: 'host-name-resolves',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A host name inside the cluster is the name of a Service and its namespace; where there is none, the program finds nobody.',
  fix: 'Write <service>.<namespace>.svc with a Service that exists and a port that it has.',
  source: 'platform-contract.md §2.1, §2.4',
  check: (platform) => {
    const world = worldOf(platform);
    return eachOf(world.pods, (pod): Fault[] =>
      hostUsesOf(world, pod).flatMap(({ name, namespace, domain, port, path }) => {
        if (domain !== undefined && domain !== platform.provides.domain) {
          const fact = `${name}.${namespace}.svc.${domain} is not in ${platform.provides.domain}, the domain of the cluster`;
          return [faultAt(pod.maker, path, fact)];
        }
        const service = world.find({ group: '', kind: 'Service', namespace, name });
        if (!service && world.isForeign(namespace)) {
          throw new Undecided(`Service ${namespace}/${name} is in a namespace that the site does not own`);
        }
        if (!service) return [faultAt(pod.maker, path, `the host ${name}.${namespace}.svc is no Service`)];
        if (port === undefined || service.ports?.has(port) !== false) return [];
        const there = [...service.ports].join(', ');
        return [faultAt(pod.maker, path, `Service ${namespace}/${name} has no port ${port}; it has ${there}`)];
      }),
    );
  },
});
