import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../../errors';
import { fields } from './document';
import { bytes, LIMITS } from './limits';

/** How a user proves to a registry who he is. */
export interface Credentials {
  readonly user: string;
  readonly secret: string;
  /** The secret is an identity token, which a token service exchanges. */
  readonly identity?: boolean;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What `podman login` or `docker login` left for a repository; undefined where there is nothing, and the registry is
 * then asked as nobody. The files are looked through in the order in which those tools do it.
 *
 * @throws {UsageError} when a file is no JSON or a helper fails: to go on as nobody would hide that
 */
export async function credentialsFor(
  host: string,
  repository: string,
  env: Environment,
): Promise<Credentials | undefined> {
  for (const file of authFiles(env)) {
    const config = readAuthFile(file);
    if (config === undefined) continue;
    const found = await fromFile(config, host, repository, file, env);
    if (found) return found;
  }
  return undefined;
}

function authFiles(env: Environment): readonly string[] {
  if (env.REGISTRY_AUTH_FILE) return [env.REGISTRY_AUTH_FILE];
  const home = env.HOME ?? homedir();
  return [
    ...(env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, 'containers/auth.json')] : []),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'containers/auth.json'),
    join(env.DOCKER_CONFIG || join(home, '.docker'), 'config.json'),
  ];
}

function readAuthFile(file: string): Readonly<Record<string, unknown>> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return fields(JSON.parse(text));
  } catch {
    // Not the parser's message: it quotes what stands in the file.
    throw new UsageError(`${file}: cannot be read`, [{ fact: 'it is not JSON', act: 'Log in again' }]);
  }
}

async function fromFile(
  config: Readonly<Record<string, unknown>>,
  host: string,
  repository: string,
  file: string,
  env: Environment,
): Promise<Credentials | undefined> {
  const auths = fields(config.auths);
  const keys = keysOf(host, repository);
  const helpers = fields(config.credHelpers);
  const own = keys.map((key) => helpers[key]).find((name) => typeof name === 'string');
  const entry = keys.map((key) => fields(auths[key])).find((one) => Object.keys(one).length > 0);
  const { auth, identitytoken } = entry ?? {};
  const server = host === 'docker.io' ? HUB : host;
  // A helper for this registry comes before what the file itself holds, one for all registries after it.
  if (typeof own === 'string') return fromHelper(own, server, env);
  if (typeof auth === 'string' && auth !== '') return decoded(auth, identitytoken, file);
  return typeof config.credsStore === 'string' ? fromHelper(config.credsStore, server, env) : undefined;
}

/** The name that docker has for its own registry. */
const HUB = 'https://index.docker.io/v1/';

/** Names that an entry may have, the narrowest first. */
function keysOf(host: string, repository: string): readonly string[] {
  const parts = repository.split('/');
  const narrow = parts.map((_, index) => `${host}/${parts.slice(0, parts.length - index).join('/')}`);
  const hub = host === 'docker.io' ? ['index.docker.io', HUB] : [`https://${host}`];
  return [...narrow, host, ...hub];
}

function decoded(auth: string, identity: unknown, file: string): Credentials {
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = text.indexOf(':');
  if (colon < 0) throw new UsageError(`${file}: cannot be read`, [{ fact: 'an entry is broken', act: 'Log in again' }]);
  const user = text.slice(0, colon);
  if (typeof identity === 'string' && identity !== '') return { user, secret: identity, identity: true };
  return { user, secret: text.slice(colon + 1) };
}

/** What is not the helper's own failure. */
const FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'it is not installed',
  ERR_CHILD_PROCESS_STDIO_MAXBUFFER: `it answers more than ${bytes(LIMITS.credentials)}`,
};

/** Asks a program that keeps secrets, as docker does. It is found on PATH, where the user put it. */
function fromHelper(name: string, server: string, env: Environment): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  const failed = (fact: string) => new UsageError(`${program}: cannot be asked for ${server}`, [{ fact }]);
  if (!/^[\w.-]{1,64}$/.test(name)) throw failed('this is no name of a credential helper');
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      ['get'],
      { env, timeout: 30_000, maxBuffer: LIMITS.credentials },
      (error, stdout) => {
        if (/credentials not found/.test(stdout)) return resolve(undefined);
        if (error) return reject(failed(FAILURES[String(error.code)] ?? 'it failed'));
        const { Username, Secret } = answerOf(stdout);
        if (typeof Username !== 'string' || typeof Secret !== 'string')
          return reject(failed('its answer is not understood'));
        resolve({ user: Username, secret: Secret, ...(Username === '<token>' ? { identity: true } : {}) });
      },
    );
    // A helper that ends before it has read is judged by how it ended.
    child.stdin?.on('error', () => {});
    child.stdin?.end(server);
  });
}

function answerOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return fields(JSON.parse(text));
  } catch {
    return {};
  }
}
