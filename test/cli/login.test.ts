import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readDiscovery } from '../../src/login/discovery';
import { HttpsServer } from '../assets/https';
import { Folder, SITE_YAML } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder({ 'keck.yaml': SITE_YAML });
});
afterEach(() => folder.remove());

test('the sheet for whoever registers clients', async () => {
  const { code, out, err } = await folder.run(['login', 'clients', 'keck.yaml']);
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe(`Clients at https://iam.example.org/

harbor images.example.org: web interface of the registry, and passwords for docker login
  client id     harbor
  redirect URI  https://images.example.org/c/oidc/callback
  after logout  https://images.example.org/account/sign-in
  scopes        openid profile email offline_access
  grants        authorization_code refresh_token
  secret        yes: client_secret_basic, with PKCE

command line: sessions from scripts; registers itself at each login
  scopes        openid profile email offline_access
  grants        urn:ietf:params:oauth:grant-type:device_code refresh_token
  secret        none
`);
  const { out: json } = await folder.run(['login', 'clients', 'keck.yaml', '-o', 'json']);
  expect(JSON.parse(json)).toMatchObject({ version: 1, site: 'keck', clients: [{}, { name: 'command line' }] });
});

test('another action is a mistake with an answer', async () => {
  const { code, err } = await folder.run(['login', 'out', 'keck.yaml']);
  expect([code, err]).toEqual([2, expect.stringContaining('known: clients, check')]);
});

/** Runs the command line as a process, which trusts the certificate of a server, or does not. */
async function runTrusting(
  server: HttpsServer | undefined,
  args: readonly string[],
  more: Record<string, string> = {},
) {
  const env = { ...process.env, ...more, ...(server && { NODE_EXTRA_CA_CERTS: server.certificate }) };
  const child = spawn(process.execPath, [join(__dirname, '../../bin/astroplatform.js'), ...args], {
    cwd: folder.path,
    env,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  const code = await new Promise((done) => child.on('close', done));
  return { code, text };
}

/** Checks a provider that answers so. */
async function check(answer: (issuer: string) => { status?: number; body: unknown }, isTrusted = true) {
  const server = await HttpsServer.start((request, response) => {
    const { status = 200, body } = answer(`https://${server.host}/`);
    const isDocument = request.url === '/.well-known/openid-configuration';
    response.writeHead(isDocument ? status : 404).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const { host } = server;
  folder.write('here.yaml', SITE_YAML.replace('https://iam.example.org/', `https://${host}/`));
  const { code, text } = await runTrusting(isTrusted ? server : undefined, ['login', 'check', 'here.yaml']);
  await server.stop();
  return { code, text: text.replaceAll(host, 'HOST') };
}

test('a certificate that has expired is told before anything else is done', async () => {
  let asked = 0;
  const server = await HttpsServer.start((_, response) => {
    asked++;
    response.end('{}');
  }, true);
  const content = 'hosts: [images.example.org], content: { projects: { skaha: {} } } }';
  folder.write(
    'here.yaml',
    SITE_YAML.replace('https://iam.example.org/', `https://${server.host}/`).replace(
      'hosts: [images.example.org] }',
      content,
    ),
  );
  const login = await runTrusting(server, ['login', 'check', 'here.yaml']);
  const harbor = await runTrusting(server, ['harbor', 'apply', 'here.yaml', '--address', server.host], {
    HARBOR_PASSWORD: 'Password-1',
  });
  await server.stop();
  for (const { code, text } of [login, harbor])
    expect([code, text]).toEqual([2, expect.stringMatching(/CERT_HAS_EXPIRED\. Renew (?:its|the) certificate/)]);
  expect(asked).toBe(0);
});

const fit = (issuer: string) => ({
  body: {
    issuer,
    ...Object.fromEntries(
      ['authorization', 'token', 'userinfo', 'registration', 'device_authorization'].map((name) => [
        `${name}_endpoint`,
        `${issuer}${name}`,
      ]),
    ),
    jwks_uri: `${issuer}jwks`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
    claims_supported: ['sub', 'preferred_username', 'groups'],
  },
});

test('a provider that is fit for the site says nothing', async () => {
  expect(await check(fit)).toEqual({ code: 0, text: '' });
});

test.each<[string, (issuer: string) => { status?: number; body: unknown }, boolean, number, string]>([
  [
    'a provider that states another issuer',
    (issuer) => ({ body: { issuer: issuer.slice(0, -1) } }),
    true,
    1,
    'the final slash differs',
  ],
  ['a provider that is not there', () => ({ status: 404, body: '' }), true, 2, 'answers 404'],
  ['a page instead of a document', () => ({ body: '<html>' }), true, 2, 'is no discovery document'],
  ['a redirect', () => ({ status: 302, body: '' }), true, 2, 'answers 302'],
  [
    'a certificate that nobody signed',
    (issuer) => ({ body: { issuer } }),
    false,
    2,
    'DEPTH_ZERO_SELF_SIGNED_CERT. Renew its certificate',
  ],
])('%s', async (_, answer, isTrusted, expected, message) => {
  const { code, text } = await check(answer, isTrusted);
  expect([code, text]).toEqual([expected, expect.stringContaining(message)]);
});

test("the platform's own provider, before it is delivered", async () => {
  await expect(readDiscovery('https://127.0.0.1:1/', true)).rejects.toMatchObject({
    problems: [{ path: 'login', act: 'Deliver the platform first, then check the network' }],
  });
});
