import type { HarborRegistry } from '../config/harbor';
import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { HARBOR_MINORS, harborHost, harborOf, MOST_MINORS, minorOf } from './harbor';
import { CERT_MANAGER_API } from './provides';

/** What a Harbor of the platform cannot be. */
export function* harborProblems(site: Site): Generator<Problem> {
  const harbor = harborOf(site);
  if (!harbor) return;
  yield* hostProblems(site, harbor);
  yield* replicaProblems(site, harbor);
  yield* upgradeProblems(harbor);
  yield* memberProblems(harbor);
  const registry = harbor.images.split('/')[0] ?? '';
  if (!site.images.registries.includes(registry))
    yield {
      path: 'registry.images',
      fact: `images.registries does not list ${registry}`,
      act: 'Add it there, or take the images from a registry that is listed',
    };
  const hasCertManager =
    site.ingress.tls.kind === 'cert-manager' || site.cluster.provides.apis.includes(CERT_MANAGER_API);
  if (harbor.internalTls.kind === 'cert-manager' && !hasCertManager)
    yield {
      path: 'registry.internalTls.kind',
      fact: 'nothing says that this cluster has cert-manager, and certificates that nobody renews would stop Harbor one day',
      act: `List ${CERT_MANAGER_API} in cluster.provides.apis, or write none`,
    };
}

function* hostProblems(site: Site, harbor: HarborRegistry): Generator<Problem> {
  const host = harborHost(site, harbor);
  const others = { domain: site.domain, 'hosts.sessions': site.hosts.sessions ?? `sessions.${site.domain}` };
  for (const [path, other] of Object.entries(others))
    if (host === other)
      yield {
        path: 'registry.host',
        fact: `"${host}" is also ${path}`,
        act: 'Give the registry a host of its own: its paths are those that every client of registries expects',
      };
  const index = harbor.hosts.indexOf(host);
  if (index >= 0)
    yield {
      path: `registry.hosts[${index}]`,
      fact: `"${host}" is the host of this Harbor`,
      act: 'Take it away: its images may be started in any case',
    };
}

/** Two pods of a part share what they keep, or each has a truth of its own. */
function* replicaProblems({ databases }: Site, harbor: HarborRegistry): Generator<Problem> {
  const { replicas, storage, redis } = harbor;
  if (replicas === 1) return;
  const count = `${replicas} pods of each part`;
  if (storage.kind === 'filesystem' && storage.accessMode === 'ReadWriteOnce')
    yield {
      path: 'registry.replicas',
      fact: `${count} cannot have the volume of registry.storage, which is one of ReadWriteOnce`,
      act: 'Write 1, or an object store or accessMode: ReadWriteMany there',
    };
  if (redis.kind === 'embedded')
    yield {
      path: 'registry.replicas',
      fact: `${count} would all wait for the one pod of registry.redis`,
      act: 'Write 1, or registry.redis: { kind: external, ... }',
    };
  if (databases.kind === 'embedded' || (databases.kind === 'cloudnative-pg' && databases.instances === 1))
    yield {
      path: 'registry.replicas',
      fact: `${count} would all wait for the one server of databases`,
      act: 'Write 1, or databases of several servers',
    };
}

function* upgradeProblems({ version, upgrade }: HarborRegistry): Generator<Problem> {
  const minor = minorOf(version);
  const known = HARBOR_MINORS.map((one) => `2.${one}`).join(', ');
  if (!HARBOR_MINORS.includes(minor))
    yield {
      path: 'registry.version',
      fact: `this release runs Harbor ${known}`,
      act: 'Write one of these',
    };
  if (!upgrade) return;
  const { from } = upgrade;
  if (order(from) > order(version))
    yield {
      path: 'registry.upgrade.from',
      fact: `${from} is above registry.version, ${version}, and Harbor's database has no way back`,
      act: 'Restore the backup, or write a later version',
    };
  else if (minor - minorOf(from) > MOST_MINORS)
    yield {
      path: 'registry.upgrade.from',
      fact: `${from} is ${minor - minorOf(from)} minor numbers below registry.version, ${version}, and Harbor goes ${MOST_MINORS} at a time`,
      act: `Go to 2.${minorOf(from) + MOST_MINORS} first`,
    };
}

/** Harbor makes a group when it is first named, but only with a login that states groups (src/core/auth/oidc/oidc.go). */
function* memberProblems({ login, content }: HarborRegistry): Generator<Problem> {
  if (login.kind !== 'local') return;
  for (const [name, { members }] of Object.entries(content?.projects ?? {})) {
    const [group] = Object.keys(members);
    if (group !== undefined)
      yield {
        path: `registry.content.projects.${name}.members`,
        fact: `people of registry.login, which is local, are in no group, and Harbor knows no "${group}"`,
        act: 'Leave the groups out, or write registry.login: { kind: oidc }',
      };
  }
}

/** A number that grows with the release. */
const order = (version: string) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
