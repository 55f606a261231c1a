import { readdirSync, readFileSync } from 'node:fs';
import { type Artifact, type Content, Harbor, json } from './harbor';
import { passwords, Redis } from './redis';
import { stageEach } from './stage';
import { describeWith, which } from './tools';

// Real programs on a machine that may have other work.
jest.setTimeout(60_000);

const script = 'skaha-system/list-images.sh';
const shells = [[], ['bash'], ['busybox', 'ash']].filter(([shell]) => !shell || which(shell));

const named = (...names: string[]) => names.map((name) => ({ name }));
const digest = (text: string) => `sha256:${Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64)}`;
const artifact = (text: string, tags: string[], labels: string[]): Artifact => ({
  digest: digest(text),
  tags: tags.length > 0 ? named(...tags) : null,
  labels: labels.length > 0 ? named(...labels) : null,
});

const small: Content = {
  skaha: {
    astroml: [artifact('a1', ['24.07', 'latest'], ['notebook', 'headless']), artifact('a2', ['24.03'], ['notebook'])],
    unlabelled: [artifact('u', ['1.0'], [])],
    untagged: [artifact('n', [], ['notebook'])],
  },
  'casa-4': { 'team/sub.group/casa_6': [artifact('c', ['6.5'], ['desktop-app'])] },
  empty: {},
};

describeWith(['redis-server', 'redis-cli', 'curl', 'jq', 'openssl', 'timeout'], 'list-images.sh', () => {
  let redis: Redis;
  let harbor: Harbor;
  beforeAll(async () => {
    [redis, harbor] = await Promise.all([Redis.start(), Harbor.start()]);
  });
  afterAll(() => Promise.all([redis?.stop(), harbor?.stop()]));
  beforeEach(async () => {
    await redis.admin('FLUSHALL');
    Object.assign(harbor, { content: small, intercept: () => false, largestPage: 100 });
    harbor.requests.length = 0;
  });

  const stage = stageEach((stage) => stage.fake('sleep', 'echo "$@" >> "$LOG"'));
  const environment = () => ({
    HARBOR_HOSTS: harbor.host,
    REDIS_HOST: '127.0.0.1',
    REDIS_PORT: String(redis.port),
    REDIS_PASSWORD: passwords.images,
    TMPDIR: stage().directory('tmp'),
    ...harbor.env,
  });
  const run = (env: Record<string, string> = {}, shell: readonly string[] = []) =>
    stage().run(script, [], { env: { ...environment(), ...env }, shell });
  const published = async () => (await redis.admin('LRANGE', 'public', '0', '-1')) as string[];
  const pauses = () => stage().calls('sleep').map(Number);

  const good = ['{"id":"good","types":["notebook"],"digest":"sha256:0"}'];
  /** The run fails, says why, and the list of before is still there, with nothing beside it. */
  async function keepsTheList(message: RegExp, env: Record<string, string> = {}): Promise<void> {
    await redis.admin('RPUSH', 'public', ...good);
    const { code, stderr } = await run(env);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/last good list stays/);
    expect(code).toBe(1);
    expect(await published()).toEqual(good);
    expect(await redis.admin('KEYS', '*')).toEqual(['public']);
  }

  test.each(shells.map((shell) => [shell.join(' ') || 'the default shell', shell] as const))(
    'lists every tag of every labelled artifact, nested repositories included (%s)',
    async (_, shell) => {
      const { code, stdout, stderr } = await run({}, shell);
      expect([code, stdout, stderr]).toEqual([0, '', 'list-images: published 4 images\n']);
      expect(await published()).toEqual([
        `{"id":"${harbor.host}/casa-4/team/sub.group/casa_6:6.5","types":["desktop-app"],"digest":"${digest('c')}"}`,
        `{"id":"${harbor.host}/skaha/astroml:24.03","types":["notebook"],"digest":"${digest('a2')}"}`,
        `{"id":"${harbor.host}/skaha/astroml:24.07","types":["headless","notebook"],"digest":"${digest('a1')}"}`,
        `{"id":"${harbor.host}/skaha/astroml:latest","types":["headless","notebook"],"digest":"${digest('a1')}"}`,
      ]);
      expect(await redis.admin('KEYS', '*')).toEqual(['public']);
    },
  );

  test('reads every page of projects, repositories and artifacts, however short they are', async () => {
    const artifacts = Array.from({ length: 7 }, (_, n) => artifact(`v${n}`, [`v${n}`], ['headless']));
    const four = ['p0', 'p1', 'p2', 'p3'];
    harbor.content = {
      ...Object.fromEntries(four.map((name) => [name, {}])),
      big: { ...Object.fromEntries(four.map((name) => [name, []])), tool: artifacts },
    };
    harbor.largestPage = 3;
    expect(await run()).toMatchObject({ code: 0, stderr: 'list-images: published 7 images\n' });
    expect(new Set((await published()).map((entry) => JSON.parse(entry).digest)).size).toBe(7);
    expect(harbor.requests.filter((request) => request.includes('/repositories/tool/'))).toHaveLength(3);
  });

  test('asks for the longest pages that Harbor gives', async () => {
    harbor.content = {
      big: { tool: Array.from({ length: 100 }, (_, n) => artifact(`v${n}`, [`v${n}`], ['headless'])) },
    };
    expect(await run()).toMatchObject({ code: 0, stderr: 'list-images: published 100 images\n' });
    expect(harbor.requests).toHaveLength(3);
  });

  test('a registry that is new has nothing to list yet, and that is no failure', async () => {
    harbor.content = {};
    expect(await run()).toMatchObject({ code: 0, stderr: 'list-images: no image has both a label and a tag yet\n' });
    expect(await published()).toEqual([]);
  });

  test('replaces the list of before', async () => {
    await redis.admin('RPUSH', 'public', ...good);
    await run();
    expect(await published()).toHaveLength(4);
    expect(await published()).not.toContain(good[0]);
  });

  test('keeps names that need care as they are', async () => {
    harbor.content = { skaha: { tool: [artifact('t', ['1'], ['say "hi"', 'back\\slash', 'étoile', 'a b'])] } };
    await run();
    expect((await published()).map((entry) => JSON.parse(entry).types)).toEqual([
      ['a b', 'back\\slash', 'say "hi"', 'étoile'],
    ]);
  });

  test('lists all registries', async () => {
    const other = await Harbor.start();
    try {
      other.content = { lab: { tool: [artifact('x', ['1'], ['carta'])] } };
      const trusted = stage().file(
        'ca.pem',
        [harbor, other].map(({ env }) => readFileSync(env.SSL_CERT_FILE, 'utf8')).join(''),
      );
      await run({ HARBOR_HOSTS: `${harbor.host} ${other.host}`, SSL_CERT_FILE: trusted });
      expect(await published()).toHaveLength(5);
      expect((await published()).join()).toContain(`${other.host}/lab/tool:1`);
    } finally {
      await other.stop();
    }
  });

  test.each([500, 502, 503, 429])('asks again after a %i, longer each time', async (status) => {
    let failures = 3;
    harbor.intercept = (_, response, url) => {
      if (!url.pathname.endsWith('/casa-4/repositories') || failures-- <= 0) return false;
      json(response, status, { errors: [] });
      return true;
    };
    expect((await run()).code).toBe(0);
    expect(pauses()).toEqual([1, 2, 4]);
    expect(await published()).toHaveLength(4);
  });

  test('asks again after an answer that breaks off, and after one that is no list', async () => {
    const broken = [
      (response: Parameters<typeof json>[0]) => {
        response.writeHead(200, { 'Content-Length': '500', 'X-Total-Count': '3' }).write('[{"name":"skaha"},');
        response.destroy();
      },
      (response: Parameters<typeof json>[0]) => {
        // Cut on the way by something that fixed the length too.
        response.writeHead(200, { 'X-Total-Count': '3' }).end('[{"name":"skaha"},');
      },
      (response: Parameters<typeof json>[0]) => {
        response.writeHead(200, { 'X-Total-Count': '3' }).end('<html>Please wait</html>');
      },
      (response: Parameters<typeof json>[0]) => json(response, 200, []),
    ];
    harbor.intercept = (_, response, url) => {
      const answer = url.pathname.endsWith('/projects') ? broken.shift() : undefined;
      answer?.(response);
      return answer !== undefined;
    };
    expect((await run()).code).toBe(0);
    expect(pauses()).toEqual([1, 2, 4, 8]);
    expect(await published()).toHaveLength(4);
  });

  test('reads a listing again that changed between two pages', async () => {
    const artifacts = Array.from({ length: 150 }, (_, n) => artifact(`v${n}`, [`v${n}`], ['headless']));
    harbor.content = { big: { tool: artifacts } };
    harbor.intercept = (_, __, url) => {
      // The second page of the artifacts is asked for: meanwhile the first artifact went away.
      if (url.pathname.endsWith('/artifacts') && url.searchParams.get('page') === '2' && artifacts.length === 150)
        artifacts.shift();
      return false;
    };
    expect((await run()).code).toBe(0);
    // The one that moved to the first page is there, the one that went away is not.
    expect(await published()).toHaveLength(149);
    expect((await published()).map((entry) => JSON.parse(entry).digest)).toEqual(
      expect.arrayContaining(artifacts.map((each) => each.digest)),
    );
  });

  test('reads a listing again when an element was swapped for another between two pages', async () => {
    const artifacts = Array.from({ length: 150 }, (_, n) => artifact(`v${n}`, [`v${n}`], ['headless']));
    harbor.content = { big: { tool: artifacts } };
    harbor.intercept = (_, __, url) => {
      // One pushed on top and one deleted below: as many as before, but one is seen twice and one not at all.
      if (url.searchParams.get('page') === '2' && artifacts.at(0)?.digest === digest('v0')) {
        artifacts.unshift(artifact('new', ['new'], ['headless']));
        artifacts.pop();
      }
      return false;
    };
    expect((await run()).code).toBe(0);
    expect((await published()).join()).toContain('tool:new');
    expect(await published()).toHaveLength(150);
  });

  describe('keeps the last good list when', () => {
    test('a registry stays broken', async () => {
      harbor.intercept = (_, response, url) => {
        if (!url.pathname.includes('/skaha/')) return false;
        json(response, 500, {});
        return true;
      };
      await keepsTheList(/projects\/skaha\/repositories.*: HTTP 500 \(6 attempts\)/);
      expect(pauses()).toEqual([1, 2, 4, 8, 16]);
    });

    test('a registry refuses, which is asked once only', async () => {
      harbor.intercept = (_, response, url) => {
        if (!url.pathname.includes('/skaha/repositories/astroml/')) return false;
        json(response, 403, {});
        return true;
      };
      await keepsTheList(/repositories\/astroml\/artifacts.*: HTTP 403/);
      expect(harbor.requests.filter((request) => request.includes('/astroml/'))).toHaveLength(1);
    });

    test('no image is labelled any more', async () => {
      harbor.content = { skaha: { unlabelled: [artifact('u', ['1.0'], [])] } };
      await keepsTheList(/an empty list replaces none/);
    });

    test('one registry of two cannot be read', async () => {
      await keepsTheList(/not read in full: localhost:1\./, { HARBOR_HOSTS: `localhost:1 ${harbor.host}` });
      // The other one is read all the same, so that one run tells of everything that is wrong.
      expect(harbor.requests.length).toBeGreaterThan(0);
    });

    test('the certificate of a registry is not trusted', async () => {
      await keepsTheList(/certificate/, { SSL_CERT_FILE: stage().file('none.pem', '') });
      expect(harbor.requests).toEqual([]);
    });

    test('a registry sends somewhere else', async () => {
      harbor.intercept = (_, response) => {
        response.writeHead(302, { Location: `https://${harbor.host}/login` }).end();
        return true;
      };
      await keepsTheList(/HTTP 302/);
    });

    test('an answer does not say how much there is', async () => {
      harbor.intercept = (_, response) => {
        json(response, 200, [{ name: 'skaha' }]);
        return true;
      };
      await keepsTheList(/no X-Total-Count/);
    });

    test('there is less than was announced', async () => {
      harbor.intercept = (_, response, url) => {
        if (!url.pathname.endsWith('/projects')) return false;
        json(response, 200, url.searchParams.get('page') === '1' ? [{ name: 'skaha' }] : [], { 'X-Total-Count': '2' });
        return true;
      };
      await keepsTheList(/projects.*: changed while it was read, 3 times/);
    });

    test('nothing has a label', async () => {
      harbor.content = { skaha: { tool: [artifact('t', ['1'], [])] } };
      await keepsTheList(/no image has both a label and a tag/);
    });

    test('there is no project at all', async () => {
      harbor.content = {};
      await keepsTheList(/no image has both a label and a tag/);
    });

    test('the password is wrong', async () => {
      await keepsTheList(/Redis did not take the list \(attempt 3\): .*(NOPERM|WRONGPASS)/, {
        REDIS_PASSWORD: 'wrong-password',
      });
    });
  });

  test('fails when Redis is away, and prints no password', async () => {
    const { code, stdout, stderr } = await run({ REDIS_PORT: '1' });
    expect(code).toBe(1);
    expect(stderr).toMatch(/Redis did not take the list \(attempt 3\): Could not connect/);
    expect(stdout + stderr).not.toContain(passwords.images);
  });

  test('tries again under another key when another run took the same second', async () => {
    await redis.admin('RPUSH', '1730000000', 'stray');
    stage().fake('date', 'echo x >> "$LOG"; echo $((1730000000 + $(wc -l < "$LOG") - 1))');
    expect(await run()).toMatchObject({ code: 0, stderr: expect.stringContaining('attempt 1') });
    expect(await published()).toHaveLength(4);
  });

  test('has the password on no command line', async () => {
    stage().fake('redis-cli', `echo "$@" >> "$LOG"; exec ${which('redis-cli')} "$@"`);
    expect((await run()).code).toBe(0);
    expect(stage().calls('redis-cli').join()).not.toContain(passwords.images);
  });

  test('leaves no file behind', async () => {
    await run();
    await run({ HARBOR_HOSTS: 'localhost:1' });
    expect(readdirSync(stage().path('tmp'))).toEqual([]);
  });

  test.each([
    [{ HARBOR_HOSTS: '' }, /HARBOR_HOSTS is not set/],
    [{ HARBOR_HOSTS: 'images.example.org/x' }, /images\.example\.org\/x is not a host name/],
    [{ HARBOR_HOSTS: '-k' }, /-k is not a host name/],
    [{ REDIS_HOST: '' }, /REDIS_HOST is not set/],
    [{ REDIS_PASSWORD: '' }, /REDIS_PASSWORD is not set/],
  ])('%j is a wrong call', async (env, message) => {
    const { code, stderr } = await run(env);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('names the program that the image lacks', async () => {
    const { code, stderr } = await run({ PATH: stage().only('curl', 'redis-cli', 'timeout') });
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no jq on PATH/);
  });
});
