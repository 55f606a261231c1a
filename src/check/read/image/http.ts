import { type IncomingMessage, request as plain } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { urlToHttpOptions } from 'node:url';
import { refusalOf } from './destination';
import { refused } from './document';
import type { Limits } from './limits';

/** How requests are sent. Tests have shorter pauses. */
export interface HttpOptions {
  readonly limits: Limits;
  /** Milliseconds before the first repetition; each next one waits twice as long. */
  readonly backOff: number;
}

/** A request, but for its address. */
export interface Sent {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * An answer whose body is still to come.
 *
 * (Not that of `fetch`: to load that takes longer than all that a question about a configuration needs.)
 */
export class Answer {
  constructor(readonly message: IncomingMessage) {}

  get status(): number {
    return this.message.statusCode ?? 0;
  }

  header(name: string): string | undefined {
    const value = this.message.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  /** Leaves the body out. A short one is read, so that its connection can be used again. */
  discard(): void {
    const length = Number(this.header('content-length') ?? Number.NaN);
    this.message.on('error', () => {});
    if (length <= SHORT) this.message.resume();
    else this.message.destroy();
  }
}

const SHORT = 65_536;
const REPETITIONS = 4;
/** A registry that asks for more patience than this gets its answer now. */
const PATIENCE = 30_000;

/** Sends requests for one image: repeats what failed for a while, and follows redirects without giving secrets away. */
export class Http {
  constructor(
    private readonly image: string,
    private readonly registry: URL,
    private readonly options: HttpOptions,
  ) {}

  /**
   * Sends a request. Any status is an answer, but for those that pass by themselves.
   *
   * @throws {UsageError} when no answer comes
   */
  async send(url: URL, init: Sent): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      const { response, error } = await this.#once(url, init).then(
        (response) => ({ response, error: undefined }),
        (error: Error) => ({ response: undefined, error }),
      );
      const passing = response ? response.status === 429 || response.status >= 500 : isPassing(error);
      if (!passing || attempt > REPETITIONS) {
        if (response) return response;
        throw this.unreachable(url, error);
      }
      const wait = response ? retryAfter(response) : 0;
      response?.discard();
      if (wait > PATIENCE)
        throw refused(this.image, `${url.host} asks to wait ${wait / 1000} seconds`, 'Try again then');
      await pause(Math.max(wait, this.options.backOff * 2 ** (attempt - 1)));
    }
  }

  async #once(first: URL, init: Sent): Promise<Answer> {
    let url = first;
    let { headers } = init;
    for (let hop = 0; ; hop++) {
      const response = await this.#timed(url, { ...init, headers });
      const location = response.header('location');
      if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
      response.discard();
      if (hop >= this.options.limits.redirects) {
        throw refused(this.image, `${first.host} redirects more than ${this.options.limits.redirects} times`);
      }
      const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
      const why = next ? refusalOf(next, this.registry, false) : 'it is no address';
      if (next === undefined || why) throw refused(this.image, `${url.host} redirects to where we do not go: ${why}`);
      // Storage behind a registry has its own, signed address; our secret is none of its business.
      if (next.origin !== url.origin) headers = without(headers, 'authorization');
      url = next;
    }
  }

  /** A request that gives up when no answer begins for too long. */
  #timed(url: URL, { method = 'GET', headers, body }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const send = secure ? (require('node:https') as typeof import('node:https')).request : plain;
      const sent = send({
        ...urlToHttpOptions(url),
        auth: null,
        method,
        headers,
      });
      const timer = setTimeout(() => sent.destroy(new Error('it does not answer')), this.options.limits.idle);
      sent.on('response', (message) => {
        clearTimeout(timer);
        resolve(new Answer(message));
      });
      sent.on('error', (error) => {
        clearTimeout(timer);
        reject(error);
      });
      sent.end(body);
    });
  }

  /** The answer to "why is there no answer". */
  unreachable(url: URL, error: Error): Error {
    if (error.name === 'UsageError') return error;
    const code = String((error as NodeJS.ErrnoException).code ?? '');
    const act = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
      ? 'Make Node.js trust the authority that signed the certificate (NODE_EXTRA_CA_CERTS=FILE)'
      : /ENOTFOUND|EAI_AGAIN/.test(code)
        ? 'Check the host name and the network'
        : undefined;
    return refused(this.image, `${url.host} cannot be reached: ${code || error.message}`, act);
  }
}

/** Connections that broke; a wrong certificate or an unknown name stays what it is. */
function isPassing(error: Error): boolean {
  if (error.name === 'UsageError') return false;
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  return /^(?:ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN)$/.test(code);
}

function retryAfter(response: Answer): number {
  const value = response.header('retry-after') ?? '';
  return /^\d{1,6}$/.test(value) ? Number(value) * 1000 : 0;
}

const without = (headers: Sent['headers'], name: string): Sent['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key.toLowerCase() !== name));

/** Bytes of an answer, with an end to the patience between two of them. */
export async function* bodyOf({ message }: Answer, idle: number): AsyncGenerator<Buffer> {
  let waiting = true;
  const timer = setTimeout(() => {
    // Who takes the bytes may be slow; that is not the fault of who sends them.
    if (waiting) message.destroy(new Error(`no byte for ${idle / 1000} seconds`));
  }, idle);
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      waiting = false;
      yield chunk;
      waiting = true;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
    // What is left is not wanted.
    message.on('error', () => {}).destroy();
  }
}
