import type { Construct } from 'constructs';
import type { SecretText } from '../manifest';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { generated } from './managed-secret';
import type { RedisPassword } from './redis-acl';
import { RedisServer } from './redis-server';

/** The only user of the token cache: the storage interface. */
export const TOKEN_CACHE_USER = 'storage-ui';

/** Password of that user. */
export const TOKEN_CACHE_PASSWORD = generated('redis-storage-ui');

/**
 * The Redis in which the storage interface keeps the tokens of the people who are logged in to it.
 *
 * Nothing is kept on disk: tokens are as good as passwords, and who finds none logs in again. The client gives its keys no
 * end, so a full cache drops what nobody has used for longest.
 */
export class TokenCache extends RedisServer {
  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id, plan, {
      name: 'storage-ui-redis',
      size: SERVICE_SIZES.tokenCache,
      acl: tokenCacheAcl(TOKEN_CACHE_PASSWORD),
      // Its only client has it in a file; by itself it is here so that it can be read back.
      passwords: { [TOKEN_CACHE_USER]: [TOKEN_CACHE_PASSWORD] },
      ready: TOKEN_CACHE_READY,
    });
  }
}

/** ACL file: one user with the commands that `RedisTokenStore` of opencadc/web uses, and nobody without a password. */
export const tokenCacheAcl = (password: RedisPassword): SecretText => [
  `user default off\nuser ${TOKEN_CACHE_USER} on >`,
  password,
  ' resetkeys ~* resetchannels -@all +exists +hset +hgetall +ping +client|setinfo\n',
];

/** True of a Redis that serves: it tells whoever comes without a password that one is needed. */
export const TOKEN_CACHE_READY = 'redis-cli PING 2>&1 | grep -q NOAUTH';
