import type { Construct } from 'constructs';
import type { HarborRegistry } from '../../config/harbor';
import type { SecretSource, SecretText } from '../../manifest';
import type { Plan } from '../../plan/plan';
import { SERVICE_SIZES } from '../../plan/sizes';
import { generated } from '../managed-secret';
import type { RedisPassword } from '../redis-acl';
import { RedisServer } from '../redis-server';
import type { Callee, Workload } from '../traffic';

/** The Redis of a Harbor, as its parts are told about it. */
export interface HarborRedis {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly password: SecretSource;
  /** Whom the parts connect to. */
  readonly to: Workload | Callee;
  /** Address of one of its databases: 0 core, 1 jobs, 2 registry, 5 scanner. */
  url(database: 0 | 1 | 2 | 5): SecretText;
}

/** The Redis that a site names, or one of Harbor's own. */
export function harborRedis(scope: Construct, plan: Plan, { redis }: HarborRegistry): HarborRedis {
  if (redis.kind === 'external') {
    const { host, port, tls, addresses } = redis;
    const password: SecretSource = {
      kind: 'supplied',
      name: 'harbor-redis',
      description: `password of the Redis at ${host} for the registry`,
      form: 'url',
    };
    return withUrl({ host, port, tls, password, to: { addresses, ports: [port] } });
  }
  const password = generated('harbor-redis');
  const server = new RedisServer(scope, 'redis', plan, {
    name: 'harbor-redis',
    size: SERVICE_SIZES.harborRedis,
    acl: harborAcl(password),
    passwords: {},
    storage: redis.storage,
    databases: 6,
    // Reports of the scanner are values of some megabytes.
    largestValue: 64,
    // Without the password it answers that it wants one.
    ready: 'redis-cli PING 2>&1 | grep -q NOAUTH',
  });
  return withUrl({ host: server.host, port: server.port, tls: false, password, to: server });
}

/** ACL file: whoever has the password may do what Harbor does, and nothing to the server itself. */
export const harborAcl = (password: RedisPassword): SecretText => [
  'user default on >',
  password,
  ' ~* &* +@all -@admin -@dangerous +keys +info +client|setinfo +client|setname\n',
];

const withUrl = (redis: Omit<HarborRedis, 'url'>): HarborRedis => ({
  ...redis,
  url: (database) => [
    `${redis.tls ? 'rediss' : 'redis'}://:`,
    redis.password,
    `@${redis.host}:${redis.port}/${database}?idle_timeout_seconds=30`,
  ],
});
