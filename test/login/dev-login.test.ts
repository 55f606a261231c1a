import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import { platform } from '../../src/constructs/platform';
import { loginClients } from '../../src/plan/login-clients';
import { plan, smallSite } from '../config/small-site';
import { freePorts } from '../free-ports';
import { pageOf } from './browser';
import {
  COMMAND_LINE,
  configurationOf,
  expectUser,
  logIn,
  logInFromDevice,
  type Person,
  register,
  renew,
  renewAsPortal,
} from './flows';

const PASSWORD = 'a password that was made';
const SECRET = 'a secret that was made, forty characters';
const person: Person = { name: 'ada', password: PASSWORD, groups: ['platform-users', 'platform-admins'] };
const planned = plan({
  ...smallSite(),
  cluster: { disposable: true },
  login: { kind: 'dev', users: { ada: { groups: [...person.groups] }, tycho: {} } },
});
const [harbor] = loginClients(planned.site);
if (!harbor) throw new Error('the site has a Harbor');

/** One object of the site's. */
function made<T>(kind: string): T {
  const found = platform(planned).manifests.find(
    ({ object }) => object.kind === kind && object.metadata.name === 'dev-login',
  );
  if (!found) throw new Error(`there is no ${kind} dev-login`);
  return found.object as unknown as T;
}

/** The files of the ConfigMap, as the pod finds them. */
const files = (): Record<string, string> => made<ConfigMap>('ConfigMap').data ?? {};

describe('the program of the construct', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dev-login-'));
  let child: ChildProcess;
  let issuer: string;
  let said = '';

  beforeAll(async () => {
    for (const [name, text] of Object.entries(files())) writeFileSync(join(folder, name), text);
    symlinkSync(join(__dirname, '../../node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'secrets'));
    writeFileSync(join(folder, 'secrets/harbor'), SECRET);
    const [port = 0] = await freePorts(1);
    issuer = `http://localhost:${port}`;
    child = spawn(process.execPath, [join(folder, 'server.mjs')], {
      env: {
        PATH: process.env.PATH,
        ISSUER: issuer,
        PORT: String(port),
        CONFIG: join(folder, 'provider.json'),
        PASSWORD,
        SECRETS: join(folder, 'secrets'),
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        said += chunk;
      });
    for (;;) {
      if (child.exitCode !== null) throw new Error(said);
      const isUp = await fetch(`${issuer}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isUp) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
  afterAll(() => {
    child?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a person logs in at Harbor: code and PKCE, groups, a UUID, and the login is renewed', async () => {
    const config = await configurationOf(issuer, 'harbor', SECRET);
    const { tokens } = await logIn(config, harbor, issuer, person);
    const first = await expectUser(config, tokens, person);
    const renewed = await renew(config, tokens);
    expect(await expectUser(config, { ...tokens, ...renewed }, person)).toBe(first);
  });

  test('the portal renews a login where it believes the token endpoint to be', async () => {
    const config = await configurationOf(issuer, 'harbor', SECRET);
    const { tokens } = await logIn(config, harbor, issuer, person);
    const { status, answer } = await renewAsPortal({ issuer, id: 'harbor', secret: SECRET }, tokens);
    expect([status, answer]).toEqual([
      200,
      expect.objectContaining({ access_token: expect.any(String), refresh_token: expect.any(String) }),
    ]);
  });

  test('the command line registers itself, and logs in from a device', async () => {
    const config = await configurationOf(issuer, 'harbor', SECRET);
    const { status, answer } = await register(config, COMMAND_LINE);
    expect(status).toBe(201);
    const own = await configurationOf(issuer, answer.client_id as string, answer.client_secret as string);
    const tokens = await logInFromDevice(
      own,
      async (browser, page) => {
        const code = pageOf(await browser.submit(page));
        const login = pageOf(await browser.submit(code));
        const done = pageOf(await browser.submit(login, { username: person.name, password: PASSWORD }));
        expect(done.html).toMatch(/sign-in success/i);
      },
      issuer,
    );
    await expectUser(own, tokens, person);
    expect((await renew(own, tokens)).access_token).toEqual(expect.any(String));
  });

  test.each([
    ['a wrong password', { username: 'ada', password: 'guessed' }],
    ['a user who is not there', { username: 'kepler', password: PASSWORD }],
    ['no user', { username: '', password: PASSWORD }],
  ])('%s is not let in', async (_, fields) => {
    const config = await configurationOf(issuer, 'harbor', SECRET);
    await expect(
      logIn(config, harbor, issuer, { ...person, name: fields.username, password: fields.password }),
    ).rejects.toThrow(/answers 401.*This user or this password is wrong/);
  });

  test('a program with a wrong secret gets no token, and one with another address no code', async () => {
    const wrong = await configurationOf(issuer, 'harbor', 'guessed');
    await expect(logIn(wrong, harbor, issuer, person)).rejects.toThrow();
    const config = await configurationOf(issuer, 'harbor', SECRET);
    const elsewhere = { ...harbor, redirects: ['https://elsewhere.example.org/c/oidc/callback'] };
    await expect(logIn(config, elsewhere, issuer, person)).rejects.toThrow();
  });

  test('nothing that is secret is told', () => {
    expect(said).toContain(`answers as ${issuer}`);
    expect(said).not.toContain(PASSWORD);
    expect(said).not.toContain(SECRET);
  });
});

test('the lockfile names each package by release and digest, and the release of the tests', () => {
  const lock = JSON.parse(files()['package-lock.json'] as string) as {
    packages: Record<string, { version: string; integrity?: string }>;
  };
  const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
  expect(packages.length).toBeGreaterThan(20);
  for (const [name, { integrity }] of packages)
    expect([name, integrity]).toEqual([name, expect.stringMatching(/^sha512-/)]);
  const { devDependencies } = require('../../package.json') as { devDependencies: Record<string, string> };
  expect(lock.packages['node_modules/oidc-provider']?.version).toBe(devDependencies['oidc-provider']);
});

test('the init container gets what the program needs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dev-login-install-'));
  const source = join(folder, 'files');
  const app = join(folder, 'app');
  for (const one of [source, app]) mkdirSync(one);
  for (const [name, text] of Object.entries(files())) writeFileSync(join(source, name), text);
  const [install] = made<Deployment>('Deployment').spec?.template.spec?.initContainers ?? [];
  const [shell = '', flag = '', line = ''] = install?.command ?? [];
  try {
    execFileSync(shell, [flag, line.replaceAll('/files/', `${source}/`).replaceAll('/app', app)], { stdio: 'pipe' });
    const version = execFileSync(process.execPath, ['-p', 'require("oidc-provider/package.json").version'], {
      cwd: app,
    });
    expect(version.toString().trim()).toBe('9.13.3');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
