import type { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { generated } from './managed-secret';
import { type RedisPassword, type RedisUser, redisAcl } from './redis-acl';
import { RedisServer } from './redis-server';

/** Passwords of the users that log in; the default user has none and may read one list. */
export const REDIS_PASSWORDS = {
  skaha: generated('redis-skaha'),
  images: generated('redis-images'),
  session: generated('redis-session'),
  metrics: generated('redis-metrics'),
} as const satisfies Record<RedisUser, RedisPassword>;

/** The Redis of the session service: one instance with a volume, and one user per client with the least rights. */
export class Redis extends RedisServer {
  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id, plan, {
      name: 'redis',
      size: SERVICE_SIZES.redis,
      acl: redisAcl(REDIS_PASSWORDS),
      passwords: Object.fromEntries(Object.entries(REDIS_PASSWORDS).map(([user, source]) => [user, [source]])),
      storage: plan.site.redis.storage,
      ready: REDIS_READY,
    });
  }
}

/**
 * True of a Redis that serves: it answers a range that ends before it begins with nothing, whatever the list holds. A server
 * that is loading its data, refuses or is not there answers with a text.
 */
export const REDIS_READY = `[ -z "$(redis-cli LRANGE public 1 0 2>&1)" ]`;
