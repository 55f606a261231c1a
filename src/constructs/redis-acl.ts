import type { SecretSource, SecretText } from '../manifest';

/** Logins of the session service's Redis. Whoever gives none is `default`, who may read the image list only. */
export const redisUsers = ['skaha', 'images', 'session', 'metrics'] as const;

export type RedisUser = (typeof redisUsers)[number];

/** A password that is made, not chosen: a chosen one could hold a blank, and with it a rule of its own. */
export type RedisPassword = Extract<SecretSource, { kind: 'generated' }>;

const epochKey = `~${'[0-9]'.repeat(10)}`;

// Each user starts from nothing and gets the commands and keys that its client was seen to use
// (skaha-verified.md §3). AUTH, HELLO, RESET and QUIT need no permission in Redis.
const rights: Readonly<Record<RedisUser, string>> = {
  /** The session service's user and group cache. */
  skaha:
    'resetkeys ~users:posix ~users:posix:cache ~groups:posix ~groups:posix:cache resetchannels -@all +ttl +sadd +set +expire +client|setinfo',
  /** The image list job: fills a key of its own, then renames it. */
  images: `resetkeys ~public ${epochKey} resetchannels -@all +rpush +rename`,
  /** The init container of a session, so in reach of every user. */
  session: 'resetkeys %R~users:posix %R~groups:posix resetchannels -@all +smembers',
  /** The cache of the metrics API. */
  metrics: 'resetkeys ~metrics:* resetchannels -@all +get +set +client|setinfo',
};

/**
 * ACL file of the session service's Redis (Redis 7 or newer), with the place of each password left open.
 *
 * `default` needs no password, because the session service reads the image list without login; it may do only that.
 *
 * @example
 * ```ts
 * const password = (name: string) => ({ kind: 'generated', name, length: 32, alphabet: 'alphanumeric' }) as const;
 * redisAcl({ skaha: password('redis-skaha'), images: password('redis-images'),
 *            session: password('redis-session'), metrics: password('redis-metrics') });
 * ```
 */
export function redisAcl(passwords: Readonly<Record<RedisUser, RedisPassword>>): SecretText {
  return [
    'user default on nopass resetkeys %R~public resetchannels -@all +lrange\n',
    ...redisUsers.flatMap((user) => [`user ${user} on >`, passwords[user], ` ${rights[user]}\n`]),
  ];
}

/** Where Redis finds its files and how much memory it has. */
export interface RedisConf {
  /** Path of the ACL file, e.g. `/etc/redis/users.acl`. */
  readonly aclFile: string;
  /** Path of the volume that keeps the data, e.g. `/data`; absent: nothing is kept, and a full Redis drops what is used least. */
  readonly dataDir?: string;
  /** Memory limit of the container, in bytes. Redis gets half: rewriting its log can copy every page it holds. */
  readonly memoryLimit: number;
  /** TCP port; 6379 unless given. */
  readonly port?: number;
  /** Numbered databases; one unless given. */
  readonly databases?: number;
  /** Largest single value, in MiB; 1 unless given. */
  readonly largestValue?: number;
}

/**
 * `redis.conf`: no way round the ACL, and either an append-only log that survives restarts, or a cache in memory.
 *
 * Throws when `memoryLimit` is not a whole number of at least 64 MiB.
 */
export function redisConf({
  aclFile,
  dataDir,
  memoryLimit,
  port = 6379,
  databases = 1,
  largestValue = 1,
}: RedisConf): string {
  if (!Number.isSafeInteger(memoryLimit) || memoryLimit < 64 * 2 ** 20) {
    throw new RangeError(`redisConf: memoryLimit is ${memoryLimit}; give whole bytes, at least 64 MiB`);
  }
  return `# Who may do what is in the ACL file; protected mode would shut out every client that gives no password.
aclfile ${aclFile}
protected-mode no
bind * -::*
port ${port}

${dataDir === undefined ? inMemory : onDisk(dataDir)}
databases ${databases}

${dataDir === undefined ? '# What is dropped is fetched again by who asks for it.' : FULL}
maxmemory ${Math.floor(memoryLimit / 2)}
maxmemory-policy ${dataDir === undefined ? 'allkeys-lru' : 'noeviction'}

# Anyone in reach can connect: no client may hold memory or a connection for long. The session service opens
# connections at each launch and closes none.
maxmemory-clients 25%
client-query-buffer-limit ${Math.max(32, 2 * largestValue)}mb
proto-max-bulk-len ${largestValue}mb
timeout 300
tcp-keepalive 60

enable-debug-command no
enable-module-command no
enable-protected-configs no
`;
}

const onDisk = (dataDir: string) => `# One file of truth: the log of writes, on disk at most one second late.
dir ${dataDir}
appendonly yes
appendfsync everysec
save ""`;

const inMemory = `# A cache: nothing of it ever reaches a disk.
dir /tmp
appendonly no
save ""`;

const FULL = '# Full means refused, never forgotten: an evicted user would have no name in any new session.';
