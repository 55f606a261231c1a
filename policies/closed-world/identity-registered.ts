import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { propertiesOfPods } from '../../src/check/world/property-files';
import { routesOf } from '../../src/check/world/routes';
import { type World, worldOf } from '../../src/check/world/world';

/** File in which an IVOA registry of the platform has its entries. */
const ENTRIES = 'reg-resource-caps.properties';

export const identityRegistered = defineRule({
  id: 'identity-registered',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'Services find each other by IVOA identifiers; one that no registry knows, or that leads elsewhere, is found when a user needs it.',
  fix: 'List the identifier in the registry with the address of its capabilities, or declare whose it is.',
  source: 'platform-contract.md §1.3, §7 item 5',
  check: (platform) => {
    const world = worldOf(platform);
    const entries = propertiesOfPods(world).filter(({ file }) => file === ENTRIES);
    const uses = [...usesInFiles(world), ...usesInVariables(world)];
    if (uses.length === 0) return notApplicable;
    const known = new Set([...entries.map(({ key }) => key), ...(platform.provides.identities ?? [])]);
    const unknown = uses.filter(({ id }) => !known.has(id)).map(({ id, fault }) => fault(`no registry knows ${id}`));
    const routes = routesOf(world);
    const hosts = new Set(routes.map(({ host }) => host));
    const astray = entries.flatMap(({ pod, path, key, value }): Fault[] => {
      const [, host = '', rest = ''] = /^https:\/\/([^/:]+)(?::\d+)?(\/.*)?$/.exec(value) ?? [];
      if (!hosts.has(host)) return [];
      if (routes.some((route) => route.host === host && rest === `${route.path.replace(/\/$/, '')}/capabilities`))
        return [];
      return [
        faultAt(pod.maker, path, `${key} leads to ${value}, and no service of the platform has its capabilities there`),
      ];
    });
    return fail([...unknown, ...astray]);
  },
});

interface Use {
  readonly id: string;
  readonly fault: (fact: string) => Fault;
}

/** Identifiers of services, those of their groups included: `ivo://a/b?group`, `vos://a~b/folder`. */
function identifierIn(text: string): string | undefined {
  const vos = /^vos:\/\/([^/?]+)/.exec(text)?.[1];
  if (vos !== undefined) return `ivo://${vos.replaceAll('~', '/')}`;
  return /^ivo:\/\/[^?#\s]+/.exec(text)?.[0];
}

const usesInFiles = (world: World): Use[] =>
  propertiesOfPods(world)
    .filter(({ file }) => file !== ENTRIES)
    .flatMap(({ pod, path, key, value }) => {
      const id = identifierIn(value);
      return id === undefined
        ? []
        : [{ id, fault: (fact: string) => faultAt(pod.maker, path, `${key} = ${value}, and ${fact}`) }];
    });

const usesInVariables = (world: World): Use[] =>
  world.pods
    .filter(({ maker }) => maker.file === undefined)
    .flatMap(({ maker, view }) =>
      containersOf(view).flatMap(({ field }) =>
        [...environmentOf(field).values()].flatMap(({ name, value, field: { path } }) => {
          const id = identifierIn(value ?? '');
          return id === undefined
            ? []
            : [{ id, fault: (fact: string) => faultAt(maker, path, `${name} is ${value}, and ${fact}`) }];
        }),
      ),
    );
