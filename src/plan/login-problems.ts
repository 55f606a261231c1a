import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { harborOf } from './harbor';
import { planHosts } from './hosts';
import { planLogin } from './login';
import { loginClients } from './login-clients';
import { unmetByFacts } from './login-needs';

/** What contradicts the login of a site. */
export function* loginProblems(site: Site): Generator<Problem> {
  const { login, cluster } = site;
  if (login.kind === 'dev' && !cluster.disposable)
    yield {
      path: 'login.kind',
      fact: 'dev is a login to play with (one password for all, nothing is kept), and cluster.disposable is false',
      act: 'Use keycloak or external; or write cluster.disposable: true for a cluster to play with',
    };
  const plan = planLogin(site);
  yield* hostProblems(site, plan.host);
  for (const { client, verdict, fact, act } of unmetByFacts(plan, loginClients(site)))
    if (verdict === 'fails')
      yield { path: login.kind === 'external' ? 'login.issuer' : 'login', fact: `${client}: ${fact}`, act };
  yield* groupProblems(site);
}

/** Groups that a registry relies on and the platform's Keycloak lacks. Which ones another provider has, nobody here knows. */
function* groupProblems(site: Site): Generator<Problem> {
  if (site.login.kind !== 'keycloak') return;
  const { groups } = site.login;
  const of = harborOf(site)?.login;
  const projects = Object.entries(site.registry.content?.projects ?? {});
  const named: [path: string, group: string | undefined][] = [
    ['registry.login.adminGroup', of?.kind === 'oidc' ? of.adminGroup : undefined],
    ...projects.flatMap(([project, { members }]) =>
      Object.keys(members).map((group): [string, string] => [`registry.content.projects.${project}.members`, group]),
    ),
  ];
  for (const [path, group] of named)
    if (group !== undefined && !groups.includes(group))
      yield {
        path,
        fact: `login.groups does not have "${group}", so nobody would be in it`,
        act: group.includes('/')
          ? 'Write its plain name, as it is there'
          : `Add it there${groups.length > 0 ? `, or name one that it has: ${groups.slice(0, 10).join(', ')}` : ''}`,
      };
}

/** A login page shares its host with nothing: what runs there could read its cookies. */
function* hostProblems(site: Site, host: string | undefined): Generator<Problem> {
  const hosts = planHosts(site);
  const others: [string, string][] = [
    ['domain', hosts.platform],
    ['hosts.sessions', hosts.sessions],
    ...hosts.harbors.map((one): [string, string] => ['a host of registry', one]),
  ];
  for (const [path, other] of others)
    if (host === other)
      yield { path: 'login.host', fact: `"${host}" is also ${path}`, act: 'Give the login a host of its own' };
}
