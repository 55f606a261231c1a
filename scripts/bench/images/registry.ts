import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestImage } from './test-image';

/** What was asked of the registry, and what it sent. */
export interface Traffic {
  readonly requests: number;
  readonly bytes: number;
}

/** A registry of the distribution project on this machine, whose log says how many bytes it sent. */
export class Registry {
  private constructor(
    readonly host: string,
    private readonly log: string,
    private readonly server: ChildProcess,
  ) {}

  static async start(program: string, folder: string): Promise<Registry> {
    const port = await freePort();
    const host = `127.0.0.1:${port}`;
    const log = join(folder, 'registry.log');
    const config = {
      version: 0.1,
      log: { level: 'info', formatter: 'json', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'registry') } },
      http: { addr: host },
    };
    writeFileSync(join(folder, 'registry.yml'), JSON.stringify(config));
    const out = openSync(log, 'w');
    const env = { ...process.env, OTEL_TRACES_EXPORTER: 'none' };
    const server = spawn(program, ['serve', join(folder, 'registry.yml')], { stdio: ['ignore', out, out], env });
    closeSync(out);
    const registry = new Registry(host, log, server);
    await registry.#answers();
    return registry;
  }

  async #answers(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      const answer = await fetch(`http://${this.host}/v2/`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the registry does not answer: ${readFileSync(this.log, 'utf8').slice(-2000)}`);
  }

  /** Puts an image in, as `bench/NAME:1`. */
  async push(image: TestImage): Promise<string> {
    const at = `http://${this.host}/v2/bench/${image.name}`;
    for (const { digest, file } of image.blobs) {
      const begun = await fetch(`${at}/blobs/uploads/`, { method: 'POST' });
      const place = new URL(begun.headers.get('location') ?? '', at);
      place.searchParams.set('digest', digest);
      await expectStatus(201, await fetch(place, { method: 'PUT', body: readFileSync(file) }));
    }
    const headers = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };
    await expectStatus(201, await fetch(`${at}/manifests/1`, { method: 'PUT', headers, body: image.manifest }));
    return `${this.host}/bench/${image.name}:1`;
  }

  /** What was sent since the log was this long. */
  async since(position: number): Promise<Traffic> {
    // A line is written when an answer ends, and the one who asked may end first.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const lines = readFileSync(this.log).subarray(position).toString('utf8').split('\n');
    const answers = lines
      .filter((line) => line.includes('"http.response.written"'))
      .map((line) => Number(JSON.parse(line)['http.response.written']));
    return { requests: answers.length, bytes: answers.reduce((sum, count) => sum + count, 0) };
  }

  get position(): number {
    return statSync(this.log).size;
  }

  stop(): void {
    this.server.kill();
  }
}

async function expectStatus(status: number, response: Response): Promise<void> {
  if (response.status !== status) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
