import type { EnvVar } from 'kubernetes-types/core/v1';
import { imageVersion } from '../plan/image-version';
import type { Plan } from '../plan/plan';
import { KUEUE_API } from '../plan/queues';
import { javaHeap, SERVICE_SIZES } from '../plan/sizes';
import type { Metrics } from './metrics';
import type { Redis } from './redis';

/** Environment of the session service, in a fixed order. */
export function skahaEnv(plan: Plan, redis: Redis, metrics?: Metrics): EnvVar[] {
  const { site, hosts, identities, paths, offers, priorities } = plan;
  const { sessions } = site;
  const variables: Record<string, string | number | boolean> = {
    JAVA_OPTS: `-Xms256m -Xmx${javaHeap(SERVICE_SIZES.skaha.limit.memory)}`,
    SKAHA_HOSTNAME: hosts.platform,
    SKAHA_SESSIONS_HOSTNAME: hosts.sessions,
    SKAHA_VERSION: imageVersion(site.images.skaha),
    'skaha.namespace': site.namespaces.sessions,
    'skaha.sessionexpiry': sessions.expiry,
    'skaha.maxusersessions': sessions.perUser,
    'skaha.harborhosts': hosts.images.join(' '),
    'skaha.posixmapper.resourceid': identities.posixMapper,
    // A user who is new within this time has no entry in /etc/passwd, so it is short.
    SKAHA_POSIX_MAPPER_CACHE_TTL_SECONDS: 60,
    GPU_ENABLED: offers.gpus.length > 0,
    REDIS_HOST: redis.host,
    REDIS_PORT: redis.port,
    SKAHA_SESSION_LIMIT_RANGE_ENABLED: true,
    SKAHA_USER_STORAGE_USER_HOME_URI: identities.homes,
    SKAHA_USER_STORAGE_TOP_LEVEL_DIRECTORY: paths.root,
    SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY: paths.homes,
    SKAHA_USER_STORAGE_PROJECTS_BASE_DIRECTORY: paths.projects,
    ...authorization(plan),
    ...queueing(plan),
    ...(metrics && { SKAHA_METRICS_BACKEND_URL: metrics.url }),
    ...(sessions.priorityGroup && {
      'skaha.headlessprioritygroup': sessions.priorityGroup,
      SKAHA_HEADLESS_PRIORITY_CLASS: priorities.headlessHigh.name,
    }),
  };
  return Object.entries(variables).map(([name, value]) => ({ name, value: String(value) }));
}

// Name and priority class go together: a type that has one of them fails at every launch.
function queueing({ queues }: Plan): Record<string, string> {
  if (!queues) return {};
  const [group = '', version = ''] = KUEUE_API.split('/');
  const types = Object.entries(queues.types).flatMap(([type, { queue, priority }]) => [
    [`SKAHA_QUEUE_${type.toUpperCase()}_NAME`, queue.name],
    [`SKAHA_QUEUE_${type.toUpperCase()}_PRIORITY_CLASS`, priority.name],
  ]);
  return { SKAHA_KUEUE_API_GROUP: group, SKAHA_KUEUE_API_VERSION: version, ...Object.fromEntries(types) };
}

// Exactly one way is on: with none or both the service refuses every request.
function authorization({ site }: Plan): Record<string, string | boolean> {
  const { authorization: way } = site.sessions;
  const switches = {
    SKAHA_SESSIONS_AUTHORIZATION_GROUP_ENABLED: way.kind === 'group',
    SKAHA_SESSIONS_AUTHORIZATION_PERMISSIONS_API_ENABLED: way.kind === 'permissions-api',
  };
  return way.kind === 'group'
    ? { ...switches, SKAHA_USERS_GROUP: way.group }
    : { ...switches, SKAHA_PERMISSIONS_API_NAME: way.name, SKAHA_PERMISSIONS_API_VERSION: way.version };
}
