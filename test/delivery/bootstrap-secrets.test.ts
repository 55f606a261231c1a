import { spawnSync } from 'node:child_process';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { bootstrapSecrets } from '../../src/delivery/bootstrap-secrets';
import type { Manifests, SecretSource } from '../../src/manifest';
import { checking, manifest, object, platform, secret } from './fixture';

const onPath = (tool: string) =>
  (process.env.PATH ?? '').split(delimiter).some((dir) => fs.existsSync(join(dir, tool)));
/** Runs where the tools of the script are; .ci/run has them all. */
const withTools = (...tools: string[]) => (tools.every(onPath) ? test : test.skip);

const script = bootstrapSecrets(platform);
/** Without key pair and Redis: enough where the whole would only take longer. */
const small: Manifests = { ...platform, secrets: platform.secrets.slice(2) };
const smallScript = bootstrapSecrets(small);
const ROBOT = `it's "$HOME" \`id\` \\n {{ x }}`;

interface Call {
  readonly argv: readonly string[];
  readonly environment: string;
  readonly mode?: number;
}

let home: string;
beforeEach(() => {
  home = fs.mkdtempSync(join(tmpdir(), 'bootstrap-'));
  for (const name of ['bin', 'cluster', 'tmp']) fs.mkdirSync(join(home, name));
  const kubectl = `#!/bin/sh\nexec '${process.execPath}' '${join(__dirname, 'fake-kubectl.js')}' "$@"\n`;
  fs.writeFileSync(join(home, 'bin', 'kubectl'), kubectl, { mode: 0o755 });
});
afterEach(() => fs.rmSync(home, { recursive: true }));

const environment = (more: Record<string, string>) => ({
  PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`,
  TMPDIR: join(home, 'tmp'),
  FAKE_CLUSTER: join(home, 'cluster'),
  ...more,
});

function run(
  text = script,
  more: Record<string, string> = { ASTROPLATFORM_REGISTRY_ROBOT: ROBOT },
  args: readonly string[] = [],
  shell = 'sh',
) {
  const file = join(home, 'bootstrap-secrets.sh');
  fs.writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(shell, [file, ...args], {
    env: environment(more),
    encoding: 'utf8',
    input: '',
  });
  return { status, stdout, stderr };
}

const stored = (
  namespace: string,
  name: string,
): { type: string; metadata: Record<string, unknown>; data: Record<string, string> } =>
  JSON.parse(fs.readFileSync(join(home, 'cluster', `secret+${namespace}+${name}`), 'utf8'));
const textOf = (namespace: string, name: string, key: string) =>
  Buffer.from(stored(namespace, name).data[key] ?? '', 'base64').toString('utf8');
const calls = (): Call[] =>
  fs
    .readFileSync(join(home, 'cluster', 'calls'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
const cluster = () =>
  Object.fromEntries(
    fs
      .readdirSync(join(home, 'cluster'))
      .filter((file) => file !== 'calls')
      .map((file) => [file, fs.readFileSync(join(home, 'cluster', file), 'utf8')]),
  );
const edit = (namespace: string, name: string, change: (data: Record<string, string>) => void) => {
  const found = stored(namespace, name);
  change(found.data);
  fs.writeFileSync(join(home, 'cluster', `secret+${namespace}+${name}`), JSON.stringify(found));
};

test('the script holds no value, and is the same each time', () => {
  expect(bootstrapSecrets(platform)).toBe(script);
  expect(script).toMatchSnapshot();
});

withTools('shellcheck')('shellcheck has nothing to say', () => {
  const one: Manifests = { site: 'one', manifests: [], secrets: platform.secrets.slice(2, 3) };
  const none: Manifests = { site: 'one', manifests: [], secrets: [secret('s', {})] };
  for (const text of [script, smallScript, bootstrapSecrets(checking), bootstrapSecrets(one), bootstrapSecrets(none)]) {
    const { status, stdout } = spawnSync('shellcheck', ['--severity=style', '-'], { input: text, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  }
});

for (const shell of ['dash', 'bash', 'busybox'].filter(onPath)) {
  withTools('openssl')(`${shell}: makes every value in its form, and says only names`, () => {
    const { status, stdout, stderr } =
      shell === 'busybox' ? run(script, undefined, [], 'busybox sh') : run(script, undefined, [], shell);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n').filter((line) => line.startsWith('Secret'))).toEqual([
      'Secret skaha-system/redis-acl: created',
      'Secret skaha-system/skaha-callback-token: created',
      'Secret skaha-workload/session-redis: created',
      'Secret skaha-workload/registry: created',
    ]);
    const skaha = textOf('skaha-system', 'redis-acl', 'skaha');
    const session = textOf('skaha-workload', 'session-redis', 'password');
    expect(skaha).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(session).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(textOf('skaha-system', 'redis-acl', 'users.acl')).toBe(
      `user default off\nuser skaha on >${skaha} ~users:* +get\nuser session on >${session} +smembers\n`,
    );
    expect(textOf('skaha-workload', 'session-redis', 'url')).toBe(
      `redis://session:${session}@redis.skaha-system.svc:6379`,
    );
    expect(textOf('skaha-workload', 'registry', 'password')).toBe(ROBOT);
    expect(textOf('skaha-workload', 'registry', 'config')).toBe(
      `it's {${ROBOT}} and {{ not }} a "template" $HOME \`id\`\n`,
    );
    expect(stored('skaha-system', 'redis-acl').metadata.labels).toEqual({ 'app.kubernetes.io/name': 'redis' });
    expect(stored('skaha-system', 'redis-acl').type).toBe('Opaque');

    const der = (key: string) => Buffer.from(textOf('skaha-system', 'skaha-callback-token', key), 'base64');
    const privateKey = createPrivateKey({ key: der('private.key'), format: 'der', type: 'pkcs8' });
    expect(privateKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(createPublicKey(privateKey).export({ format: 'der', type: 'spki' })).toEqual(der('public.key'));

    const values = [skaha, session, ROBOT, textOf('skaha-system', 'skaha-callback-token', 'private.key')];
    for (const value of values) {
      expect(stdout + stderr).not.toContain(value);
      expect(
        calls()
          .flatMap(({ argv }) => argv)
          .join('\n'),
      ).not.toContain(value);
      expect(
        calls()
          .map((call) => call.environment)
          .join('\n'),
      ).not.toContain(JSON.stringify(value).slice(1, -1));
    }
    expect(calls().flatMap(({ mode }) => (mode === undefined ? [] : [mode]))).toEqual([0o700, 0o700, 0o700, 0o700]);
    expect(fs.readdirSync(join(home, 'tmp'))).toEqual([]);
  });
}

/** Whether a hash of bcrypt is that of a password, as the C library sees it. */
function checks(line: string, password: string): boolean {
  const [, hash = ''] = line.split(':');
  const { stdout } = spawnSync('perl', ['-e', 'print crypt($ARGV[0], $ARGV[1])', password, hash], { encoding: 'utf8' });
  return hash !== '' && stdout === hash;
}

withTools('openssl', 'perl')('a line that checks a password follows from it, and both outlive a second run', () => {
  const text = bootstrapSecrets(checking);
  expect(run(text, {}).status).toBe(0);
  const line = textOf('skaha-system', 'registry', 'passwd');
  const password = textOf('skaha-system', 'registry', 'password');
  expect(password).toMatch(/^[A-Za-z0-9]{16}$/);
  expect(line).toMatch(/^registry:\$2[ay]\$10\$[./A-Za-z0-9]{53}$/);
  expect(checks(line, password)).toBe(true);
  expect(checks(line, `${password}x`)).toBe(false);
  expect(
    calls()
      .flatMap(({ argv }) => argv)
      .join('\n'),
  ).not.toContain(password);
  const before = cluster();
  expect(run(text, {}).status).toBe(0);
  expect(cluster()).toEqual(before);
  // A password that is lost takes the line with it.
  edit('skaha-system', 'registry', (data) => delete data.password);
  expect(run(text, {}).status).toBe(0);
  expect(textOf('skaha-system', 'registry', 'passwd')).not.toBe(line);
  expect(checks(textOf('skaha-system', 'registry', 'passwd'), textOf('skaha-system', 'registry', 'password'))).toBe(
    true,
  );
});

withTools('openssl', 'perl')('a key comes in the older form too, and is the same key', () => {
  expect(run(bootstrapSecrets(checking), {}).status).toBe(0);
  const der = Buffer.from(textOf('skaha-system', 'registry-key', 'private'), 'base64');
  const old = createPrivateKey(textOf('skaha-system', 'registry-key', 'key.pem'));
  expect(old.export({ format: 'der', type: 'pkcs8' })).toEqual(der);
});

withTools('openssl')('without a tool for the line, nothing is created', () => {
  const path = join(home, 'none');
  fs.mkdirSync(path);
  const needed = ['sh', 'mktemp', 'rm', 'tr', 'cut', 'wc', 'cat', 'openssl', 'grep', 'head'];
  for (const tool of needed) {
    const dir = (process.env.PATH ?? '').split(delimiter).find((one) => fs.existsSync(join(one, tool)));
    fs.symlinkSync(join(dir ?? '', tool), join(path, tool));
  }
  const { status, stderr } = run(bootstrapSecrets(checking), { PATH: `${join(home, 'bin')}${delimiter}${path}` });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr:
      "bootstrap-secrets: could not make the value of registry-line: that takes htpasswd (Apache's), or a perl whose crypt knows bcrypt\n",
  });
  expect(cluster()).toEqual({});
});

withTools('openssl')('a second run changes nothing and needs no variable', () => {
  expect(run().status).toBe(0);
  const before = cluster();
  const { status, stdout, stderr } = run(script, {});
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toBe(platform.secrets.map(({ namespace, name }) => `Secret ${namespace}/${name}: kept\n`).join(''));
  expect(cluster()).toEqual(before);
});

withTools('openssl')('brings back what is lost from what is there, and makes only the rest', () => {
  expect(run().status).toBe(0);
  const before = cluster();
  fs.rmSync(join(home, 'cluster', 'secret+skaha-system+redis-acl'));
  edit('skaha-system', 'skaha-callback-token', (data) => delete data['public.key']);
  edit('skaha-workload', 'session-redis', (data) => Object.assign(data, { url: '', other: 'eA==' }));
  const session = textOf('skaha-workload', 'session-redis', 'password');
  const token = stored('skaha-system', 'skaha-callback-token').data['private.key'];

  const { status, stdout } = run(script, {});
  expect(status).toBe(0);
  expect(stdout).toContain('Secret skaha-system/redis-acl: created\n');
  expect(stdout).toContain('Secret skaha-workload/session-redis: completed\n');
  expect(stdout).toContain('Secret skaha-workload/registry: kept\n');
  expect(textOf('skaha-system', 'redis-acl', 'users.acl')).toContain(`user session on >${session} `);
  expect(textOf('skaha-workload', 'session-redis', 'url')).toContain(session);
  expect(stored('skaha-workload', 'session-redis').data.other).toBe('eA==');
  expect(stored('skaha-system', 'skaha-callback-token').data['private.key']).toBe(token);
  expect(cluster()['secret+skaha-system+skaha-callback-token']).toContain(
    JSON.parse(before['secret+skaha-system+skaha-callback-token'] ?? '').data['public.key'],
  );
});

withTools('openssl')('a variable replaces a supplied value', () => {
  expect(run(smallScript).status).toBe(0);
  expect(run(smallScript, { ASTROPLATFORM_REGISTRY_ROBOT: 'new one' }).stdout).toContain(
    'Secret skaha-workload/registry: completed\n',
  );
  expect(textOf('skaha-workload', 'registry', 'password')).toBe('new one');
});

withTools('openssl', 'shellcheck')(
  'a value that its reader would not read as it was written is refused, and not shown',
  () => {
    const source: SecretSource = { kind: 'supplied', name: 'database', description: 'a password', form: 'unquoted' };
    const text = bootstrapSecrets({ ...checking, secrets: [secret('s', { keys: { password: [source] } })] });
    expect(spawnSync('shellcheck', ['--severity=style', '-'], { input: text, encoding: 'utf8' }).stdout).toBe('');
    for (const value of ["it's", 'two words', 'back\\slash', 'a\nb', '${HOME}']) {
      const { status, stderr } = run(text, { ASTROPLATFORM_DATABASE: value });
      expect([value, status, stderr]).toEqual([
        value,
        2,
        'bootstrap-secrets: database: the value has signs that end or change a setting. Give one without blanks, quotation marks, backslashes and $\n',
      ]);
      expect(cluster()).toEqual({});
    }
    expect(run(text, { ASTROPLATFORM_DATABASE: 'Kq3-%&=#{}' })).toMatchObject({ status: 0, stderr: '' });
    expect(text).toContain(
      '#   ASTROPLATFORM_DATABASE  a password, without blanks, quotation marks, backslashes and $\n',
    );
  },
);

withTools('openssl')('without a value that a person supplies, nothing is created', () => {
  const { status, stdout, stderr } = run(script, {});
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe('bootstrap-secrets: no value for: ASTROPLATFORM_REGISTRY_ROBOT\n');
  expect(cluster()).toEqual({});
  expect(fs.readdirSync(join(home, 'tmp'))).toEqual([]);
});

withTools('openssl', 'script')('asks a person at a terminal, without showing what is typed', () => {
  const file = join(home, 'bootstrap-secrets.sh');
  fs.writeFileSync(file, smallScript);
  const { status, stdout } = spawnSync('script', ['--quiet', '--return', '--command', `sh ${file}`, '/dev/null'], {
    env: environment({ SHELL: '/bin/sh' }),
    encoding: 'utf8',
    input: `${ROBOT}\n`,
  });
  expect(status).toBe(0);
  expect(stdout).toContain("The robot account's password: ");
  expect(textOf('skaha-workload', 'registry', 'password')).toBe(ROBOT);
});

withTools('openssl')('a cluster that does not answer is not an empty cluster', () => {
  expect(run(smallScript).status).toBe(0);
  const before = cluster();
  for (const verb of ['get', 'apply']) {
    const { status, stderr } = run(smallScript, { ASTROPLATFORM_REGISTRY_ROBOT: ROBOT, FAKE_FAILURE: verb });
    expect(status).not.toBe(0);
    expect(stderr).toContain('the connection to the server was refused');
    expect(cluster()).toEqual(before);
    expect(fs.readdirSync(join(home, 'tmp'))).toEqual([]);
  }
});

withTools('openssl')('leaves nothing behind when it is interrupted', () => {
  const given = { ASTROPLATFORM_REGISTRY_ROBOT: ROBOT };
  for (const [signal, status] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
    expect(run(smallScript, { ...given, FAKE_SIGNAL: signal }).status).toBe(status);
    expect(calls().length).toBeGreaterThan(0);
    expect(fs.readdirSync(join(home, 'tmp'))).toEqual([]);
  }
});

withTools('openssl')('talks to the context that is named', () => {
  expect(run(smallScript, undefined, ['--context', 'my cluster']).status).toBe(0);
  for (const { argv } of calls()) expect(argv.slice(0, 2)).toEqual(['--context', 'my cluster']);
  for (const args of [['--context'], ['x'], ['--kontext', 'x'], ['--context', 'x', '--to-pulumi']]) {
    const { status, stderr } = run(smallScript, undefined, args);
    expect(status).toBe(2);
    expect(stderr).toBe(
      'bootstrap-secrets: usage: sh bootstrap-secrets.sh [--context NAME] [--to-pulumi STACK | --rotate SOURCE]\n',
    );
  }
});

describe('one value that is made anew', () => {
  const values = () => ({
    skaha: textOf('skaha-system', 'redis-acl', 'skaha'),
    session: textOf('skaha-workload', 'session-redis', 'password'),
    key: textOf('skaha-system', 'skaha-callback-token', 'private.key'),
    robot: textOf('skaha-workload', 'registry', 'password'),
  });

  withTools('openssl')('is another one wherever it stands, and all others stay', () => {
    expect(run().status).toBe(0);
    const before = values();
    const { status, stdout, stderr } = run(script, {}, ['--rotate', 'redis-skaha']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const after = values();
    expect(after.skaha).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(after.skaha).not.toBe(before.skaha);
    expect({ ...after, skaha: '' }).toEqual({ ...before, skaha: '' });
    expect(stdout).toContain('Secret skaha-system/redis-acl: completed\n');
    expect(stdout).toContain('Secret skaha-workload/session-redis: kept\n');
    // Where it stands among others it is the new one too.
    expect(JSON.stringify(stored('skaha-system', 'redis-acl'))).not.toContain(
      Buffer.from(before.skaha).toString('base64'),
    );
  });

  withTools('openssl')('that a person supplies comes from its variable', () => {
    expect(run().status).toBe(0);
    const { status } = run(script, { ASTROPLATFORM_REGISTRY_ROBOT: 'another' }, ['--rotate', 'registry-robot']);
    expect(status).toBe(0);
    expect(values().robot).toBe('another');
    const { status: none, stderr } = run(script, {}, ['--rotate', 'registry-robot']);
    expect([none, stderr]).toEqual([2, 'bootstrap-secrets: no value for: ASTROPLATFORM_REGISTRY_ROBOT\n']);
    expect(values().robot).toBe('another');
  });

  withTools('openssl')('and that nobody has is no value, before anything is asked', () => {
    expect(run(script, {}, ['--rotate', 'redis'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'bootstrap-secrets: there is no value redis\n',
    });
    expect(run(script, {}, ['--rotate', 'redis-skaha', '--to-pulumi', 'x'])).toMatchObject({ status: 2 });
    expect(fs.existsSync(join(home, 'cluster', 'calls'))).toBe(false);
  });
});

describe('given to a Pulumi stack', () => {
  const given = () =>
    fs
      .readdirSync(join(home, 'stack'))
      .map((name) => [name, fs.readFileSync(join(home, 'stack', name), 'utf8')] as const);
  beforeEach(() => {
    fs.mkdirSync(join(home, 'stack'));
    // Writes down each call as a file of that name, with what it was told.
    const pulumi = `#!/bin/sh\n[ "$1 $2 $3 $4 $5" = 'config set --secret --stack my stack' ] && cat >"${home}/stack/$6"\n`;
    fs.writeFileSync(join(home, 'bin', 'pulumi'), pulumi, { mode: 0o755 });
  });

  withTools('openssl')('are the values of the cluster, and nothing is created', () => {
    expect(run().status).toBe(0);
    const before = cluster();
    const { status, stdout, stderr } = run(script, {}, ['--to-pulumi', 'my stack', '--context', 'x']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(Object.fromEntries(given())).toEqual({
      'redis-skaha': textOf('skaha-system', 'redis-acl', 'skaha'),
      'redis-session': textOf('skaha-workload', 'session-redis', 'password'),
      'callback-token': textOf('skaha-system', 'skaha-callback-token', 'private.key'),
      'registry-robot': ROBOT,
    });
    expect(stdout).toContain('redis-skaha: given to stack my stack\n');
    for (const { namespace, name } of platform.secrets) {
      const owners = stored(namespace, name).metadata.managedFields;
      expect([namespace, name, owners]).toEqual([namespace, name, [{}]]);
    }
    const values = (state: typeof before) => Object.values(state).map((text) => JSON.parse(text).data);
    expect(values(cluster())).toEqual(values(before));
    for (const [, value] of given()) expect(stdout).not.toContain(value);
  });

  withTools('openssl')('are all or none', () => {
    expect(run().status).toBe(0);
    edit('skaha-workload', 'session-redis', (data) => delete data.password);
    const { status, stdout, stderr } = run(script, {}, ['--to-pulumi', 'my stack']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('bootstrap-secrets: the cluster has no value of redis-session\n');
    expect(given()).toEqual([]);
  });
});

withTools('openssl')('creates the namespaces of the site, and no others', () => {
  expect(run(smallScript).status).toBe(0);
  expect(Object.keys(cluster()).filter((file) => file.startsWith('namespace'))).toEqual(['namespace+skaha-workload']);
  const elsewhere = {
    ...platform,
    manifests: platform.manifests.filter(({ object }) => object.metadata.name !== 'skaha-workload'),
  };
  for (const file of fs.readdirSync(join(home, 'cluster'))) fs.rmSync(join(home, 'cluster', file));
  expect(run(bootstrapSecrets(elsewhere)).stderr).toContain('namespaces "skaha-workload" not found');
});

withTools('openssl')('hostile texts arrive as they are', () => {
  const source: SecretSource = { kind: 'generated', name: 'p', length: 9, alphabet: 'alphanumeric' };
  const texts = [
    "'",
    "'; exit 7; '",
    '$(exit 7)',
    '`exit 7`',
    '\\',
    '%s%n',
    '\n\n',
    '\t\r',
    '-n',
    '"}}',
    'é🔭\u2028',
    '$1 ${1}',
    'a'.repeat(70_000),
  ];
  const keys = Object.fromEntries(texts.map((text, index) => [`k${index}`, [text, source, text]]));
  const hostile: Manifests = {
    site: 'x\nexit 7',
    manifests: [manifest('n', object('v1', 'Namespace', 'skaha-system'))],
    secrets: [
      secret('s', { name: 's', labels: { "a'b": "'c" }, keys: { ...keys, p: [source], empty: [''], none: [] } }),
      secret('t', { name: 't' }),
    ],
  };
  expect(run(bootstrapSecrets(hostile))).toMatchObject({ status: 0, stderr: '' });
  const value = textOf('skaha-system', 's', 'p');
  for (const [index, text] of texts.entries())
    expect(textOf('skaha-system', 's', `k${index}`)).toBe(text + value + text);
  expect(stored('skaha-system', 's').data).toMatchObject({ empty: '', none: '' });
  expect(stored('skaha-system', 's').metadata.labels).toEqual({ "a'b": "'c" });
  expect(stored('skaha-system', 't').data).toEqual({});
});
