import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { precondition, Refusal } from './refusal';
import type { Any, Artifact, State } from './state';
import { isImmutable } from './tags';

const sha256 = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/**
 * The part of `/v2` that a push needs. A push makes Harbor's records: tags move from one digest to another, and labels stay
 * with the digest (src/server/registry/manifest.go, src/pkg/label).
 */
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
    const [, repository, reference] = /^(.+)\/manifests\/(.+)$/.exec(path) ?? [];
    if (repository && reference && request.method === 'PUT') {
      const digest = this.#push(repository, reference, body);
      return end(response, 201, { 'docker-content-digest': digest });
    }
    end(response, 404);
  }

  #push(repository_name: string, tag: string, body: Buffer): string {
    const { state } = this;
    const project = state.projects.find(({ name }) => repository_name.startsWith(`${name}/`));
    if (!project) throw new Refusal(404, 'NAME_UNKNOWN', `no project for ${repository_name}`);
    const digest = sha256(body);
    const holder = state.artifacts.find((one) => one.repository_name === repository_name && one.tags.includes(tag));
    if (holder && holder.digest !== digest) {
      if (isImmutable(state, { ...holder, tags: [tag] }))
        throw precondition(`Failed to process request due to '${tag}' configured as immutable.`);
      holder.tags = holder.tags.filter((one) => one !== tag);
    }
    const manifest = JSON.parse(body.toString()) as Any;
    const config = JSON.parse(this.#blobs.get(manifest.config?.digest)?.toString() ?? '{}') as Any;
    const known = state.artifacts.find((one) => one.repository_name === repository_name && one.digest === digest);
    const artifact: Artifact = known ?? {
      project_id: project.project_id,
      repository_name,
      digest,
      tags: [],
      labels: [],
      config: config.config?.Labels ?? {},
      push_time: state.now,
      pull_time: 0,
    };
    if (!known) state.artifacts.push(artifact);
    if (!artifact.tags.includes(tag)) artifact.tags.push(tag);
    return digest;
  }
}

function end(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end();
}
