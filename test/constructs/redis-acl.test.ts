import { spawnSync } from 'node:child_process';
import { REDIS_READY } from '../../src/constructs/redis';
import { redisAcl, redisConf, redisUsers } from '../../src/constructs/redis-acl';
import { aclText, knowsSetinfo, passwords, Redis, type Reply } from '../assets/redis';
import { describeWith } from '../assets/tools';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

type User = (typeof redisUsers)[number] | 'default';

// What each client was seen to use (skaha-verified.md §3): the keys, and how a command is put to one of them.
const users = 'users:posix';
const groups = 'groups:posix';
const epoch = '1730000000';
const posix = [users, groups, `${users}:cache`, `${groups}:cache`];
const metrics = ['metrics:platform:cpu', 'metrics:'];
const strangers = ['other', 'publicx', '173000000', '17300000000', '173000000x', 'users:posix:x', 'metric', 'metrics'];
const everyKey = ['public', epoch, ...posix, ...metrics, ...strangers];

const needs: Readonly<Record<User, Readonly<Record<string, readonly string[]>>>> = {
  default: { lrange: ['public'] },
  skaha: { ttl: posix, sadd: posix, set: posix, expire: posix },
  images: { rpush: ['public', epoch], rename: ['public', epoch] },
  session: { smembers: [users, groups] },
  metrics: { get: metrics, set: metrics },
};
const setinfo: readonly User[] = ['skaha', 'metrics'];

const call: Readonly<Record<string, (key: string) => string[]>> = {
  lrange: (key) => ['LRANGE', key, '0', '-1'],
  ttl: (key) => ['TTL', key],
  sadd: (key) => ['SADD', key, 'alice:x:10042:10042::/arc/home/alice:/sbin/nologin'],
  set: (key) => ['SET', key, 'value', 'EX', '60'],
  expire: (key) => ['EXPIRE', key, '60'],
  rpush: (key) => ['RPUSH', key, '{}'],
  rename: (key) => ['RENAME', key, key],
  smembers: (key) => ['SMEMBERS', key],
  get: (key) => ['GET', key],
};

// Redis lets everybody use these, logged in or not.
const free = new Set(['auth', 'hello', 'quit', 'reset']);
// DEBUG and MODULE are shut by the configuration before the ACL is asked; EXEC passes the refusal on.
const refused = (reply: Reply) =>
  reply instanceof Error && /^(NOPERM|EXECABORT|ERR (DEBUG|MODULE) command not allowed)/.test(reply.message);
const denied = (reply: Reply) => reply instanceof Error && reply.message.startsWith('NOPERM');

test('the ACL holds each password once, as a source and not as a text', () => {
  const password = (name: string) => ({ kind: 'generated', name, length: 32, alphabet: 'alphanumeric' }) as const;
  const sources = { skaha: password('a'), images: password('b'), session: password('c'), metrics: password('d') };
  const acl = redisAcl(sources);
  expect(acl.filter((piece) => typeof piece !== 'string')).toEqual(redisUsers.map((user) => sources[user]));
  expect(acl.filter((piece) => typeof piece === 'string').join('')).not.toMatch(/>\S|\$\{/);
});

test('the ACL file is the one that the clients were tried with', () => {
  const { skaha, images, session, metrics } = passwords;
  expect(aclText()).toBe(`user default on nopass resetkeys %R~public resetchannels -@all +lrange
user skaha on >${skaha} resetkeys ~users:posix ~users:posix:cache ~groups:posix ~groups:posix:cache resetchannels -@all +ttl +sadd +set +expire +client|setinfo
user images on >${images} resetkeys ~public ~[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9] resetchannels -@all +rpush +rename
user session on >${session} resetkeys %R~users:posix %R~groups:posix resetchannels -@all +smembers
user metrics on >${metrics} resetkeys ~metrics:* resetchannels -@all +get +set +client|setinfo
`);
});

test('a memory limit that is no whole number of bytes is refused', () => {
  for (const memoryLimit of [0, Number.NaN, 2 ** 28 + 0.5, 2 ** 26 - 1])
    expect(() => redisConf({ aclFile: '/a', dataDir: '/d', memoryLimit })).toThrow(/memoryLimit is .* at least 64 MiB/);
});

describeWith(['redis-server'], 'a real Redis with the ACL', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await Redis.start();
  });
  afterAll(() => redis?.stop());
  beforeEach(() => redis.admin('FLUSHALL'));

  const cases = (Object.keys(needs) as User[]).flatMap((user) =>
    Object.keys(needs[user]).map((command) => [user, command] as const),
  );
  test.each(cases)('%s may %s its own keys and no others', async (user, command) => {
    const client = await redis.client(user);
    for (const key of everyKey) {
      const reply = await client.send(...(call[command]?.(key) ?? []));
      expect([key, denied(reply)]).toEqual([key, !needs[user][command]?.includes(key)]);
    }
    client.close();
  });

  test.each(Object.keys(needs) as User[])('of all commands %s may only those it needs', async (user) => {
    const client = await redis.client(user);
    const permitted: string[] = [];
    const [key = ''] = Object.values(needs[user])[0] ?? [];
    for (const { name, words } of await everyCommand(redis, key)) {
      if (free.has(name)) continue;
      if (!refused(await client.send(...words))) permitted.push(name);
    }
    const also = setinfo.includes(user) && knowsSetinfo() ? ['client|setinfo'] : [];
    expect(permitted.sort()).toEqual([...also, ...Object.keys(needs[user])].sort());
    client.close();
  });

  test('a list is renamed to public, and to nothing else', async () => {
    const images = await redis.client('images');
    await images.send('RPUSH', epoch, '{"id":"a"}');
    expect(denied(await images.send('RENAME', epoch, users))).toBe(true);
    expect(denied(await images.send('RENAME', users, 'public'))).toBe(true);
    expect(await images.send('RENAME', epoch, 'public')).toBe('OK');
    const anybody = await redis.client('default');
    expect(await anybody.send('LRANGE', 'public', '0', '-1')).toEqual(['{"id":"a"}']);
    for (const client of [images, anybody]) client.close();
  });

  test('is ready whatever the image list holds, and not while it cannot answer', async () => {
    const ready = (port: number) =>
      spawnSync('sh', ['-c', REDIS_READY.replace('redis-cli', `redis-cli -p ${port}`)], { encoding: 'utf8' }).status;
    expect(ready(redis.port)).toBe(0);
    await redis.admin('RPUSH', 'public', '{"id":"images.example.org/team/FERRET:LOADING-NOAUTH"}');
    expect(ready(redis.port)).toBe(0);
    expect(ready(1)).toBe(1);
    await redis.admin('ACL', 'SETUSER', 'default', '-lrange');
    expect(ready(redis.port)).toBe(1);
    await redis.admin('ACL', 'SETUSER', 'default', '+lrange');
  });

  test('a wrong password changes nothing: the connection stays default', async () => {
    const client = await redis.client('default');
    expect(await client.send('AUTH', 'session', passwords.skaha)).toMatchObject({
      message: expect.stringMatching(/^WRONGPASS/),
    });
    expect(denied(await client.send('SMEMBERS', users))).toBe(true);
    client.close();
  });

  test('a full Redis refuses to write and forgets nothing', async () => {
    const skaha = await redis.client('skaha');
    await skaha.send('SADD', users, 'alice');
    await redis.admin('CONFIG', 'SET', 'maxmemory', '1mb');
    expect(await skaha.send('SADD', users, 'bob')).toMatchObject({ message: expect.stringMatching(/^OOM/) });
    expect(await redis.admin('SMEMBERS', users)).toEqual(['alice']);
    await redis.admin('CONFIG', 'SET', 'maxmemory', String(2 ** 27));
    skaha.close();
  });

  test('what was written outlives an orderly restart and, after a second, a crash', async () => {
    const skaha = await redis.client('skaha');
    await skaha.send('SADD', users, 'alice');
    await skaha.send('SET', `${users}:cache`, 'x');
    await skaha.send('EXPIRE', `${users}:cache`, '1000');
    await redis.restart('SIGTERM');
    const again = await redis.client('skaha');
    await again.send('SADD', users, 'bob');
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await redis.restart('SIGKILL');
    expect(((await redis.admin('SMEMBERS', users)) as string[]).sort()).toEqual(['alice', 'bob']);
    const ttl = await redis.admin('TTL', `${users}:cache`);
    expect(ttl).toBeGreaterThan(900);
    for (const client of [skaha, again]) client.close();
  });
});

/** Every command and subcommand of the running server, each with as few arguments as it takes, all of them the key. */
async function everyCommand(redis: Redis, key: string): Promise<{ name: string; words: string[] }[]> {
  const known = (await redis.admin('COMMAND')) as [string, number, ...Reply[]][];
  const all = known.flatMap((command) => {
    const subcommands = (command[9] ?? []) as [string, number, ...Reply[]][];
    return subcommands.length > 0 ? subcommands : [command];
  });
  expect(all.length).toBeGreaterThan(300);
  return all.map(([name, arity]) => {
    const words = name.split('|');
    while (words.length < Math.abs(arity)) words.push(key);
    return { name, words };
  });
}
