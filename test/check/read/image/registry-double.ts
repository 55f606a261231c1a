import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestImage } from './image-writer';
import { digestOf, MANIFEST_TYPE } from './image-writer';

type Handler = (request: IncomingMessage, response: ServerResponse) => boolean | undefined;

/** What a registry was asked. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

/** A registry on this machine that speaks the distribution API; a test can put itself before any answer. */
export class RegistryDouble {
  readonly asked: Asked[] = [];
  /** Bytes of layers and configurations that were sent. */
  sent = 0;
  /** Answers before the registry does; true: it has answered. */
  before: Handler = () => undefined;
  readonly #server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    this.asked.push({ method, url, authorization: headers.authorization, range: headers.range });
    if (!this.before(request, response)) this.#answer(url, headers.range, response);
  });

  private constructor(private readonly images: Readonly<Record<string, TestImage>>) {}

  /** Starts a registry of images by `repository:tag`. */
  static async of(images: Readonly<Record<string, TestImage>>): Promise<RegistryDouble> {
    const double = new RegistryDouble(images);
    await new Promise<void>((resolve) => double.#server.listen(0, '127.0.0.1', resolve));
    return double;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(url: string, range: string | undefined, response: ServerResponse): void {
    if (url === '/v2/') return void response.writeHead(200).end('{}');
    const [, repository = '', kind, name = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)$/.exec(url) ?? [];
    const images = Object.entries(this.images).filter(([key]) => key.startsWith(`${repository}:`));
    const body =
      kind === 'blobs'
        ? images.map(([, { blobs }]) => blobs.get(name)).find((blob) => blob)
        : images.find(([key, { manifest }]) => key === `${repository}:${name}` || digestOf(manifest) === name)?.[1]
            .manifest;
    if (body === undefined) return void response.writeHead(404).end('{"errors":[{"code":"UNKNOWN"}]}');
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    const [from, to] = [Number(first ?? 0), last ? Number(last) + 1 : body.length];
    if (kind === 'blobs') this.sent += to - from;
    const type = kind === 'manifests' ? { 'content-type': MANIFEST_TYPE, 'docker-content-digest': digestOf(body) } : {};
    response.writeHead(first === undefined ? 200 : 206, type).end(body.subarray(from, to));
  }
}
