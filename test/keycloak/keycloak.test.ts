import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import { platform } from '../../src/constructs/platform';
import { unmetNeeds } from '../../src/login/needs';
import { loginClients } from '../../src/plan/login-clients';
import { PostgresServer } from '../assets/postgres';
import { plan, smallSite } from '../config/small-site';
import { freePorts } from '../free-ports';
import { pageOf } from '../login/browser';
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
} from '../login/flows';
import { KeycloakServer } from './keycloak-server';

const run = promisify(execFile);
const person: Person = {
  name: 'ada',
  password: 'nebula-over-the-dome-42',
  groups: ['platform-admins', 'platform-users'],
};
const PASSWORDS: Readonly<Record<string, string>> = {
  'database-keycloak.username': 'keycloak',
  'database-keycloak.password': 'Kq3-database',
  'keycloak-admin.password': 'Kq3-administrator',
  'keycloak-admin.client-secret': 'Kq3-job',
};

const planned = (registration: 'nobody' | 'anyone') =>
  plan({ ...smallSite(), login: { kind: 'keycloak', groups: [...person.groups], registration } });
const site = planned('anyone');
const [harbor] = loginClients(site.site);
if (!harbor) throw new Error('the site has a Harbor');
const objectsOf = <T>(kind: string, from = site) =>
  platform(from).manifests.flatMap(({ object }) => (object.kind === kind ? [object as unknown as T] : []));
const named = <T extends { metadata?: { name?: string } }>(objects: readonly T[], name: string): T => {
  const found = objects.find(({ metadata }) => metadata?.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

describe('Keycloak, started as its pod starts it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keycloak-test-'));
  let database: PostgresServer;
  let keycloak: KeycloakServer;
  let address: string;
  let issuer: string;
  let secret = 'a secret that was made, forty characters';

  const container = named(objectsOf<Deployment>('Deployment'), 'keycloak').spec?.template.spec?.containers[0];

  /** Runs the Job's script on what the ConfigMap of a site has. */
  const declare = (registration: 'nobody' | 'anyone' = 'anyone', env: Record<string, string> = {}) => {
    const files = named(objectsOf<ConfigMap>('ConfigMap', planned(registration)), 'keycloak-realm').data ?? {};
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'secrets/harbor'), secret);
    return run('sh', [join(folder, 'keycloak-realm.sh')], {
      env: {
        PATH: process.env.PATH ?? '',
        KEYCLOAK_URL: address,
        REALM_FILE: join(folder, 'realm.json'),
        CLIENT_ID: 'astroplatform',
        CLIENT_SECRET: PASSWORDS['keycloak-admin.client-secret'] ?? '',
        SECRETS: join(folder, 'secrets'),
        ATTEMPTS: '2',
        PAUSE: '1',
        ...env,
      },
    }).then(
      ({ stderr }) => ({ code: 0, stderr }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    );
  };

  /** What an administrator does by hand, as its console does it. */
  async function administer(method: string, path: string, body?: object) {
    const login = await fetch(`${address}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'password',
        client_id: 'admin-cli',
        username: 'admin',
        password: PASSWORDS['keycloak-admin.password'] ?? '',
      }),
    });
    const { access_token } = (await login.json()) as { access_token: string };
    const response = await fetch(`${address}/admin/realms/platform${path}`, {
      method,
      headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return text ? JSON.parse(text) : undefined;
  }

  beforeAll(async () => {
    mkdirSync(join(folder, 'secrets'));
    database = await PostgresServer.make();
    database.declare([{ service: 'keycloak' }], { keycloak: PASSWORDS['database-keycloak.password'] ?? '' });
    database.keepRoles();
    await database.start();
    await database.applied();
    const [port = 0, management = 0] = await freePorts(2);
    address = `http://localhost:${port}`;
    issuer = `${address}/realms/platform`;
    keycloak = KeycloakServer.make(/:([\d.]+)$/.exec(container?.image ?? '')?.[1] ?? '');
    const settings = Object.fromEntries(
      (container?.env ?? []).map(({ name, value, valueFrom }) => {
        const { name: from, key } = valueFrom?.secretKeyRef ?? {};
        return [name, value ?? PASSWORDS[`${from}.${key}`] ?? ''];
      }),
    );
    await keycloak.start(container?.args ?? [], {
      ...settings,
      // Other names and ports than in a cluster, and no TLS in front.
      KC_DB_URL: `jdbc:postgresql://127.0.0.1:${database.port}/keycloak?sslmode=disable`,
      KC_HOSTNAME: address,
      KC_HOSTNAME_ADMIN: address,
      KC_HTTP_HOST: '127.0.0.1',
      KC_HTTP_PORT: String(port),
      KC_HTTP_MANAGEMENT_PORT: String(management),
      JAVA_OPTS_KC_HEAP: '-Xms256m -Xmx1024m',
    });
    expect(await declare()).toEqual({
      code: 0,
      stderr: [
        'realm platform: created',
        'client harbor: created',
        'client admin-cli: kept',
        'group platform-admins: created',
        'group platform-users: created',
        'realm platform is as declared',
        '',
      ]
        .map((line) => (line ? `keycloak-realm: ${line}` : ''))
        .join('\n'),
    });
    await administer('POST', '/users', {
      username: person.name,
      email: 'ada@example.org',
      firstName: 'Ada',
      lastName: 'Lovelace',
      enabled: true,
      credentials: [{ type: 'password', value: person.password }],
      groups: person.groups,
    });
  }, 1_800_000);

  afterAll(async () => {
    await keycloak?.stop();
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('writes nothing but where its pod may', () => {
    const writable = (container?.volumeMounts ?? []).flatMap(({ mountPath }) =>
      mountPath.startsWith('/opt/keycloak/') ? [mountPath.replace('/opt/keycloak/', './')] : [],
    );
    expect(writable).toEqual(['./lib/quarkus', './data']);
    const written = keycloak.written();
    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((path) => !writable.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
  });

  test('a realm that is as declared stays so', async () => {
    const before = await administer('GET', '/clients?clientId=harbor');
    const again = await declare();
    expect([again.code, again.stderr]).toEqual([0, expect.not.stringContaining('created')]);
    expect(await administer('GET', '/clients?clientId=harbor')).toEqual(before);
  });

  test('what was changed by hand comes back, and what nobody declared stays', async () => {
    await administer('PUT', '', { registrationAllowed: true, loginTheme: 'keycloak.v2' });
    const [client] = await administer('GET', '/clients?clientId=harbor');
    await administer('PUT', `/clients/${client.id}`, { ...client, redirectUris: ['https://elsewhere.example.org/*'] });
    expect(await declare()).toMatchObject({ code: 0 });
    expect(await administer('GET', '')).toMatchObject({ registrationAllowed: false, loginTheme: 'keycloak.v2' });
    const [after] = await administer('GET', '/clients?clientId=harbor');
    expect(after.redirectUris).toEqual(harbor.redirects);
    expect(await administer('GET', '/users?username=ada')).toHaveLength(1);
  });

  test('a person logs in at Harbor: code and PKCE, groups, a UUID, and the login is renewed', async () => {
    const config = await configurationOf(issuer, 'harbor', secret);
    const { tokens } = await logIn(config, harbor, address, person);
    const first = await expectUser(config, tokens, person);
    const renewed = await renew(config, tokens);
    expect(await expectUser(config, { ...tokens, ...renewed }, person)).toBe(first);
  });

  test('the portal renews a login where it believes the token endpoint to be, by the route of the Ingress', async () => {
    const config = await configurationOf(issuer, 'harbor', secret);
    const { tokens } = await logIn(config, harbor, address, person);
    const asked = await renewAsPortal({ issuer, id: 'harbor', secret }, tokens).catch(() => undefined);
    // Without the route nobody answers there.
    expect(asked?.status).not.toBe(200);
    const { status, answer } = await renewAsPortal({ issuer, id: 'harbor', secret }, tokens, throughIngress);
    expect([status, answer]).toEqual([200, expect.objectContaining({ access_token: expect.any(String) })]);
  });

  test('the pages of administrators are not served to the world', () => {
    const paths = ingresses().flatMap(({ spec }) => spec?.rules?.[0]?.http?.paths ?? []);
    const isServed = (path: string) =>
      paths.some(({ path: prefix, pathType }) =>
        pathType === 'Exact' ? path === prefix : path === prefix || path.startsWith(`${prefix}/`),
      );
    expect(['/admin/', '/realms/master/account', '/metrics', '/health'].filter(isServed)).toEqual([]);
    expect(isServed('/realms/platform/.well-known/openid-configuration')).toBe(true);
  });

  test('the command line registers itself where the site lets it, and logs in from a device', async () => {
    const config = await configurationOf(issuer, 'harbor', secret);
    const { status, answer } = await register(config, COMMAND_LINE);
    expect(status).toBe(201);
    const own = await configurationOf(issuer, answer.client_id as string, answer.client_secret as string);
    const tokens = await logInFromDevice(
      own,
      async (browser, page) => {
        const consent = pageOf(await browser.submit(page, { username: person.name, password: person.password }));
        const done = pageOf(await browser.submit(consent, { accept: 'Yes' }));
        expect(done.html).toMatch(/Device Login Successful/i);
      },
      address,
    );
    const claims = JSON.parse(Buffer.from(tokens.access_token.split('.')[1] as string, 'base64url').toString());
    expect(claims.preferred_username).toBe(person.name);
  });

  test('nobody registers a program that people could be sent to, and nobody at all where the site says so', async () => {
    const config = await configurationOf(issuer, 'harbor', secret);
    const page = { client_name: 'x', redirect_uris: ['https://elsewhere.example.org/'], response_types: ['code'] };
    expect((await register(config, page)).status).toBe(403);
    expect(await declare('nobody')).toMatchObject({ code: 0 });
    expect((await register(config, COMMAND_LINE)).status).toBe(403);
    expect(await declare('anyone')).toMatchObject({ code: 0 });
    expect((await register(config, COMMAND_LINE)).status).toBe(201);
  });

  test('a new secret of a program takes the place of the old one', async () => {
    const old = secret;
    secret = 'another secret, made by a rotation, 40 ch';
    expect(await declare()).toMatchObject({ code: 0 });
    await expect(logIn(await configurationOf(issuer, 'harbor', old), harbor, address, person)).rejects.toThrow();
    const { tokens } = await logIn(await configurationOf(issuer, 'harbor', secret), harbor, address, person);
    expect(tokens.access_token).toEqual(expect.any(String));
  });

  test('what it states about itself is what the programs of the site need', async () => {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    const text = (await response.text()).replaceAll(issuer, site.login.issuer);
    const unmet = unmetNeeds(site.login, JSON.parse(text), loginClients(site.site));
    expect(unmet.filter(({ verdict }) => verdict === 'fails')).toEqual([]);
  });

  test('an administrator who is not let in, and a Keycloak that is not there, are told, and nothing secret is', async () => {
    const refused = await declare('anyone', { CLIENT_SECRET: 'guessed' });
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/the administrator astroplatform is not let in: HTTP 401/),
    ]);
    const away = await declare('anyone', { KEYCLOAK_URL: 'http://127.0.0.1:9' });
    expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('(2 attempts)')]);
    for (const text of [refused.stderr, away.stderr, keycloak.log])
      for (const value of [secret, 'guessed', ...Object.values(PASSWORDS)].filter((one) => one !== 'keycloak'))
        expect(text).not.toContain(value);
  });

  test('whoever guesses passwords has to wait, also with the right one', async () => {
    const config = await configurationOf(issuer, 'harbor', secret);
    for (let tries = 0; tries < 12; tries++)
      await expect(logIn(config, harbor, address, { ...person, password: `guess ${tries}` })).rejects.toThrow();
    await expect(logIn(config, harbor, address, person)).rejects.toThrow(/Invalid username or password/);
  });

  const ingresses = () =>
    objectsOf<Ingress>('Ingress').filter(({ spec }) => spec?.rules?.[0]?.host === site.hosts.login);

  /** Where the Ingress of the site sends a request for an address. */
  function throughIngress(asked: string): string {
    const { pathname } = new URL(asked);
    const rewritten = ingresses().find(({ spec }) =>
      spec?.rules?.[0]?.http?.paths.some(({ path, pathType }) => pathType === 'Exact' && path === pathname),
    );
    const name = rewritten?.metadata?.annotations?.['traefik.ingress.kubernetes.io/router.middlewares']
      ?.split(',')
      .map((one) => one.replace(/^skaha-system-|@kubernetescrd$/g, ''))
      .at(-1);
    const middleware = objectsOf<{ metadata: { name: string }; spec: { replacePath?: { path: string } } }>(
      'Middleware',
    );
    const path = named(middleware, name ?? '').spec.replacePath?.path;
    return `${address}${path}`;
  }
});
