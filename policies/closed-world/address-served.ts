import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { propertiesOfPods } from '../../src/check/world/property-files';
import { routesOf, serves } from '../../src/check/world/routes';
import { type World, worldOf } from '../../src/check/world/world';

/** Files in which services are told of each other: every address in them is one that the site knows. */
const DIRECTORIES = ['cadc-registry.properties', 'reg-resource-caps.properties'];

export const addressServed = defineRule({
  id: 'address-served',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'An address of the platform that no route serves answers 404; one that the site never named leads to a stranger.',
  fix: 'Serve the path with an Ingress, or let the address come from the site.',
  source: 'platform-contract.md §1.3, §4 D20',
  check: (platform) => {
    const world = worldOf(platform);
    const routes = routesOf(world);
    const hosts = new Set(routes.map(({ host }) => host));
    const declared = new Set(platform.provides.addresses ?? []);
    const uses = [...usesInFiles(world), ...usesInVariables(world)];
    if (uses.length === 0) return notApplicable;
    return fail(
      uses.flatMap(({ address, strict, fault }): Fault[] => {
        if (declared.has(address)) return [];
        const [, host = '', path = '/'] = /^https:\/\/([^/:?#]+)(?::\d+)?(\/[^?#]*)?/.exec(address) ?? [];
        if (hosts.has(host)) {
          // The front page of the host is whoever's it is.
          const served = path === '/' || routes.some((route) => route.host === host && serves(route, path));
          return served ? [] : [fault(`no route of ${host} serves ${path}`)];
        }
        return strict ? [fault(`the site names no ${address}`)] : [];
      }),
    );
  },
});

interface Use {
  readonly address: string;
  /** Whether addresses elsewhere must be declared. */
  readonly strict: boolean;
  readonly fault: (fact: string) => Fault;
}

const isAddress = (text: string) => /^https:\/\/\S+$/.test(text);

const usesInFiles = (world: World): Use[] =>
  propertiesOfPods(world)
    .filter(({ value }) => isAddress(value))
    .map(({ pod, path, file, key, value }) => ({
      address: value,
      strict: DIRECTORIES.includes(file),
      fault: (fact: string) => faultAt(pod.maker, path, `${key} = ${value}, and ${fact}`),
    }));

const usesInVariables = (world: World): Use[] =>
  world.pods
    .filter(({ maker }) => maker.file === undefined)
    .flatMap(({ maker, view }) =>
      containersOf(view).flatMap(({ field }) =>
        [...environmentOf(field).values()].flatMap(({ name, value = '', field: { path } }) =>
          isAddress(value)
            ? [
                {
                  address: value,
                  strict: false,
                  fault: (fact: string) => faultAt(maker, path, `${name} is ${value}, and ${fact}`),
                },
              ]
            : [],
        ),
      ),
    );
