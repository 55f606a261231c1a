import type { IncomingMessage, ServerResponse } from 'node:http';
import { checkPush, recordPush, sha256 } from './pushes';
import type { Any, State } from './state';

/** The part of `/v2` that a push needs, without a registry behind it. */
export class Distribution {
  readonly #blobs = new Map<string, Buffer>();

  constructor(private readonly state: State) {}

  answer(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): void {
    const path = url.pathname.slice('/v2/'.length);
    if (path === '') return end(response, 200);
    const [, upload] = /^(.+)\/blobs\/uploads\/$/.exec(path) ?? [];
    if (upload && request.method === 'POST') return end(response, 202, { location: `/v2/${upload}/blobs/uploads/1` });
    if (/\/blobs\/uploads\/1$/.test(path) && request.method === 'PUT') {
      const digest = url.searchParams.get('digest') ?? '';
      if (digest !== sha256(body)) return end(response, 400);
      this.#blobs.set(digest, body);
      return end(response, 201, { 'docker-content-digest': digest });
    }
    const [, repository, tag] = /^(.+)\/manifests\/(.+)$/.exec(path) ?? [];
    if (repository && tag && request.method === 'PUT') {
      checkPush(this.state, repository, tag, body);
      const { config: described } = JSON.parse(body.toString()) as Any;
      const config = JSON.parse(this.#blobs.get(described?.digest)?.toString() ?? '{}') as Any;
      const labels = config.config?.Labels ?? {};
      const digest = recordPush(this.state, { repository, tag, manifest: body, labels });
      return end(response, 201, { 'docker-content-digest': digest });
    }
    end(response, 404);
  }
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end();
}
