import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { LIMITS, type Limits } from '../../../../src/check/read/image/limits';
import { RegistrySource } from '../../../../src/check/read/image/registry-source';
import { parseImageReference } from '../../../../src/check/view/image-reference';
import { ask } from './ask';
import { digestOf, imageOf, temporary } from './image-writer';
import { RegistryDouble } from './registry-double';
import { file, folder } from './tar-writer';

const image = imageOf(
  [
    [folder('etc'), file('etc/big', 'x'.repeat(300_000)), file('low', 'l')],
    [folder('etc'), file('etc/nsswitch.conf', 'passwd: files sss')],
  ],
  { config: { User: '1000' }, pack: (tar) => tar },
);
const [low = '', top = ''] = image.layers;

let registry: RegistryDouble;
beforeEach(async () => {
  registry = await RegistryDouble.of({ 'skaha/notebook:1': image, 'skaha/notebook:latest': image });
});
afterEach(() => registry.close());

const home = temporary();
interface Options {
  readonly limits?: Partial<Limits>;
  readonly env?: Record<string, string>;
  readonly plainHttp?: boolean;
}
const source = (name = 'skaha/notebook:1', { limits, env = {}, plainHttp = true }: Options = {}) => {
  const reference = parseImageReference(name.includes('//') ? name.slice(2) : `${registry.host}/${name}`);
  if (!reference) throw new Error(`${name} is no reference`);
  return new RegistrySource(reference, {
    limits: { ...LIMITS, ...limits },
    env: { HOME: home, ...env },
    plainHttp,
    backOff: 1,
  });
};
const userOf = (from = source()) => ask(from, ({ user }) => user);
const nsswitchOf = (from = source()) => ask(from, (container) => container.text('/etc/nsswitch.conf'));
const lowOf = (from = source()) => ask(from, (container) => container.text('/low'));
const paths = () => registry.asked.map(({ url }) => url.replace('/v2/skaha/notebook/', ''));
const reply = (response: ServerResponse, status: number, headers: Record<string, string> = {}, body = '') => {
  response.writeHead(status, headers).end(body);
  return true;
};

describe('requests', () => {
  test('two for what the configuration says', async () => {
    await expect(userOf()).resolves.toMatchObject({ value: '1000' });
    expect(paths()).toEqual(['manifests/1', expect.stringMatching(/^blobs\//)]);
    expect(registry.asked.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test('one more for what the top layer says', async () => {
    await expect(nsswitchOf()).resolves.toMatchObject({ value: 'passwd: files sss' });
    expect(paths()).toEqual(['manifests/1', expect.any(String), `blobs/${top}`]);
    expect(registry.sent).toBeLessThan(10_000);
  });

  test('no tag is latest; a digest is the image itself, whatever its tag', async () => {
    await userOf(source('skaha/notebook'));
    const digest = digestOf(image.manifest);
    await userOf(source(`skaha/notebook:other@${digest}`));
    expect(paths().filter((path) => path.startsWith('manifests'))).toEqual(['manifests/latest', `manifests/${digest}`]);
  });

  test('a manifest that is not what its digest says', async () => {
    const other = `sha256:${'0'.repeat(64)}`;
    registry.before = ({ url }, response) => (url?.endsWith(other) ? reply(response, 200, {}, '{}') : undefined);
    await expect(userOf(source(`skaha/notebook@${other}`))).rejects.toThrow('have the digest sha256:');
  });

  test.each([
    ['no such image', 404, /has no such image. Check project, name and tag/],
    ['no right', 403, /does not let us read it \(403\). Log in \(podman login 127/],
    ['no way in', 401, /does not let us read it \(401\). Log in/],
    ['a teapot', 418, /answers 418 for manifests\/1/],
  ])('%s', async (_, status, message) => {
    registry.before = (_request, response) => reply(response, status);
    await expect(userOf()).rejects.toThrow(message);
    await expect(userOf()).rejects.toMatchObject({ name: 'UsageError' });
  });

  test('a layer that the registry has lost', async () => {
    registry.before = ({ url }, response) => (url?.endsWith(top) ? reply(response, 404) : undefined);
    await expect(nsswitchOf()).rejects.toThrow(/has lost blobs\/sha256/);
  });

  test('a manifest beyond the limit is not read to its end', async () => {
    registry.before = (_request, response) => reply(response, 200, {}, 'x'.repeat(5000));
    await expect(userOf(source('skaha/notebook:1', { limits: { manifest: 4096 } }))).rejects.toThrow(
      'longer than 4 KiB',
    );
  });

  test('nobody answers', async () => {
    registry.before = () => true;
    await expect(userOf(source('skaha/notebook:1', { limits: { idle: 50 } }))).rejects.toThrow(
      /cannot be reached: it does not answer/,
    );
  });

  test('nobody is there', async () => {
    const from = source();
    await registry.close();
    registry = await RegistryDouble.of({});
    await expect(userOf(from)).rejects.toThrow(/cannot be reached: ECONNREFUSED/);
  });
});

describe('what passes by itself is tried again', () => {
  test.each([429, 500, 502, 503])('%i, and then an answer', async (status) => {
    let failures = 2;
    registry.before = (_request, response) => (failures-- > 0 ? reply(response, status) : undefined);
    await expect(userOf()).resolves.toMatchObject({ known: true });
    expect(registry.asked).toHaveLength(4);
  });

  test('but not for ever', async () => {
    registry.before = (_request, response) => reply(response, 503);
    await expect(userOf()).rejects.toThrow('answers 503');
    expect(registry.asked).toHaveLength(5);
  });

  test('and not when it is asked to wait for an hour', async () => {
    registry.before = (_request, response) => reply(response, 429, { 'retry-after': '3600' });
    await expect(userOf()).rejects.toThrow('asks to wait 3600 seconds');
    expect(registry.asked).toHaveLength(1);
  });

  test('a connection that breaks before the answer', async () => {
    let failures = 1;
    registry.before = (request) => {
      if (failures-- <= 0) return undefined;
      request.socket.destroy();
      return true;
    };
    await expect(userOf()).resolves.toMatchObject({ known: true });
  });

  test.each([
    ['takes up', true],
    ['begins again, where ranges are not known', false],
  ])('a layer that breaks off: it %s', async (_, ranges) => {
    const blob = image.blobs.get(low) as Buffer;
    let breaks = 2;
    registry.before = (request, response) => {
      if (!request.url?.endsWith(low)) return undefined;
      if (!ranges) request.headers.range = undefined;
      if (breaks-- <= 0) return ranges ? undefined : reply(response, 200, {}, blob.toString('latin1'));
      const from = ranges ? Number(/\d+/.exec(request.headers.range ?? '0')?.[0]) : 0;
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': blob.length - from });
      response.write(blob.subarray(from, from + 100_000), () => setTimeout(() => request.socket.destroy(), 30));
      return true;
    };
    await expect(lowOf()).resolves.toMatchObject({ value: 'l' });
    const asked = registry.asked.filter(({ url }) => url.endsWith(low)).map(({ range }) => range);
    expect(asked).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/), expect.stringMatching(/^bytes=\d+-$/)]);
  });

  test('a layer that falls silent', async () => {
    registry.before = ({ url }, response) => {
      if (!url?.endsWith(top)) return undefined;
      response.writeHead(200).write('x');
      return true;
    };
    await expect(nsswitchOf(source('skaha/notebook:1', { limits: { idle: 60 } }))).rejects.toThrow(
      'no byte for 0.06 seconds',
    );
  });
});

describe('redirects', () => {
  const login = { auths: {} as Record<string, { auth: string }> };
  const withLogin = (): Options => {
    login.auths[registry.host] = { auth: Buffer.from('user:secret').toString('base64') };
    return { env: { REGISTRY_AUTH_FILE: authFile(login) } };
  };
  const challenged: RegistryDouble['before'] = ({ headers }, response) =>
    headers.authorization ? undefined : reply(response, 401, { 'www-authenticate': 'Basic realm="x"' });

  test('to another host are followed without our secret', async () => {
    const storage = await RegistryDouble.of({ 'skaha/notebook:1': image });
    registry.before = (request, response) =>
      challenged(request, response) ??
      (request.url?.includes('/blobs/')
        ? reply(response, 307, { location: `http://${storage.host}${request.url}` })
        : undefined);
    await expect(nsswitchOf(source('skaha/notebook:1', withLogin()))).resolves.toMatchObject({ known: true });
    expect(storage.asked).toHaveLength(2);
    expect(storage.asked.every(({ authorization }) => authorization === undefined)).toBe(true);
    expect(registry.asked.at(-1)?.authorization).toMatch(/^Basic /);
    await storage.close();
  });

  test('on the same host keep it', async () => {
    registry.before = (request, response) =>
      challenged(request, response) ??
      (request.url?.endsWith('/1') ? reply(response, 302, { location: 'latest' }) : undefined);
    await expect(userOf(source('skaha/notebook:1', withLogin()))).resolves.toMatchObject({ known: true });
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data', /link-local/],
    ['https://[::ffff:169.254.169.254]/x', /link-local/],
    ['https://user:pass@images.example.org/x', /user name/],
    ['file:///etc/passwd', /not https/],
    ['http://[', /no address/],
  ])('to %s are not followed', async (location, message) => {
    registry.before = (_request, response) => reply(response, 307, { location });
    await expect(userOf()).rejects.toThrow(message);
    expect(registry.asked).toHaveLength(1);
  });

  test('have an end', async () => {
    registry.before = ({ url }, response) => reply(response, 301, { location: `${url}` });
    await expect(userOf()).rejects.toThrow('redirects more than 5 times');
    expect(registry.asked).toHaveLength(6);
  });
});

describe('tokens', () => {
  const service = (token: (query: URLSearchParams, authorization?: string) => string | undefined, field = 'token') => {
    registry.before = (request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (url.pathname === '/service/token') {
        const value = token(url.searchParams, request.headers.authorization);
        return value === undefined
          ? reply(response, 401)
          : reply(response, 200, {}, JSON.stringify({ [field]: value }));
      }
      if (request.headers.authorization === 'Bearer good') return undefined;
      const realm = `Bearer realm="http://${registry.host}/service/token",service="harbor-registry",scope="repository:skaha/notebook:pull"`;
      return reply(response, 401, { 'www-authenticate': `Basic realm="no", ${realm}` });
    };
  };

  test.each(['token', 'access_token'])('for nobody in particular, in the field %s', async (field) => {
    service((query) => {
      expect(Object.fromEntries(query)).toEqual({
        service: 'harbor-registry',
        scope: 'repository:skaha/notebook:pull',
      });
      return 'good';
    }, field);
    await expect(nsswitchOf()).resolves.toMatchObject({ known: true });
    expect(registry.asked.filter(({ url }) => url.startsWith('/service'))).toHaveLength(1);
  });

  test('for the robot account of a project', async () => {
    service((_query, authorization) =>
      authorization === `Basic ${Buffer.from('robot$skaha+ci:p:w').toString('base64')}` ? 'good' : undefined,
    );
    const auth = Buffer.from('robot$skaha+ci:p:w').toString('base64');
    const REGISTRY_AUTH_FILE = authFile({ auths: { [registry.host]: { auth } } });
    await expect(userOf(source('skaha/notebook:1', { env: { REGISTRY_AUTH_FILE } }))).resolves.toMatchObject({
      known: true,
    });
    await expect(userOf()).rejects.toThrow(/gives no token \(401\), and there are no credentials for it. Log in/);
  });

  test('that end are asked for again', async () => {
    let current = 'good';
    service(() => 'good');
    const usual = registry.before;
    registry.before = (request, response) => {
      if (request.url?.endsWith(top) && current === 'good') {
        current = 'ended';
        return reply(response, 401, { 'www-authenticate': `Bearer realm="http://${registry.host}/service/token"` });
      }
      return usual(request, response);
    };
    await expect(nsswitchOf()).resolves.toMatchObject({ known: true });
    expect(registry.asked.filter(({ url }) => url.startsWith('/service'))).toHaveLength(2);
  });

  test('an identity token is exchanged; a service that cannot is asked the old way', async () => {
    const REGISTRY_AUTH_FILE = authFile({
      auths: { [registry.host]: { auth: 'PHRva2VuPjo=', identitytoken: 'identity' } },
    });
    const posts: string[] = [];
    service(() => 'bad');
    const usual = registry.before;
    registry.before = (request, response) => {
      if (request.method !== 'POST') return usual(request, response);
      request.on('data', (chunk) => posts.push(String(chunk)));
      request.on('end', () => reply(response, 200, {}, '{"access_token":"good"}'));
      return true;
    };
    await expect(userOf(source('skaha/notebook:1', { env: { REGISTRY_AUTH_FILE } }))).resolves.toMatchObject({
      known: true,
    });
    expect(new URLSearchParams(posts.join('')).get('refresh_token')).toBe('identity');
  });

  test.each([
    ['Bearer realm="http://169.254.169.254/token"', /link-local/],
    ['Bearer realm="ftp://images.example.org/"', /not https/],
    ['Bearer service="x"', /no address/],
    ['Negotiate abc', /does not let us read it/],
    ['', /does not let us read it/],
  ])('are not asked of %s', async (header, message) => {
    registry.before = (_request, response) => reply(response, 401, { 'www-authenticate': header });
    await expect(userOf()).rejects.toThrow(message);
    expect(registry.asked).toHaveLength(1);
  });

  test.each([
    ['an answer beyond the limit', 'x'.repeat(70_000), /more than 64 KiB/],
    ['no JSON', '<html>', /not JSON/],
    ['no token', '{}', /without a token/],
    ['a token that would break a header', '{"token":"a\\r\\nb"}', /without a token/],
  ])('%s', async (_, body, message) => {
    service(() => 'good');
    const usual = registry.before;
    registry.before = (request, response) =>
      request.url?.startsWith('/service') ? reply(response, 200, {}, body) : usual(request, response);
    await expect(userOf()).rejects.toThrow(message);
  });
});

function authFile(content: unknown): string {
  const path = join(temporary(), 'auth.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('credentials', () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });
  const sentWith = async (env: Record<string, string>) => {
    registry.before = ({ headers }, response) =>
      headers.authorization ? undefined : reply(response, 401, { 'www-authenticate': 'Basic realm="registry"' });
    await userOf(source('skaha/notebook:1', { env }));
    return registry.asked.at(-1)?.authorization;
  };

  test('the narrowest entry holds', async () => {
    const auths = {
      [registry.host]: auth('all:1'),
      [`${registry.host}/skaha`]: auth('project:2'),
      [`${registry.host}/skaha/notebook`]: auth('repository:3'),
    };
    await expect(sentWith({ REGISTRY_AUTH_FILE: authFile({ auths }) })).resolves.toBe(basic('repository:3'));
    const { [`${registry.host}/skaha/notebook`]: _, ...wider } = auths;
    await expect(sentWith({ REGISTRY_AUTH_FILE: authFile({ auths: wider }) })).resolves.toBe(basic('project:2'));
  });

  test('podman comes before docker', async () => {
    const place = (path: string, text: string) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify({ auths: { [registry.host]: auth(text) } }));
    };
    const root = temporary();
    const env = { HOME: root, XDG_RUNTIME_DIR: join(root, 'run') };
    place(join(root, '.docker/config.json'), 'docker:1');
    await expect(sentWith(env)).resolves.toBe(basic('docker:1'));
    place(join(root, 'run/containers/auth.json'), 'podman:2');
    await expect(sentWith(env)).resolves.toBe(basic('podman:2'));
  });

  const helper = (script: string) => {
    const bin = temporary();
    const program = join(bin, 'docker-credential-double');
    writeFileSync(program, `#!/bin/sh\nread host\n${script}\n`);
    chmodSync(program, 0o755);
    return `${bin}:${process.env.PATH}`;
  };
  const says = (user: string, secret: string) => `echo "{\\"Username\\":\\"${user}\\",\\"Secret\\":\\"${secret}\\"}"`;

  test('a credential helper is asked for this host alone', async () => {
    const PATH = helper(says('$1', '$host'));
    const REGISTRY_AUTH_FILE = authFile({ credHelpers: { [registry.host]: 'double' } });
    await expect(sentWith({ PATH, REGISTRY_AUTH_FILE })).resolves.toBe(basic(`get:${registry.host}`));
  });

  test('a helper for the registry comes before the file itself, one for all registries after it', async () => {
    const PATH = helper(says('helper', '1'));
    const auths = { [registry.host]: auth('file:2') };
    const own = authFile({ auths, credHelpers: { [registry.host]: 'double' } });
    await expect(sentWith({ PATH, REGISTRY_AUTH_FILE: own })).resolves.toBe(basic('helper:1'));
    const all = authFile({ auths, credsStore: 'double' });
    await expect(sentWith({ PATH, REGISTRY_AUTH_FILE: all })).resolves.toBe(basic('file:2'));
    const only = authFile({ auths: { [registry.host]: {} }, credsStore: 'double' });
    await expect(sentWith({ PATH, REGISTRY_AUTH_FILE: only })).resolves.toBe(basic('helper:1'));
  });

  test('a helper that has nothing leaves us nobody', async () => {
    const PATH = helper('echo "credentials not found in native keychain"; exit 1');
    const env = { PATH, REGISTRY_AUTH_FILE: authFile({ credsStore: 'double' }) };
    await expect(userOf(source('skaha/notebook:1', { env }))).resolves.toMatchObject({ known: true });
    expect(registry.asked[0]?.authorization).toBeUndefined();
  });

  test('a helper that answers without end is stopped', async () => {
    const PATH = helper('yes secret | head -c 2000000');
    const refusal = sentWith({ PATH, REGISTRY_AUTH_FILE: authFile({ credsStore: 'double' }) });
    await expect(refusal).rejects.toThrow(/docker-credential-double.*it answers more than 1 MiB/s);
  });

  test.each<[string, RegistryDouble['before']]>([
    ['a refusal', (_request, response) => reply(response, 403, {}, 'password-of-user')],
    ['an answer that quotes it', (_request, response) => reply(response, 200, {}, 'password-of-user')],
    [
      'a redirect that carries it',
      (_request, response) => reply(response, 307, { location: 'http://a:password-of-user@x/' }),
    ],
    [
      'a token service that refuses',
      ({ url, headers }, response) =>
        url?.startsWith('/token')
          ? reply(response, 401, {}, 'password-of-user')
          : reply(response, 401, { 'www-authenticate': `Bearer realm="http://${headers.host}/token"` }),
    ],
  ])('no message tells them: %s', async (_, before) => {
    registry.before = (request, response) =>
      request.headers.authorization || request.url?.startsWith('/token')
        ? before(request, response)
        : reply(response, 401, { 'www-authenticate': 'Basic realm="registry"' });
    const auths = { [registry.host]: auth('user:password-of-user') };
    const error = await userOf(source('skaha/notebook:1', { env: { REGISTRY_AUTH_FILE: authFile({ auths }) } })).catch(
      (refusal) => refusal,
    );
    expect(error).toMatchObject({ name: 'UsageError' });
    expect([error.stack, JSON.stringify(error)].join('\n')).not.toMatch(
      new RegExp(`password-of-user|${Buffer.from('user:password-of-user').toString('base64')}`),
    );
  });

  test.each([
    ['a file that is no JSON', '{"auths": secret', /it is not JSON. Log in again/],
    ['an entry that is broken', { auths: { HOST: auth('nocolon') } }, /an entry is broken/],
    ['a helper that is not there', { credsStore: 'is-not-there' }, /it is not installed/],
    ['a helper that is a path', { credsStore: '../../bin/sh' }, /no name of a credential helper/],
  ])('%s is said, and not passed over', async (_, content, message) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content).replace('HOST', registry.host);
    const refusal = sentWith({ REGISTRY_AUTH_FILE: authFile(text) });
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow('secret');
  });
});

describe('TLS', () => {
  test('plain HTTP is for this machine only', () => {
    expect(() => source('//images.example.org/skaha/notebook:1')).toThrow(
      'is not this machine, and is read over TLS only',
    );
    expect(() => source('//127.0.0.1.example.org/skaha/notebook:1')).toThrow('is not this machine');
  });

  test('a registry that speaks plain HTTP is not read without being asked to', async () => {
    await expect(userOf(source('skaha/notebook:1', { plainHttp: false }))).rejects.toThrow('cannot be reached');
    expect(registry.asked).toEqual([]);
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const keys = temporary();
    const openssl = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...openssl, '-keyout', join(keys, 'key'), '-out', join(keys, 'cert')], {
      stdio: 'ignore',
    });
    const server = createTls(
      { key: readFileSync(join(keys, 'key')), cert: readFileSync(join(keys, 'cert')) },
      (_, response) => response.end('{}'),
    );
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(userOf(source(`//localhost:${port}/skaha/notebook:1`, { plainHttp: false }))).rejects.toThrow(
      /cannot be reached: DEPTH_ZERO_SELF_SIGNED_CERT. Make Node.js trust/,
    );
    server.closeAllConnections();
    server.close();
  });
});
