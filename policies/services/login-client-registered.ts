import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { mountedFolders } from '../../src/check/world/mounted-files';
import { propertiesOf } from '../../src/check/world/properties';
import { type World, worldOf } from '../../src/check/world/world';

/** Where programs are told as which client they log people in, and to which address people come back. */
const SETTINGS = [
  { id: 'NEXT_OIDC_CLIENT_ID', redirect: 'NEXT_OIDC_REDIRECT_URI' },
  { id: 'NEXT_PUBLIC_OIDC_CLIENT_ID', redirect: 'NEXT_PUBLIC_OIDC_REDIRECT_URI' },
  { id: 'org.opencadc.vosui.oidc.clientID', redirect: 'org.opencadc.vosui.oidc.redirectURI' },
];

export const loginClientRegistered = defineRule({
  id: 'login-client-registered',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'A login provider refuses a client that it does not know, and sends nobody back to an address that is not registered for it.',
  fix: 'Let the client and the address come from the list that `login clients` prints.',
  source: 'harbor-oidc-registry.md §2.3; platform-contract.md §7',
  check: (platform) => {
    const clients = new Map((platform.provides.loginClients ?? []).map((client) => [client.id, client.redirects]));
    const uses = usesIn(worldOf(platform));
    if (uses.length === 0) return notApplicable;
    return eachOf(uses, ({ id, redirect, fault }): Fault[] => {
      const redirects = clients.get(id);
      if (!redirects) return [fault(`no client ${JSON.stringify(id)} is registered`)];
      if (redirects.includes(redirect)) return [];
      return [fault(`the client ${id} comes back to ${redirects.join(', ')}, and not to ${redirect || 'nowhere'}`)];
    });
  },
});

interface Use {
  readonly id: string;
  readonly redirect: string;
  readonly fault: (fact: string) => Fault;
}

const usesIn = (world: World): Use[] =>
  world.pods.flatMap((pod) =>
    containersOf(pod.view).flatMap(({ field }) => {
      const variables = environmentOf(field);
      const files = mountedFolders(world, pod.view, field, pod.namespace).flatMap(({ path, texts }) =>
        [...texts]
          .filter(([name]) => name.endsWith('.properties'))
          .map(([name, text]) => ({ path: `${path}/${name}`, keys: propertiesOf(name, text) })),
      );
      return SETTINGS.flatMap(({ id, redirect }): Use[] => {
        const variable = variables.get(id);
        const ofVariable: Use[] = variable
          ? [
              {
                id: variable.value ?? '',
                redirect: variables.get(redirect)?.value ?? '',
                fault: (fact) => faultAt(pod.maker, variable.field.path, fact),
              },
            ]
          : [];
        const ofFiles = files.flatMap(({ path, keys }): Use[] => {
          const [client] = keys.get(id) ?? [];
          if (client === undefined) return [];
          const [address = ''] = keys.get(redirect) ?? [];
          return [{ id: client, redirect: address, fault: (fact) => faultAt(pod.maker, path, fact) }];
        });
        return [...ofVariable, ...ofFiles];
      });
    }),
  );
