import { badRequest, conflict, notFound, precondition } from './refusal';
import { at, type Request, type Route } from './request';
import type { Any, Registry } from './state';

/** What Harbor 2.14 and later take for a proxy cache or a replication. */
const TYPES = [
  'docker-registry',
  'docker-hub',
  'harbor',
  'github-ghcr',
  'aws-ecr',
  'azure-acr',
  'google-gcr',
  'jfrog-artifactory',
];

/** src/server/v2.0/handler/{registry,replication}.go, src/controller/{registry,replication} */
export const registryRoutes: readonly Route[] = [
  [
    'GET',
    at('registries'),
    (request) => {
      request.system('registry:list');
      return { list: request.state.registries.map(shown) };
    },
  ],
  [
    'POST',
    at('registries'),
    (request) => {
      const { state, body } = request;
      request.system('registry:create');
      isHealthy(body);
      if (state.registries.some(({ name }) => name === body.name)) throw conflict('registry already exists');
      const { name, type, url, insecure = false, description = '', credential } = body;
      const { access_key = '', access_secret = '' } = credential ?? {};
      const registry = {
        id: state.id(),
        name,
        type,
        url: trimmed(url),
        insecure,
        description,
        credential: { type: 'basic', access_key, access_secret },
      };
      state.registries.push(registry);
      return { status: 201, id: registry.id };
    },
  ],
  [
    'PUT',
    at('registries/:'),
    (request) => {
      request.system('registry:update');
      const registry = registryOf(request);
      const { name, description, url, insecure, access_key, access_secret } = request.body;
      isHealthy({ ...registry, url: url ?? registry.url });
      const isElsewhere = url !== undefined && trimmed(url) !== registry.url;
      Object.assign(registry, defined({ name, description, url: url && trimmed(url), insecure }));
      Object.assign(registry.credential, defined({ access_key, access_secret }));
      // The password for one address is not told to another.
      if (isElsewhere && access_secret === undefined) registry.credential.access_secret = '';
      return {};
    },
  ],
  [
    'DELETE',
    at('registries/:'),
    (request) => {
      request.system('registry:delete');
      const { state } = request;
      const registry = registryOf(request);
      if (
        state.replications.some((one) => one.src_registry?.id === registry.id || one.dest_registry?.id === registry.id)
      )
        throw precondition(`the registry ${registry.id} is referenced by replication policies, cannot delete it`);
      if (state.projects.some(({ registry_id }) => registry_id === registry.id))
        throw precondition(`the registry ${registry.id} is referenced by proxy cache project, cannot delete it`);
      state.registries = state.registries.filter((one) => one !== registry);
      return {};
    },
  ],

  [
    'GET',
    at('replication/policies'),
    (request) => {
      request.system('replication-policy:list');
      return { list: request.state.replications.map((one) => withRegistries(request, one)) };
    },
  ],
  [
    'POST',
    at('replication/policies'),
    (request) => {
      const { state, body } = request;
      request.system('replication-policy:create');
      validate(request, body);
      if (state.replications.some(({ name }) => name === body.name))
        throw conflict('replication policy already exists');
      const policy = { ...structuredClone(body), id: state.id() };
      state.replications.push(policy);
      return { status: 201, id: policy.id };
    },
  ],
  [
    'PUT',
    at('replication/policies/:'),
    (request) => {
      request.system('replication-policy:update');
      const index = replicationOf(request);
      validate(request, request.body);
      request.state.replications[index] = { ...structuredClone(request.body), id: Number(request.params[0]) };
      return {};
    },
  ],
  [
    'DELETE',
    at('replication/policies/:'),
    (request) => {
      request.system('replication-policy:delete');
      request.state.replications.splice(replicationOf(request), 1);
      return {};
    },
  ],
];

const shown = ({ credential, ...registry }: Registry) => ({
  ...registry,
  ...(credential.access_key && { credential: { ...credential, access_secret: '*****' } }),
});

/** Harbor asks a registry before it believes in it; `unhealthy` in the address stands for one that does not answer. */
function isHealthy({ type, url }: Any): void {
  if (!TYPES.includes(type)) throw badRequest(`no adapter factory for ${type}`);
  if (/unhealthy/.test(url)) throw badRequest('the registry is unhealthy');
}

const trimmed = (url: string) => url.replace(/\/+$/, '');
const defined = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function registryOf({ state, params }: Request): Registry {
  const registry = state.registries.find(({ id }) => id === Number(params[0]));
  if (!registry) throw notFound(`registry ${params[0]} not found`);
  return registry;
}

function replicationOf({ state, params }: Request): number {
  const index = state.replications.findIndex(({ id }) => id === Number(params[0]));
  if (index < 0) throw notFound('no such replication policy');
  return index;
}

/** src/controller/replication/model/model.go */
function validate({ state }: Request, { src_registry, dest_registry, trigger }: Any): void {
  const [from, to] = [src_registry?.id ?? 0, dest_registry?.id ?? 0];
  if ((from === 0) === (to === 0))
    throw badRequest("either src_registry or dest_registry should be empty and the other one shouldn't be empty");
  if (!state.registries.some(({ id }) => id === (from || to))) throw notFound(`registry ${from || to} not found`);
  if (trigger?.type !== 'scheduled') return;
  const [second, minute] = (trigger.trigger_settings?.cron ?? '').split(' ');
  if (second !== '0') throw badRequest('the 1st field (indicating Seconds of time) of the cron setting must be 0');
  if (minute === '*')
    throw badRequest('* is not allowed for the Minutes field of the cron setting of replication policy');
}

function withRegistries({ state }: Request, policy: Any): Any {
  const full = (one: Any) =>
    state.registries.find(({ id }) => id === one?.id) ?? { id: 0, name: 'Local', url: 'http://core' };
  return { ...policy, src_registry: full(policy.src_registry), dest_registry: full(policy.dest_registry) };
}
