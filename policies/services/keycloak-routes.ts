import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { Field } from '../../src/check/view/field';
import { factsOf } from '../../src/check/world/facts';
import { faultAt } from '../../src/check/world/faults';
import { type KeycloakServer, keycloakServers } from '../../src/check/world/keycloak';
import { loginProgramsOf } from '../../src/check/world/login-programs';
import { ownProviders } from '../../src/check/world/login-provider';
import { namespaceOf } from '../../src/check/world/pods';
import { isBelow, podsOfRoute, type Route, routesOf, serves } from '../../src/check/world/routes';
import { type World, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

/** Styles and scripts of its pages. */
const RESOURCES = '/resources';
/** Pages by which all its realms are run. */
const OF_ADMINISTRATORS = ['/admin', '/realms/master'];

export const keycloakRoutes = defineRule({
  id: 'keycloak-routes',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'Without the pages of its realm, or what they are made of, nobody logs in at a Keycloak; where the portal asks for tokens at another path than Keycloak has, every login ends after minutes; and pages of administrators are an open door.',
  fix: 'Serve the realm, /resources and the paths at which the portal asks for tokens at the address of Keycloak, and nothing else.',
  source: 'harbor-oidc-registry.md §2.1, §2.3; https://www.keycloak.org/server/reverseproxy',
  check: (platform) => {
    const world = worldOf(platform);
    const servers = keycloakServers(world);
    const realms = ownProviders(world).flatMap(({ realm }) => realm ?? []);
    if (servers.length === 0 || realms.length === 0) return notApplicable;
    return fail(
      servers.flatMap((server) => {
        const routes = routesOf(world).filter((route) => podsOfRoute(world, route).includes(server.pod));
        return [
          ...realms.flatMap((realm) => pageFaults(server, routes, realm)),
          ...realms.flatMap((realm) => tokenFaults(world, server, routes, realm)),
          ...openFaults(routes),
        ];
      }),
    );
  },
});

function pageFaults(server: KeycloakServer, routes: readonly Route[], realm: string): Fault[] {
  const ofHost = routes.filter(({ host, exact }) => `https://${host}` === server.address && !exact);
  return [`/realms/${realm}`, RESOURCES]
    .filter((path) => !ofHost.some((route) => serves(route, path)))
    .map((path) => faultOf(server, `no route of ${server.address} serves ${path} by Keycloak`));
}

/** The portal makes the address of the token endpoint from its issuer, which is put together in two ways. */
function tokenFaults(world: World, server: KeycloakServer, routes: readonly Route[], realm: string): Fault[] {
  const issuer = `${server.address}/realms/${realm}`;
  const to = `/realms/${realm}/protocol/openid-connect/token`;
  if (!loginProgramsOf(world).some((program) => program.guessesToken && program.issuer === issuer)) return [];
  return [new URL('token', issuer), new URL('token', `${issuer}/`)]
    .map(({ pathname }) => pathname)
    .filter((path) => !routes.some((route) => serves(route, path) && replacementOf(world, route) === to))
    .map((path) => faultOf(server, `the portal asks for tokens at ${path}, and no route leads from there to ${to}`));
}

/** Path that a route asks instead of the one that it was asked. */
function replacementOf(world: World, { maker }: Route): string | undefined {
  const named = factsOf(maker.object).references.filter(({ kind }) => kind === 'Middleware');
  return world.delivered
    .filter(({ object }) => groupKind(object) === 'traefik.io/Middleware')
    .filter((one) =>
      named.some(({ name, namespace }) => one.object.metadata.name === name && namespaceOf(one) === namespace),
    )
    .map(({ object }) => Field.of(object).get('spec', 'replacePath', 'path').text())
    .find((path) => path !== undefined);
}

const openFaults = (routes: readonly Route[]): Fault[] =>
  routes.flatMap((route) =>
    OF_ADMINISTRATORS.filter((path) => serves(route, path) || isBelow(route.path, path)).map((path) =>
      faultAt(route.maker, route.field.path, `${route.path} opens ${path}, the pages of administrators, to everybody`),
    ),
  );

const faultOf = ({ pod, field, variables }: KeycloakServer, fact: string): Fault =>
  faultAt(pod.maker, variables.get('KC_HOSTNAME')?.field.path ?? field.get('env').path, fact);
