import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { SAMPLE } from '../../src/check/world/session-values';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

/** Paths that the session service puts into the address that it gives to a user. */
const CONNECT: Readonly<Record<string, { readonly prefix: string; readonly asked: string }>> = {
  notebook: { prefix: `/session/notebook/${SAMPLE.id}/`, asked: 'lab/tree/' },
  desktop: { prefix: `/session/desktop/${SAMPLE.id}/`, asked: '' },
  carta: { prefix: `/session/carta/${SAMPLE.id}`, asked: '/' },
  contributed: { prefix: `/session/contrib/${SAMPLE.id}/`, asked: '' },
  firefly: { prefix: `/session/firefly/${SAMPLE.id}/`, asked: 'firefly/' },
};

export const sessionRoute = defineRule({
  id: 'session-route',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service builds the address of a session in its own code; a route for any other host or path answers 404 to it.',
  fix: 'Route the path that the session service builds, on its host for sessions, with a rewrite that matches it and over TLS.',
  source: 'platform-contract.md §7 item 3, §2.6, §4 D3',
  check: (platform) => {
    const world = worldOf(platform);
    const routes = world.sessions.filter(({ object }) => groupKind(object) === 'traefik.io/IngressRoute');
    if (routes.length === 0) return notApplicable;
    return eachOf(routes, (one) => routeFaults(world, one));
  },
});

function routeFaults(world: World, one: WorldObject): Fault[] {
  const spec = Field.of(one.object).get('spec');
  const tls = spec.get('tls');
  const faults = spec
    .get('routes')
    .items()
    .flatMap((route) => [...matchFaults(world, one, route.get('match')), ...rewriteFaults(world, one, route)]);
  return tls.exists ? faults : [...faults, faultAt(one, tls.path, 'the route has no TLS')];
}

const MATCH = /^Host\(`([^`]*)`\) && PathPrefix\(`([^`]*)`\)$/;

function matchFaults(world: World, one: WorldObject, field: Field): Fault[] {
  const [, host, prefix = ''] = MATCH.exec(field.text() ?? '') ?? [];
  if (host === undefined) return [faultAt(one, field.path, 'the match is not Host(`...`) && PathPrefix(`...`)')];
  const type = one.file?.type ?? '';
  const sessions = world.valuesFor(type)['skaha.sessions.hostname'];
  const expected = CONNECT[type]?.prefix;
  return [
    ...(host === sessions
      ? []
      : [faultAt(one, field.path, `the host ${host} is not ${sessions}, the host of the sessions`)]),
    ...(expected === undefined || prefix === expected
      ? []
      : [faultAt(one, field.path, `the path ${prefix} is not ${expected}`)]),
    ...(prefix.includes(SAMPLE.id)
      ? []
      : [faultAt(one, field.path, `the path ${prefix} is the same for all sessions`)]),
  ];
}

/** A rewrite must take the prefix off the address that users are given, and leave the rest. */
function rewriteFaults(world: World, one: WorldObject, route: Field): Fault[] {
  const names = route
    .get('middlewares')
    .items()
    .map((middleware) => middleware.get('name').text());
  const rewrites = world.sessions.filter(
    ({ object, file }) =>
      file === one.file && groupKind(object) === 'traefik.io/Middleware' && names.includes(object.metadata.name),
  );
  const [, , prefix = ''] = MATCH.exec(route.get('match').text() ?? '') ?? [];
  return rewrites.flatMap((rewrite): Fault[] => {
    const rule = Field.of(rewrite.object).get('spec', 'replacePathRegex');
    const regex = rule.get('regex').text();
    if (regex === undefined) return [];
    // A type of the site's own is given an address with or without a slash at the end of its prefix.
    const some = prefix.endsWith('/') ? 'a/b' : '/a/b';
    const asked = `${prefix}${CONNECT[one.file?.type ?? '']?.asked || some}`;
    // Traefik's syntax is that of Go, which JavaScript shares for what a path needs.
    const got = asked.replace(new RegExp(regex), rule.get('replacement').text() ?? '');
    const wanted = `/${asked.slice(prefix.length).replace(/^\//, '')}`;
    return got === wanted ? [] : [faultAt(rewrite, rule.path, `${asked} becomes ${got} and not ${wanted}`)];
  });
}
