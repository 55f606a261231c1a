import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { artifactRoutes } from './artifacts';
import { Distribution } from './distribution';
import { memberRoutes } from './members';
import { noticeRoutes } from './notices';
import { projectRoutes } from './projects';
import { RealRegistry } from './real-registry';
import { forbidden, Refusal } from './refusal';
import { registryRoutes } from './registries';
import { type Caller, Request, type Route } from './request';
import { robotRoutes } from './robots';
import { State } from './state';
import { systemRoutes } from './system';
import { tagRoutes } from './tags';

const ROUTES: readonly Route[] = [
  ...systemRoutes,
  ...projectRoutes,
  ...memberRoutes,
  ...robotRoutes,
  ...tagRoutes,
  ...registryRoutes,
  ...noticeRoutes,
  ...artifactRoutes,
];

/** Most elements that a page may have (api/v2.0/swagger.yaml); go-swagger refuses more. */
const LARGEST_PAGE = 100;

/**
 * A Harbor to test with: the state and the surprises of its API, in one process.
 *
 * Written from Harbor's sources (goharbor/harbor main of August 2026, v2.16.0); each file names those that it follows.
 * Never run against a live Harbor: there is none where this was written, so neither the double nor the client has been
 * compared with one. `HARBOR_URL=https://... HARBOR_PASSWORD=... npx jest test/harbor/surprises.test.ts` runs the same
 * tests against one (an empty one: they leave projects behind). Not copied at all, because nothing here depends on it:
 * scans and their reports, replications that run, webhooks that are sent, garbage collection. `/v2` is a few lines here; with
 * {@link HarborDouble.serveBy} it is the registry that Harbor is built on, and the token service is one of Harbor's kind.
 */
export class HarborDouble {
  readonly state = new State();
  /** `METHOD path`, in order; without queries. */
  readonly requests: string[] = [];
  /** Answers a request before anything else is done: a status, or `break` for a connection that breaks. */
  intercept: (request: IncomingMessage, count: number) => number | 'break' | undefined = () => undefined;
  /** The same, once the work is done: the answer is lost on the way. */
  lose: (request: IncomingMessage, count: number) => boolean = () => false;
  #distribution: Distribution | RealRegistry = new Distribution(this.state);
  #count = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<HarborDouble> {
    const server = createServer();
    const double = new HarborDouble(server);
    server.on('request', (request, response) => void double.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  /** `127.0.0.1:port` */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Lets the real registry serve `/v2`, with tokens of this double. @param program of distribution, v3 */
  async serveBy(program: string): Promise<void> {
    const registry = new RealRegistry(this.state);
    this.#distribution = registry;
    await registry.start(program, `http://${this.host}/service/token`);
  }

  async stop(): Promise<void> {
    if (this.#distribution instanceof RealRegistry) await this.#distribution.stop();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${this.host}`);
    const count = this.#count++;
    this.requests.push(`${request.method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const fault = this.intercept(request, count);
    if (fault === 'break') return void request.socket.destroy();
    if (fault !== undefined) return this.#error(response, new Refusal(fault, 'FAULT', 'as the test wants it'));
    try {
      if (url.pathname.startsWith('/v2/')) return await this.#distribution.answer(request, response, url, body);
      if (url.pathname === '/service/token') return this.#token(request, response, url);
      const { status = 200, ...reply } = this.#handle(request, url, body);
      if (this.lose(request, count)) return void request.socket.destroy();
      this.#send(response, status, reply, url);
    } catch (error) {
      this.#error(response, error as Refusal);
    }
  }

  #token(request: IncomingMessage, response: ServerResponse, url: URL): void {
    if (!(this.#distribution instanceof RealRegistry))
      throw new Refusal(404, 'NOT_FOUND', 'no registry asks for tokens');
    const caller = request.headers.authorization === undefined ? undefined : this.#caller(request);
    const token = this.#distribution.tokens.answer(caller, url.searchParams.getAll('scope'));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }));
  }

  #handle(request: IncomingMessage, url: URL, body: Buffer) {
    const caller = this.#caller(request);
    // Whoever brings a session must bring a token as well (src/server/middleware/csrf/csrf.go).
    if (
      /\bsid=/.test(request.headers.cookie ?? '') &&
      request.method !== 'GET' &&
      !request.headers['x-harbor-csrf-token']
    )
      throw forbidden('CSRF token not found in request');
    const size = Number(url.searchParams.get('page_size') ?? 10);
    if (size > LARGEST_PAGE)
      throw new Refusal(422, 'UNPROCESSABLE', 'page_size in query should be less than or equal to 100');
    // What stands in front of Harbor takes one coat of encoding off.
    const path = decodeURIComponent(url.pathname);
    for (const [method, pattern, handle] of ROUTES) {
      const [, ...params] = method === request.method ? (pattern.exec(path) ?? []) : [];
      if (method !== request.method || !pattern.test(path)) continue;
      const byName = request.headers['x-is-resource-name'] === 'true';
      const parsed = body.length > 0 ? JSON.parse(body.toString()) : {};
      return handle(new Request(this.state, caller, params.map(decodeURIComponent), url.searchParams, parsed, byName));
    }
    throw new Refusal(404, 'NOT_FOUND', `path ${path} was not found`);
  }

  #caller(request: IncomingMessage): Caller {
    const [scheme, code = ''] = (request.headers.authorization ?? '').split(' ');
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(code, 'base64').toString()) ?? [];
    const { state } = this;
    if (scheme === 'Basic') {
      if (name === 'admin' && password === state.adminPassword) return { user: 'admin' };
      if (state.users.has(name) && state.users.get(name) === password) return { user: name };
      const robot = state.robots.find((one) => `${state.robotPrefix}${one.name}` === name && one.secret === password);
      const isValid = robot && !robot.disable && (robot.expires_at === -1 || robot.expires_at > state.now);
      if (isValid) return { robot };
    }
    throw new Refusal(401, 'UNAUTHORIZED', 'unauthorized');
  }

  #send(
    response: ServerResponse,
    status: number,
    reply: { body?: unknown; list?: readonly unknown[]; show?: (one: never) => unknown; id?: unknown },
    url: URL,
  ) {
    const { body, list, id, show = (one: unknown) => one } = reply;
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      date: new Date(this.state.now * 1000).toUTCString(),
      ...(id === undefined ? {} : { location: `${url.pathname.replace(/\/$/, '')}/${id}` }),
    };
    if (list === undefined) {
      response.writeHead(status, headers).end(body === undefined ? '' : JSON.stringify(body));
      return;
    }
    const page = Number(url.searchParams.get('page') ?? 1);
    const size = Number(url.searchParams.get('page_size') ?? 10);
    response
      .writeHead(status, { ...headers, 'x-total-count': String(list.length) })
      .end(
        JSON.stringify((size < 0 ? list : list.slice((page - 1) * size, page * size)).map((one) => show(one as never))),
      );
  }

  #error(response: ServerResponse, { status = 500, code = 'UNKNOWN', message }: Refusal): void {
    response
      .writeHead(status, { 'content-type': 'application/json', date: new Date(this.state.now * 1000).toUTCString() })
      .end(JSON.stringify({ errors: [{ code, message }] }));
  }
}
