import type { Challenge } from './challenge';
import type { Credentials } from './credentials';
import { refusalOf } from './destination';
import { fields, parseJson, refused } from './document';
import { type Answer, bodyOf, type Http } from './http';
import { bytes, type Limits } from './limits';

/** Answers the challenges of a registry: with a password, or with a token of the service that it names. */
export class RegistryLogin {
  constructor(
    private readonly image: string,
    private readonly registry: URL,
    private readonly repository: string,
    private readonly credentials: () => Promise<Credentials | undefined>,
    private readonly http: Http,
    private readonly limits: Limits,
  ) {}

  /**
   * The `Authorization` header for a challenge; undefined when there is nothing to answer with.
   *
   * @throws {UsageError} when the token service refuses, or is at a place that secrets are not sent to
   */
  async answer(challenge: Challenge): Promise<string | undefined> {
    const credentials = await this.credentials();
    if (challenge.scheme === 'bearer') return `Bearer ${await this.#token(challenge.parameters, credentials)}`;
    return credentials && !credentials.identity ? basic(credentials) : undefined;
  }

  async #token(parameters: Challenge['parameters'], credentials: Credentials | undefined): Promise<string> {
    const { realm = '', service } = parameters;
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    const why = url ? refusalOf(url, this.registry, credentials !== undefined) : 'it is no address';
    if (url === undefined || why) {
      throw refused(this.image, `${this.registry.host} names a token service that we do not ask: ${why}`);
    }
    const scope = parameters.scope || `repository:${this.repository}:pull`;
    const query = new URLSearchParams({ ...(service ? { service } : {}), scope });
    const response =
      (credentials?.identity ? await this.#exchange(url, query, credentials) : undefined) ??
      (await this.#ask(url, query, credentials));
    if (response.status !== 200) {
      response.discard();
      throw refused(
        this.image,
        `${url.host} gives no token (${response.status})${credentials ? '' : ', and there are no credentials for it'}`,
        loginAct(this.registry),
      );
    }
    const { token, access_token } = fields(
      parseJson(await this.#small(response), this.image, 'the answer of its token service', this.limits),
    );
    const value = typeof token === 'string' && token !== '' ? token : access_token;
    // Anything else would end up in a header.
    if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return value;
    throw refused(this.image, `${url.host} answers without a token`);
  }

  #ask(url: URL, query: URLSearchParams, credentials: Credentials | undefined): Promise<Answer> {
    const target = new URL(url);
    for (const [key, value] of query) target.searchParams.append(key, value);
    const known = credentials !== undefined && !credentials.identity;
    return this.http.send(target, { headers: known ? { authorization: basic(credentials) } : {} });
  }

  /** OAuth 2: an identity token becomes an access token. Not every service knows it. */
  async #exchange(url: URL, query: URLSearchParams, { secret }: Credentials): Promise<Answer | undefined> {
    const form = new URLSearchParams(query);
    form.set('grant_type', 'refresh_token');
    form.set('client_id', 'astroplatform');
    form.set('refresh_token', secret);
    const response = await this.http.send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    if (response.status !== 404) return response;
    response.discard();
    return undefined;
  }

  async #small(response: Answer): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of bodyOf(response, this.limits.idle)) {
      length += chunk.length;
      if (length > this.limits.token) {
        throw refused(this.image, `its token service answers more than ${bytes(this.limits.token)}`);
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}

const basic = ({ user, secret }: Credentials) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

/** What a user does who is not let in. */
export const loginAct = (registry: URL) =>
  `Log in (podman login ${registry.host}, or docker login ${registry.host}); in Harbor the password is the CLI secret`;
