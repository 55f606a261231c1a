import { createHash } from 'node:crypto';
import { isLoopback } from '../../../loopback';
import { formatImageReference, type ImageReference } from '../../view/image-reference';
import { readChallenge } from './challenge';
import { type Credentials, credentialsFor, type Environment } from './credentials';
import { type Descriptor, MANIFEST_TYPES, refused } from './document';
import { type Answer, bodyOf, Http } from './http';
import { bytes, type Limits } from './limits';
import { loginAct, RegistryLogin } from './registry-login';
import type { ImageSource } from './source';
import { readWhole } from './verified';

/** What reading from a registry depends on. */
export interface RegistryOptions {
  readonly env: Environment;
  readonly limits: Limits;
  /** Talk to a registry on this machine without TLS. @default false */
  readonly plainHttp?: boolean;
  /** Milliseconds before the first repetition of a request. @default 250 */
  readonly backOff?: number;
}

/** Broken downloads of one layer that are taken up again. */
const RESUMPTIONS = 3;

/** An image in a registry, by the OCI distribution API. */
export class RegistrySource implements ImageSource {
  readonly name: string;
  readonly #base: URL;
  readonly #http: Http;
  readonly #login: RegistryLogin;
  #authorization: string | undefined;
  #credentials: Promise<Credentials | undefined> | undefined;

  /** @throws {UsageError} when plain HTTP is asked for, and the registry is not on this machine */
  constructor(
    private readonly reference: ImageReference,
    private readonly options: RegistryOptions,
  ) {
    const { host, repository } = reference;
    this.name = `docker://${formatImageReference(reference)}`;
    const address = host === 'docker.io' ? 'registry-1.docker.io' : host;
    this.#base = new URL(`${options.plainHttp ? 'http' : 'https'}://${address}/v2/${repository}/`);
    if (options.plainHttp && !isLoopback(this.#base.hostname)) {
      throw refused(this.name, `${host} is not this machine, and is read over TLS only`, 'Leave out --plain-http');
    }
    this.#http = new Http(this.name, this.#base, { limits: options.limits, backOff: options.backOff ?? 250 });
    const credentials = () => {
      this.#credentials ??= credentialsFor(host, repository, options.env);
      return this.#credentials;
    };
    this.#login = new RegistryLogin(this.name, this.#base, repository, credentials, this.#http, options.limits);
  }

  async root(): Promise<Buffer> {
    const { tag = 'latest', digest } = this.reference;
    return this.#manifest(digest ?? tag, digest);
  }

  manifest({ digest }: Descriptor): Promise<Buffer> {
    return this.#manifest(digest, digest);
  }

  async #manifest(name: string, digest: string | undefined): Promise<Buffer> {
    const { limits } = this.options;
    const response = await this.#get(`manifests/${name}`, { accept: MANIFEST_TYPES });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.#readable(bodyOf(response, limits.idle))) {
      length += chunk.length;
      if (length > limits.manifest) throw refused(this.name, `its manifest is longer than ${bytes(limits.manifest)}`);
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    if (digest === undefined) return body;
    return readWhole(only(body), { digest, size: body.length }, this.name, limits.manifest);
  }

  /** Bytes of a blob. A connection that breaks on the way is taken up where it broke. */
  async *blob({ digest }: Descriptor): AsyncGenerator<Buffer> {
    let have = 0;
    for (let attempt = 0; ; attempt++) {
      const response = await this.#get(`blobs/${digest}`, have > 0 ? { range: `bytes=${have}-` } : {});
      // A registry that does not know ranges begins again.
      let skip = response.status === 206 ? 0 : have;
      try {
        for await (const chunk of bodyOf(response, this.options.limits.idle)) {
          const rest = chunk.subarray(Math.min(skip, chunk.length));
          skip -= chunk.length - rest.length;
          have += rest.length;
          if (rest.length > 0) yield rest;
        }
        return;
      } catch (error) {
        if (attempt >= RESUMPTIONS) throw this.#http.unreachable(this.#base, error as Error);
      }
    }
  }

  async range({ digest }: Descriptor, from: number, to: number): Promise<Buffer | undefined> {
    const response = await this.#get(`blobs/${digest}`, { range: `bytes=${from}-${to - 1}` });
    if (response.status !== 206) {
      response.discard();
      return undefined;
    }
    const chunks: Buffer[] = [];
    let missing = to - from;
    for await (const chunk of this.#readable(bodyOf(response, this.options.limits.idle))) {
      chunks.push(chunk);
      missing -= chunk.length;
      if (missing < 0) break;
    }
    if (missing === 0) return Buffer.concat(chunks);
    throw refused(this.name, `${this.#base.host} answers with other bytes than those that were asked for`);
  }

  async *#readable(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    try {
      yield* body;
    } catch (error) {
      throw this.#http.unreachable(this.#base, error as Error);
    }
  }

  async #get(path: string, headers: Record<string, string>): Promise<Answer> {
    const url = new URL(path, this.#base);
    const send = () =>
      this.#http.send(url, {
        headers: {
          ...headers,
          // Layers come as they are stored: their digest is of these bytes.
          'accept-encoding': 'identity',
          'user-agent': 'astroplatform',
          ...(this.#authorization ? { authorization: this.#authorization } : {}),
        },
      });
    let response = await send();
    // Tokens end; the second challenge may also ask for more than the first.
    if (response.status === 401) {
      response.discard();
      const challenge = readChallenge(response.header('www-authenticate'));
      this.#authorization = challenge && (await this.#login.answer(challenge));
      if (this.#authorization) response = await send();
    }
    if (response.status === 200 || response.status === 206) return response;
    response.discard();
    throw this.#refusal(response.status, path);
  }

  #refusal(status: number, path: string): Error {
    const { host } = this.#base;
    if (status === 401 || status === 403) {
      return refused(this.name, `${host} does not let us read it (${status})`, loginAct(this.#base));
    }
    if (status !== 404) return refused(this.name, `${host} answers ${status} for ${path}`);
    return path.startsWith('manifests/')
      ? refused(
          this.name,
          `${host} has no such image`,
          'Check project, name and tag; some registries hide what needs a login',
        )
      : refused(this.name, `${host} has lost ${path}`, 'Push the image again');
  }
}

async function* only(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}

/** The digest of a document. */
export const sha256 = (body: Buffer): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;
