import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../errors';
import { isLoopback } from '../loopback';
import { type Fields, fieldsOf, listOf } from './answer';
import { HarborError } from './harbor-error';

/** Who asks. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** How a Harbor is asked. */
export interface ApiOptions {
  /** Talk to a Harbor on this machine without TLS. @default false */
  readonly plainHttp?: boolean;
  /** Milliseconds before the first repetition of a request; each next one waits twice as long. @default 500 */
  readonly backOff?: number;
  /** Texts that must not come back in a message. */
  readonly secrets?: readonly string[];
}

/** What Harbor answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The last part of the address of what was made: its id. */
  readonly id: string | undefined;
  /** Elements that a list has in all. */
  readonly total: number | undefined;
  /** Harbor's own clock, seconds since 1970. */
  readonly now: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const REPETITIONS = 5;
/** Seconds that Harbor may ask us to wait. */
const PATIENCE = 120;
/** Milliseconds without an answer. */
const SILENCE = 60_000;
/** Most elements that Harbor puts on a page (api/v2.0/swagger.yaml, `pageSize`). */
const PAGE = 100;
/** Nobody has a list of more. */
const MOST = 1_000_000;

/**
 * Harbor's API (version 2.0). Requests that fail for a while (429, 5xx, broken connections) are repeated, all others are
 * told once. No cookies are kept: with a session cookie Harbor demands a CSRF token
 * (goharbor/harbor:src/server/middleware/csrf/csrf.go).
 */
export class HarborApi {
  /** Who asks. */
  readonly user: string;
  readonly #base: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #hidden: readonly string[];

  /** @throws {UsageError} when plain HTTP is asked for, and the Harbor is not on this machine */
  constructor(
    /** Host and port. */
    readonly host: string,
    { user, password }: Credentials,
    private readonly options: ApiOptions = {},
  ) {
    this.#base = new URL(`${options.plainHttp ? 'http' : 'https'}://${host}/api/v2.0/`);
    if (options.plainHttp && !isLoopback(this.#base.hostname))
      throw new UsageError(`${host}: is asked over TLS only`, [
        { fact: 'it is not this machine', act: 'Leave out --plain-http' },
      ]);
    this.#headers = {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      'user-agent': 'astroplatform',
      // A project that is named 7 is not the project with the id 7.
      'x-is-resource-name': 'true',
    };
    this.user = user;
    this.#hidden = [password, ...(options.secrets ?? [])].filter((text) => text !== '');
  }

  /** One object; undefined when there is none. */
  async find(path: string): Promise<Fields | undefined> {
    const { status, body } = await this.send('GET', path, undefined, [404]);
    return status === 404 || body === undefined || body === null ? undefined : fieldsOf(body);
  }

  /** Every element of a list, page by page. */
  async list(path: string): Promise<Fields[]> {
    const all: Fields[] = [];
    for (let page = 1; ; page++) {
      const { body, total } = await this.send(
        'GET',
        `${path}${path.includes('?') ? '&' : '?'}page=${page}&page_size=${PAGE}`,
      );
      const elements = listOf(body);
      all.push(...elements);
      const isLast = total === undefined ? elements.length < PAGE : all.length >= total;
      if (elements.length === 0 || isLast) return all;
      if (all.length > MOST) throw new Error(`${this.host} lists ${path} without end`);
    }
  }

  /**
   * Sends a request.
   *
   * @param accepted statuses above 399 that are an answer like any other
   * @throws {HarborError} for any other status above 399
   * @throws {UsageError} when no answer comes
   */
  async send(method: Method, path: string, body?: unknown, accepted: readonly number[] = []): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const { answer, error } = await this.#once(method, path, body).then(
        (answer) => ({ answer, error: undefined }),
        (error: Error) => ({ answer: undefined, error }),
      );
      const passing = answer ? answer.status === 429 || answer.status >= 500 : isPassing(error);
      if (!passing || attempt > REPETITIONS) {
        if (answer === undefined) throw this.#unreachable(error);
        if (answer.status < 300 || accepted.includes(answer.status)) return answer;
        throw this.#refusal(answer, `${method} ${path.split('?')[0]}`);
      }
      const wait = Math.max((answer?.wait ?? 0) * 1000, (this.options.backOff ?? 500) * 2 ** (attempt - 1));
      if (wait > PATIENCE * 1000)
        throw new UsageError(`${this.host}: asks to wait ${answer?.wait} seconds`, [
          { fact: 'it is asked too much', act: 'Run the command again then; it goes on where it stopped' },
        ]);
      await pause(wait);
    }
  }

  async #once(method: Method, path: string, body: unknown): Promise<Answer & { readonly wait: number }> {
    const response = await fetch(new URL(path, this.#base), {
      method,
      headers: { ...this.#headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A Harbor that sends us elsewhere is not the one that the password is for.
      redirect: 'manual',
      signal: AbortSignal.timeout(SILENCE),
    });
    const text = await response.text();
    const { headers, status } = response;
    const count = headers.get('x-total-count');
    const retry = headers.get('retry-after') ?? '';
    return {
      status,
      body: text === '' ? undefined : parsed(text),
      id: headers.get('location')?.split('/').at(-1),
      total: count === null ? undefined : Number(count),
      now: Math.floor(Date.parse(headers.get('date') ?? '') / 1000),
      wait: /^\d{1,6}$/.test(retry) ? Number(retry) : 0,
    };
  }

  #refusal({ status, body }: Answer, request: string): Error {
    if (status === 401)
      return new UsageError(`${this.host}: does not let us in`, [
        { fact: 'user name or password is wrong, or the robot has expired', act: 'Give others' },
      ]);
    if (status < 400)
      return new UsageError(`${this.host}: is somewhere else`, [
        { fact: `it answers ${request} with a redirect`, act: 'Name the host that Harbor itself has' },
      ]);
    const [error = {}] = listOf(fieldsOf(body).errors);
    const { code, message } = error;
    return new HarborError(status, typeof code === 'string' ? code : '', this.#hide(String(message ?? '')), request);
  }

  #unreachable(error: Error): Error {
    const cause = (error.cause as NodeJS.ErrnoException | undefined) ?? error;
    const code = String((cause as NodeJS.ErrnoException).code ?? '');
    const act = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
      ? 'Renew the certificate, or make Node.js trust the authority that signed it (NODE_EXTRA_CA_CERTS=FILE)'
      : 'Check the host name and the network';
    return new UsageError(`${this.host}: cannot be reached`, [{ fact: code || cause.message, act }]);
  }

  #hide(text: string): string {
    return this.#hidden.reduce((shown, secret) => shown.replaceAll(secret, '***'), text).slice(0, 500);
  }
}

/** Connections that broke; a wrong certificate or an unknown name stays what it is. */
function isPassing(error: Error | undefined): boolean {
  const code = String((error?.cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  return error?.name === 'TimeoutError' || /^(?:ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR_)/.test(code);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What stands in front of Harbor answers in HTML when Harbor is away.
    return undefined;
  }
}
