// A login provider to play with: a few users, one password, nothing kept. Never for people whose work matters.
//
// ISSUER, PORT, CONFIG (a file: users and programs), PASSWORD, SECRETS (a folder: a file per program with its secret). The
// protocol is oidc-provider's; what is written here is who may log in, and the page on which they do.
import { createHash, generateKeyPairSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Provider from 'oidc-provider';

const { ISSUER, PORT, CONFIG, PASSWORD, SECRETS } = process.env;
for (const [name, value] of Object.entries({ ISSUER, PORT, CONFIG, PASSWORD, SECRETS }))
  if (!value) {
    process.stderr.write(`dev-login: ${name} is not set\n`);
    process.exit(2);
  }

const { users, clients } = JSON.parse(readFileSync(CONFIG, 'utf8'));

/** The session service takes a user by a UUID only, and by the same one every time. */
function idOf(name) {
  const bytes = createHash('sha256').update(`${ISSUER} ${name}`).digest().subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const accounts = new Map(
  Object.entries(users).map(([name, { groups }]) => [
    idOf(name),
    { name, preferred_username: name, email: `${name}@${new URL(ISSUER).hostname}`, email_verified: false, groups },
  ]),
);

const digest = (text) => createHash('sha256').update(text).digest();
const isPassword = (text) => timingSafeEqual(digest(text), digest(PASSWORD));

const SCOPES = ['openid', 'profile', 'email', 'offline_access'];
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(ISSUER, {
  clients: clients.map(({ id, redirects, logouts }) => ({
    client_id: id,
    client_secret: secretOf(id),
    redirect_uris: redirects,
    post_logout_redirect_uris: logouts,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: SCOPES.join(' '),
  })),
  scopes: SCOPES,
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username', 'groups'],
    email: ['email', 'email_verified'],
  },
  // Harbor reads the groups from the ID token.
  conformIdTokenClaims: false,
  findAccount: (_, id) => {
    const account = accounts.get(id);
    return account && { accountId: id, claims: () => ({ sub: id, ...account }) };
  },
  // Programs of the platform ask for offline_access without asking people again.
  issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
  loadExistingGrant: grantOf,
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    registration: { enabled: true },
    revocation: { enabled: true },
  },
  routes: { userinfo: '/userinfo' },
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  ttl: {
    AccessToken: 900,
    IdToken: 900,
    DeviceCode: 600,
    Interaction: 3600,
    Session: 43_200,
    Grant: 43_200,
    RefreshToken: 43_200,
  },
});
// TLS ends at the ingress controller.
provider.proxy = true;

function secretOf(id) {
  const file = join(SECRETS, id);
  return existsSync(file) ? readFileSync(file, 'utf8') : randomBytes(32).toString('hex');
}

/** Whoever logged in has agreed: all programs are the platform's own, or run on the user's own machine. */
async function grantOf({ oidc }) {
  const { client, session, result } = oidc;
  const known = result?.consent?.grantId ?? session.grantIdFor(client.clientId);
  if (known) return oidc.provider.Grant.find(known);
  const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(SCOPES.join(' '));
  await grant.save();
  return grant;
}

const page = (uid, said) => `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Log in</title>
<style>body{font:16px sans-serif;max-width:22em;margin:4em auto}input,button{display:block;width:100%;margin:.5em 0;padding:.5em}</style>
<h1>Log in</h1><p>A login to play with: ${[...accounts.values()].map(({ name }) => name).join(', ')}.</p>${said ? `<p role="alert">${said}</p>` : ''}
<form method="post" action="/interaction/${uid}"><label>User <input name="username" autocomplete="username" required></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label><button>Log in</button></form></html>`;

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 65_536) throw new Error('a body that is too long');
  }
  return text;
}

async function interaction(request, response) {
  const { uid, prompt } = await provider.interactionDetails(request, response);
  const show = (said) =>
    response
      .writeHead(said ? 401 : 200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
      .end(page(uid, said));
  if (request.method !== 'POST') return show();
  const fields = new URLSearchParams(await bodyOf(request));
  const id = idOf(fields.get('username') ?? '');
  const isRight = isPassword(fields.get('password') ?? '') && accounts.has(id) && prompt.name === 'login';
  if (isRight) return provider.interactionFinished(request, response, { login: { accountId: id } });
  // Whoever guesses has to wait.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return show('This user or this password is wrong.');
}

/** The command line registers as a device and names no address, which is what it has; oidc-provider insists on a list. */
async function registration(request) {
  let asked;
  try {
    asked = JSON.parse(await bodyOf(request));
  } catch {
    asked = {};
  }
  const isDevice = Array.isArray(asked?.grant_types) && asked.grant_types.includes(DEVICE);
  request.body = isDevice && !asked.redirect_uris ? { ...asked, redirect_uris: [], response_types: [] } : asked;
}

const callback = provider.callback();
createServer(async (request, response) => {
  try {
    const { pathname } = new URL(request.url, ISSUER);
    if (pathname === '/health') return response.writeHead(200).end('ok\n');
    if (pathname.startsWith('/interaction/')) return await interaction(request, response);
    if (pathname === '/reg' && request.method === 'POST') await registration(request);
    return await callback(request, response);
  } catch (error) {
    if (!response.headersSent) response.writeHead(400, { 'Content-Type': 'text/plain' });
    response.end(`${error.error_description ?? error.message}\n`);
  }
}).listen(Number(PORT), () => process.stdout.write(`dev-login: answers as ${ISSUER}\n`));
process.on('SIGTERM', () => process.exit(0));
