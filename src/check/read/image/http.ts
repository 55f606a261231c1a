import { setTimeout as pause } from 'node:timers/promises';
import { refusalOf } from './destination';
import { refused } from './document';
import type { Limits } from './limits';

/** How requests are sent. Tests have shorter pauses. */
export interface HttpOptions {
  readonly limits: Limits;
  /** Milliseconds before the first repetition; each next one waits twice as long. */
  readonly backOff: number;
}

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
  async send(url: URL, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
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
      await response?.body?.cancel();
      if (wait > PATIENCE)
        throw refused(this.image, `${url.host} asks to wait ${wait / 1000} seconds`, 'Try again then');
      await pause(Math.max(wait, this.options.backOff * 2 ** (attempt - 1)));
    }
  }

  async #once(first: URL, init: RequestInit & { headers: Record<string, string> }): Promise<Response> {
    let url = first;
    let { headers } = init;
    for (let hop = 0; ; hop++) {
      const response = await this.#timed(url, { ...init, headers });
      const location = response.headers.get('location');
      if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
      await response.body?.cancel();
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
  async #timed(url: URL, init: RequestInit): Promise<Response> {
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(new Error('it does not answer')), this.options.limits.idle);
    try {
      return await fetch(url, { ...init, redirect: 'manual', signal: control.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  /** The answer to "why is there no answer". */
  unreachable(url: URL, error: Error): Error {
    if (error.name === 'UsageError') return error;
    const cause = (error.cause as Error | undefined) ?? error;
    const code = String((cause as NodeJS.ErrnoException).code ?? '');
    const act = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
      ? 'Make Node.js trust the authority that signed the certificate (NODE_EXTRA_CA_CERTS=FILE)'
      : /ENOTFOUND|EAI_AGAIN/.test(code)
        ? 'Check the host name and the network'
        : undefined;
    return refused(this.image, `${url.host} cannot be reached: ${code || cause.message}`, act);
  }
}

/** Connections that broke; a wrong certificate or an unknown name stays what it is. */
function isPassing(error: Error): boolean {
  if (error.name === 'UsageError') return false;
  const code = String((error.cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  return /^(?:ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR_)/.test(code);
}

function retryAfter(response: Response): number {
  const value = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(value) ? Number(value) * 1000 : 0;
}

const without = (headers: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key.toLowerCase() !== name));

/** Bytes of an answer, with an end to the patience between two of them. */
export async function* bodyOf(response: Response, idle: number): AsyncGenerator<Buffer> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no byte for ${idle / 1000} seconds`)), idle);
      });
      const { done, value } = await Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
      if (done) return;
      if (value.length > 0) yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } finally {
    // What is left is not wanted; a connection that is already broken has nothing to stop.
    await reader.cancel().catch(() => {});
  }
}
