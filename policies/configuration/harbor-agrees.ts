import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { type HarborContainer, harborContainers } from '../../src/check/world/harbor-containers';
import { mountedFolders } from '../../src/check/world/mounted-files';
import type { WorldPod } from '../../src/check/world/pods';
import { redisAddresses } from '../../src/check/world/redis-addresses';
import { secretValueOf } from '../../src/check/world/secret-values';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

/** What core reads below `/etc/core`. */
const CORE_FILES = ['app.conf', 'key', 'private_key.pem'];

/** Paths that clients of a registry ask, all of core; everything else is of the web interface. */
const CORE_PATHS = ['/api/', '/c/', '/service/', '/v2/'];

/** Names under which the parts know the host of the database. */
const DATABASE_HOSTS = ['POSTGRESQL_HOST', 'HARBOR_DATABASE_HOST', 'PGHOST'];

export const harborAgrees = defineRule({
  id: 'harbor-agrees',
  topic: 'configuration',
  on: 'platform',
  severity: 'error',
  why: 'The parts of Harbor trust their settings: with a wrong address of tokens nobody can pull, with another database a part works on nothing, and without its key core reads no password any more.',
  fix: 'Give every part the same addresses, the same keys and the same passwords.',
  source: 'harbor-oidc-registry.md §1.1, §1.2',
  check: (platform) => {
    const world = worldOf(platform);
    const parts = harborContainers(world);
    const core = parts.find(({ image }) => image === 'harbor-core');
    if (!core) return notApplicable;
    return fail([
      ...parts.flatMap(tokenFaults),
      ...databaseFaults(parts),
      ...redisFaults(world, parts),
      ...fileFaults(world, core),
      ...routeFaults(world, core),
      ...secretFaults(world, parts),
      ...adminFaults(world, core),
    ]);
  },
});

function tokenFaults({ pod, field }: HarborContainer): Fault[] {
  const variables = environmentOf(field);
  const tokens = variables.get('TOKEN_SERVICE_URL');
  const right = `${variables.get('CORE_URL')?.value}/service/token`;
  if (!tokens || tokens.value === right) return [];
  return [faultAt(pod.maker, tokens.field.path, `tokens are at ${right}, and not at ${tokens.value}`)];
}

function databaseFaults(parts: readonly HarborContainer[]): Fault[] {
  const hosts = [...new Set(parts.map(({ pod }) => pod))].flatMap((pod) =>
    containersOf(pod.view).flatMap(({ field }) => {
      const variables = environmentOf(field);
      return DATABASE_HOSTS.flatMap((name) => variables.get(name) ?? []).map((variable) => ({ pod, variable }));
    }),
  );
  const [first] = hosts;
  return hosts
    .filter(({ variable }) => variable.value !== first?.variable.value)
    .map(({ pod, variable }) =>
      faultAt(
        pod.maker,
        variable.field.path,
        `the database is at ${variable.value}, and elsewhere at ${first?.variable.value}`,
      ),
    );
}

function redisFaults(world: World, parts: readonly HarborContainer[]): Fault[] {
  const uses = parts.flatMap(({ pod, field }) =>
    redisAddresses(world, pod, field).map(({ host, port, tls, path }) => ({
      pod,
      path,
      address: `${host}:${port}${tls ? ' by TLS' : ''}`,
    })),
  );
  const [first] = uses;
  return uses
    .filter(({ address }) => address !== first?.address)
    .map(({ pod, path, address }) =>
      faultAt(pod.maker, path, `Redis is at ${address}, and elsewhere at ${first?.address}`),
    );
}

/** Whoever calls Harbor as `admin` has the password that core is given. */
function adminFaults(world: World, core: HarborContainer): Fault[] {
  const right = secretValueOf(world, core.pod.namespace, environmentOf(core.field).get('HARBOR_ADMIN_PASSWORD'))?.name;
  return world.pods.flatMap((pod) =>
    containersOf(pod.view).flatMap(({ field }): Fault[] => {
      const variables = environmentOf(field);
      const password = secretValueOf(world, pod.namespace, variables.get('HARBOR_PASSWORD'));
      // One that a person supplies is the one that people gave to Harbor since.
      if (variables.get('HARBOR_USERNAME')?.value !== 'admin' || password?.kind !== 'generated') return [];
      if (password.name === right) return [];
      const path = variables.get('HARBOR_PASSWORD')?.field.path ?? '';
      return [faultAt(pod.maker, path, `the password of admin is ${right}, and here it is ${password.name}`)];
    }),
  );
}

function fileFaults(world: World, { pod, field }: HarborContainer): Fault[] {
  const folder = mountedFolders(world, pod.view, field, pod.namespace).find(({ path }) => path === '/etc/core');
  return CORE_FILES.filter((file) => folder?.files && !folder.files.has(file)).map((file) =>
    faultAt(pod.maker, field.get('volumeMounts').path, `core finds no /etc/core/${file}`),
  );
}

/** The address that clients are told is served, and its paths lead to who answers them. */
function routeFaults(world: World, { pod, field }: HarborContainer): Fault[] {
  const address = environmentOf(field).get('EXT_ENDPOINT');
  const host = address?.value?.replace(/^https:\/\//, '');
  const at = (path: string, fact: string) => faultAt(pod.maker, path, fact);
  const rules = world.objects
    .filter(({ object }) => groupKind(object) === 'networking.k8s.io/Ingress')
    .flatMap((one) =>
      Field.of(one.object)
        .get('spec', 'rules')
        .items()
        .map((rule) => ({ one, rule })),
    );
  const served = rules.filter(({ rule }) => rule.get('host').text() === host);
  const [first] = served;
  if (!first)
    return [
      at(address?.field.path ?? field.get('env').path, `clients are told ${address?.value}, which no route serves`),
    ];
  const paths = served.flatMap(({ one, rule }) =>
    rule
      .get('http', 'paths')
      .items()
      .map((path) => ({ path: path.get('path').text() ?? '', isCore: leadsTo(world, one, path).includes(pod) })),
  );
  const place = first.rule.get('http', 'paths').path;
  const faults = CORE_PATHS.filter((wanted) => !paths.some(({ path, isCore }) => isCore && path === wanted)).map(
    (path) => faultAt(first.one, place, `${path} does not lead to core`),
  );
  if (!paths.some(({ path, isCore }) => !isCore && path === '/'))
    faults.push(faultAt(first.one, place, '/ does not lead to the web interface'));
  return faults;
}

function leadsTo(world: World, { object }: WorldObject, path: Field): readonly WorldPod[] {
  const name = path.get('backend', 'service', 'name').text();
  const service = servicesOf(world).find(
    (one) => one.object.metadata.name === name && one.object.metadata.namespace === object.metadata.namespace,
  );
  return service ? podsBehind(world, service) : [];
}

/** Where a text is the same for several parts, it is one value. */
function secretFaults(world: World, parts: readonly HarborContainer[]): Fault[] {
  const sources = parts.flatMap(({ pod, field }) =>
    [...environmentOf(field).values()].flatMap((variable) => {
      const value = secretValueOf(world, pod.namespace, variable)?.name;
      const kind = variable.name.includes('REDIS') ? 'the password of Redis' : undefined;
      return value === undefined || kind === undefined ? [] : [{ pod, variable, kind, value }];
    }),
  );
  const faults = sources
    .filter(({ kind, value }) => value !== sources.find((one) => one.kind === kind)?.value)
    .map(({ pod, variable, kind }) =>
      faultAt(pod.maker, variable.field.path, `${kind} is not that of the other parts of Harbor`),
    );
  return [...faults, ...pairFaults(world)];
}

/** The key that signs tokens stands there twice, in two forms. */
const pairFaults = (world: World): Fault[] =>
  world.subject.secrets
    .filter(({ keys }) => 'private_key.pem' in keys)
    .filter(({ keys }) => {
      const pairs = Object.values(keys)
        .flat()
        .flatMap((piece) => (typeof piece === 'object' && piece.kind === 'rsa' ? [piece.name] : []));
      return new Set(pairs).size > 1;
    })
    .map(({ id, namespace, name }) => ({
      message: 'private_key.pem is not of the pair that is kept beside it',
      place: { object: `Secret ${namespace}/${name}`, construct: id, path: 'keys' },
    }));
