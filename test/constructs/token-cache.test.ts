import { spawnSync } from 'node:child_process';
import {
  TOKEN_CACHE_PASSWORD,
  TOKEN_CACHE_READY,
  TOKEN_CACHE_USER,
  tokenCacheAcl,
} from '../../src/constructs/token-cache';
import { Redis, type Reply } from '../assets/redis';
import { describeWith } from '../assets/tools';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

const PASSWORD = 'Kq3tokens';
const KEY = '0c1c9c52-5d0f-4b0e-9c39-6c6e2f3d1a11';
const acl = tokenCacheAcl(TOKEN_CACHE_PASSWORD)
  .map((piece) => (typeof piece === 'string' ? piece : PASSWORD))
  .join('');

const denied = (reply: Reply) => reply instanceof Error && reply.message.startsWith('NOPERM');

describeWith(['redis-server'], 'a real Redis as the token cache', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await Redis.start({ acl, keeps: false });
  });
  afterAll(() => redis?.stop());

  test('the storage interface keeps, finds and replaces a token, and may do nothing else', async () => {
    const client = await redis.clientAs(TOKEN_CACHE_USER, PASSWORD);
    expect(await client.send('HSET', KEY, 'accessToken', 'a', 'refreshToken', 'r', 'expiresAtMS', '1')).toBe(3);
    expect(await client.send('EXISTS', KEY)).toBe(1);
    expect(await client.send('HGETALL', KEY)).toEqual(['accessToken', 'a', 'refreshToken', 'r', 'expiresAtMS', '1']);
    for (const words of [
      ['KEYS', '*'],
      ['SCAN', '0'],
      ['RANDOMKEY'],
      ['DUMP', KEY],
      ['CONFIG', 'GET', '*'],
      ['FLUSHALL'],
    ])
      expect([words, denied(await client.send(...words))]).toEqual([words, true]);
    client.close();
  });

  test('nobody gets in without the password', async () => {
    const anybody = await redis.client('default');
    for (const words of [['HGETALL', KEY], ['PING'], ['LRANGE', 'public', '0', '-1']])
      expect(await anybody.send(...words)).toMatchObject({ message: expect.stringMatching(/^NOAUTH/) });
    expect(await anybody.send('AUTH', TOKEN_CACHE_USER, 'wrong')).toMatchObject({
      message: expect.stringMatching(/^WRONGPASS/),
    });
    anybody.close();
  });

  test('is ready while it answers, and lets nobody in by that', () => {
    const ready = (port: number) =>
      spawnSync('sh', ['-c', TOKEN_CACHE_READY.replace('redis-cli', `redis-cli -p ${port}`)]).status;
    expect([ready(redis.port), ready(1)]).toEqual([0, 1]);
  });

  test('a full cache drops what is old instead of refusing a login', async () => {
    const client = await redis.clientAs(TOKEN_CACHE_USER, PASSWORD);
    await redis.admin('CONFIG', 'SET', 'maxmemory', '3mb');
    for (let index = 0; index < 60; index++)
      expect(await client.send('HSET', `${index}`, 'accessToken', 'a'.repeat(50_000))).toBe(1);
    expect(await redis.admin('DBSIZE')).toBeLessThan(60);
    await redis.admin('CONFIG', 'SET', 'maxmemory', String(2 ** 27));
    client.close();
  });

  test('no token outlives a restart', async () => {
    const client = await redis.clientAs(TOKEN_CACHE_USER, PASSWORD);
    await client.send('HSET', KEY, 'accessToken', 'a');
    await redis.restart('SIGTERM');
    expect(await redis.admin('DBSIZE')).toBe(0);
  });
});
