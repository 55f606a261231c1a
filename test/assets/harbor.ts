import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpsServer } from './https';

export interface Artifact {
  readonly digest: string;
  readonly tags: readonly { readonly name: string }[] | null;
  readonly labels?: readonly { readonly name: string }[] | null;
}

/** Project name → repository name without the project → artifacts. */
export type Content = Record<string, Record<string, Artifact[]>>;

/** Answers a request itself (true) or leaves it to the registry. */
export type Interceptor = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;

/** The anonymous, reading part of a Harbor v2.0 API (harbor-oidc-registry.md §1.4). */
export class Harbor {
  content: Content = {};
  intercept: Interceptor = () => false;
  /** The most elements that a page has, whatever is asked for. */
  largestPage = 100;
  /** Paths with queries, in order. */
  readonly requests: string[] = [];
  private constructor(private readonly server: { https?: HttpsServer }) {}

  static async start(): Promise<Harbor> {
    const server: { https?: HttpsServer } = {};
    const harbor = new Harbor(server);
    server.https = await HttpsServer.start((request, response) => harbor.answer(request, response));
    return harbor;
  }

  private get https(): HttpsServer {
    if (!this.server.https) throw new Error('not started');
    return this.server.https;
  }
  get host(): string {
    return this.https.host;
  }
  get env() {
    return this.https.env;
  }
  stop(): Promise<void> {
    return this.https.stop();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', `https://${this.host}`);
    this.requests.push(request.url ?? '/');
    if (this.intercept(request, response, url)) return;
    const listing = this.listing(url);
    if (!listing) return json(response, 404, { errors: [{ code: 'NOT_FOUND' }] });
    const page = Number(url.searchParams.get('page') ?? 1);
    const size = Math.min(Number(url.searchParams.get('page_size') ?? 10), this.largestPage);
    json(response, 200, listing.slice((page - 1) * size, page * size), { 'X-Total-Count': String(listing.length) });
  }

  private listing(url: URL): unknown[] | undefined {
    // The proxy in front of Harbor takes one coat of encoding off, so a slash inside a name must wear two.
    const path = decodeURIComponent(url.pathname).split('/').slice(1);
    if (path.slice(0, 3).join('/') !== 'api/v2.0/projects') return undefined;
    const [, , , project, , repository, artifacts] = path;
    if (project === undefined) return Object.keys(this.content).map((name) => ({ name, project_id: 1 }));
    const repositories = this.content[decodeURIComponent(project)];
    if (!repositories) return undefined;
    if (repository === undefined) return Object.keys(repositories).map((name) => ({ name: `${project}/${name}` }));
    if (artifacts !== 'artifacts') return undefined;
    const labelled = url.searchParams.get('with_label') === 'true';
    return repositories[decodeURIComponent(repository)]?.map(({ labels, ...rest }) => ({
      ...rest,
      labels: labelled ? (labels ?? null) : null,
    }));
  }
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}
