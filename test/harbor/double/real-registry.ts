import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../free-ports';
import { checkPush, recordPush } from './pushes';
import type { Any, State } from './state';
import { ISSUER, SERVICE, Tokens } from './tokens';

/** The registry that Harbor itself is built on, serving `/v2` behind the double: it believes the double's tokens and no one else. */
export class RealRegistry {
  readonly tokens: Tokens;
  readonly #folder = mkdtempSync(join(tmpdir(), 'astroplatform-registry-'));
  #url = '';
  #program: ChildProcess | undefined;

  constructor(private readonly state: State) {
    this.tokens = new Tokens(this.#folder, state);
  }

  /** @param realm address of the token service, as clients are told */
  async start(program: string, realm: string): Promise<void> {
    const [port = 0] = await freePorts(1);
    const config = join(this.#folder, 'config.json');
    const auth = { token: { realm, service: SERVICE, issuer: ISSUER, rootcertbundle: this.tokens.certificate } };
    const storage = { filesystem: { rootdirectory: join(this.#folder, 'images') }, delete: { enabled: true } };
    const http = { addr: `127.0.0.1:${port}`, secret: 'one pod' };
    // JSON is YAML.
    writeFileSync(config, JSON.stringify({ version: 0.1, log: { level: 'error' }, storage, http, auth }));
    this.#url = `http://127.0.0.1:${port}`;
    let said = '';
    this.#program = spawn(program, ['serve', config], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#program.stdout, this.#program.stderr]) stream?.on('data', (text) => (said += text));
    for (let tries = 0; tries < 300; tries++) {
      if (this.#program.exitCode !== null) break;
      if ((await fetch(`${this.#url}/v2/`).catch(() => undefined))?.status === 401) return;
      await pause(100);
    }
    throw new Error(`the registry does not start:\n${said}`);
  }

  async stop(): Promise<void> {
    if (this.#program && this.#program.exitCode === null) {
      const gone = once(this.#program, 'exit');
      this.#program.kill();
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Hands a request on and its answer back, and keeps Harbor's records of what was pushed. */
  async answer(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): Promise<void> {
    const [, repository, tag] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(url.pathname) ?? [];
    const pushed = request.method === 'PUT' && repository !== undefined && tag !== undefined;
    if (pushed) checkPush(this.state, repository, tag, body);
    const { host = '', authorization, accept, range } = request.headers;
    const type = request.headers['content-type'];
    const answer = await fetch(new URL(`${url.pathname}${url.search}`, this.#url), {
      method: request.method ?? 'GET',
      headers: {
        ...(authorization && { authorization }),
        ...(accept && { accept }),
        ...(range && { range }),
        ...(type && { 'content-type': type }),
        // So that it sends clients to the double.
        'x-forwarded-host': host,
        'x-forwarded-proto': 'http',
      },
      ...(body.length > 0 && { body }),
      redirect: 'manual',
    });
    if (pushed && answer.status === 201)
      recordPush(this.state, { repository, tag, manifest: body, labels: await this.#labels(repository, body) });
    const headers = Object.fromEntries(
      [...answer.headers].filter(([name]) => !/^(?:connection|transfer-encoding|keep-alive)$/.test(name)),
    );
    response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
  }

  /** Labels of the image itself; Harbor reads them once, when it is pushed (src/controller/artifact/processor/image). */
  async #labels(repository: string, manifest: Buffer): Promise<object> {
    const { config } = JSON.parse(manifest.toString()) as Any;
    const token = this.tokens.sign('harbor-core', [{ type: 'repository', name: repository, actions: ['pull'] }]);
    const answer = await fetch(`${this.#url}/v2/${repository}/blobs/${config?.digest}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as Any).config?.Labels ?? {};
  }
}
