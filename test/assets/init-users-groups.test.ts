import { existsSync, readdirSync } from 'node:fs';
import { passwords, Redis } from './redis';
import { stageEach } from './stage';
import { describeWith, which } from './tools';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

const script = 'skaha-system/init-users-groups.sh';
const shells = [[], ['bash'], ['busybox', 'ash']].filter(([shell]) => !shell || which(shell));

const image = { passwd: 'root:x:0:0:root:/root:/bin/bash\n', group: 'root:x:0:\n' };
const alice = 'alice:x:10042:10042::/arc/home/alice:/sbin/nologin';
const bob = 'bob@iam:x:10043:10043::/arc/home/bob@iam:/sbin/nologin';
const team = 'cadc-team:x:900001:';

describeWith(['redis-server', 'redis-cli', 'timeout'], 'init-users-groups.sh', () => {
  let redis: Redis;
  beforeAll(async () => {
    redis = await Redis.start();
  });
  afterAll(() => redis?.stop());
  beforeEach(() => redis.admin('FLUSHALL'));

  const stage = stageEach((stage) => {
    stage.file('etc-passwd/passwd-orig', image.passwd);
    stage.file('etc-group/group-orig', image.group);
    stage.fake('sleep', 'echo "$@" >> "$LOG"');
  });
  const run = (REDIS_URL = redis.url('session'), shell: readonly string[] = []) =>
    stage().run(script, [], { env: { REDIS_URL }, shell });
  const users = (...entries: string[]) => redis.admin('SADD', 'users:posix', ...entries);
  const groups = (...entries: string[]) => redis.admin('SADD', 'groups:posix', ...entries);
  const lines = (name: string) => stage().read(name).split('\n');

  test.each(shells.map((shell) => [shell.join(' ') || 'the default shell', shell] as const))(
    'adds users and groups to those of the image (%s)',
    async (_, shell) => {
      await users(alice, bob);
      await groups(team);
      const { code, stderr } = await run(undefined, shell);
      expect([code, stderr]).toEqual([0, '']);
      expect(lines('etc-passwd/passwd').sort()).toEqual(['', alice, bob, image.passwd.trim()]);
      expect(stage().read('etc-group/group')).toBe(`${image.group}${team}\n`);
      // Only what the session mounts is left behind.
      expect(readdirSync(stage().path('etc-passwd')).sort()).toEqual(['passwd', 'passwd-orig']);
    },
  );

  test('leaves the files of the image as they are when nobody is known yet', async () => {
    expect((await run()).code).toBe(0);
    expect(stage().read('etc-passwd/passwd')).toBe(image.passwd);
    expect(stage().read('etc-group/group')).toBe(image.group);
  });

  test('can run again', async () => {
    await users(alice);
    await run();
    await run();
    expect(stage().read('etc-passwd/passwd')).toBe(`${image.passwd}${alice}\n`);
  });

  test('ends the last line of an image that forgot to', async () => {
    stage().file('etc-passwd/passwd-orig', image.passwd.trimEnd());
    await users(alice);
    await run();
    expect(stage().read('etc-passwd/passwd')).toBe(`${image.passwd}${alice}\n`);
  });

  test.each([
    ['no entry at all', 'ERR unknown command'],
    ['uid 0', 'eve:x:0:10044::/arc/home/eve:/bin/sh'],
    ['gid 0', 'eve:x:10044:0::/arc/home/eve:/bin/sh'],
    ['a password', 'eve:secret:10044:10044::/arc/home/eve:/bin/sh'],
    ['a blank in the name', 'eve x:x:10044:10044::/arc/home/eve:/bin/sh'],
    ['an empty name', ':x:10044:10044::/arc/home/eve:/bin/sh'],
    ['the mark of NIS', '+eve:x:10044:10044::/arc/home/eve:/bin/sh'],
    ['no home', 'eve:x:10044:10044:::/bin/sh'],
    ['a field too many', 'eve:x:10044:10044::/arc/home/eve:/bin/sh:x'],
    ['a second line that makes a root', 'mallory\neve:x:0:0::/root:/bin/sh'],
    ['a control character', 'eve\u0007:x:10044:10044::/arc/home/eve:/bin/sh'],
  ])('leaves out a user with %s, and says how many', async (_, entry) => {
    await users(alice, entry);
    const { code, stderr } = await run();
    expect(code).toBe(0);
    expect(stderr).toMatch(/left out [12] of [23] members of users:posix/);
    expect(stage().read('etc-passwd/passwd')).toBe(`${image.passwd}${alice}\n`);
  });

  test('leaves out a group of gid 0', async () => {
    await groups(team, 'wheel:x:0:');
    expect((await run()).stderr).toMatch(/left out 1 of 2 members of groups:posix/);
    expect(stage().read('etc-group/group')).toBe(`${image.group}${team}\n`);
  });

  test('fails when nothing in the set is an entry: that is not our data', async () => {
    await users('NOAUTH Authentication required.');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/no member of users:posix is an entry/);
    expect(existsSync(stage().path('etc-passwd/passwd'))).toBe(false);
  });

  describe.each([
    ['a wrong password', () => redis.url('session', 'wrong-password'), /refused the user or the password/],
    ['an unknown user', () => redis.url('session').replace('session', 'nobody'), /refused the user or the password/],
    ['no password', () => `redis://127.0.0.1:${redis.port}`, /does not let the user of REDIS_URL read users:posix/],
    ['a user without the right', () => redis.url('images'), /does not let the user of REDIS_URL read users:posix/],
    [
      'another scheme',
      () => redis.url('session').replace('redis:', 'http:'),
      /not of the form redis:\/\/user:password@/,
    ],
    ['no URL', () => '', /REDIS_URL is not set/],
  ])('with %s', (_, url, message) => {
    test('fails at once, writes nothing and does not print the URL', async () => {
      await users(alice);
      const { code, stdout, stderr } = await run(url());
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(message);
      expect(existsSync(stage().path('etc-passwd/passwd'))).toBe(false);
      expect(existsSync(stage().path('sleep.log'))).toBe(false);
      for (const secret of [passwords.session, passwords.images, 'wrong-password', '127.0.0.1'])
        expect(stderr).not.toContain(secret);
    });
  });

  test('fails on a wrong password even where default may read everything', async () => {
    await users(alice);
    await redis.admin('ACL', 'SETUSER', 'default', 'allkeys', '+@all');
    try {
      expect((await run(redis.url('session', 'wrong-password'))).code).toBe(1);
      expect(existsSync(stage().path('etc-passwd/passwd'))).toBe(false);
    } finally {
      await redis.admin('ACL', 'LOAD');
    }
  });

  test('fails on a key of another kind', async () => {
    await redis.admin('SET', 'users:posix', alice);
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/users:posix is not a set/);
  });

  test('fails when the first container left nothing', async () => {
    stage().file('etc-group/group-orig', '');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(/group-orig is missing or empty/);
  });

  test('waits for a Redis that is away, longer each time, and then gives up', async () => {
    const { code, stderr } = await run(`redis://session:${passwords.session}@127.0.0.1:1`);
    expect(code).toBe(1);
    expect(stage().calls('sleep')).toEqual(['1', '2', '4', '8']);
    expect(stderr).toMatch(/did not answer with users:posix in 5 attempts/);
    expect(stderr).not.toContain(passwords.session);
  });

  test('goes on when Redis comes back', async () => {
    await users(alice);
    stage().fake(
      'redis-cli',
      `
      echo call >> "$LOG"
      [ "$(wc -l < "$LOG")" -gt 2 ] || { echo 'LOADING Redis is loading the dataset in memory' >&2; exit 1; }
      exec ${which('redis-cli')} "$@"`,
    );
    const { code } = await run();
    expect(code).toBe(0);
    expect(stage().read('etc-passwd/passwd')).toContain(alice);
    expect(stage().calls('sleep')).toEqual(['1', '2']);
  });
});
