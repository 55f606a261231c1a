import { Agent, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Target, targetId } from '../../../src/kube/reference';
import type { KubeObject } from '../../../src/manifest';

/** Who asks, when it is not the administrator. */
export interface Impersonated {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** What the API server answered. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the shape belongs to the kind
  readonly body: any;
  /** Texts of the `Warning` headers. */
  readonly warnings: readonly string[];
  /** Seconds until it wants to be asked again. */
  readonly retryAfter?: number;
}

/** A refusal of the API server. */
export class ApiError extends Error {
  constructor(
    what: string,
    readonly status: number,
    /** e.g. `Forbidden`, `Conflict`. */
    readonly reason: string,
    /** What the server said. */
    readonly said: string,
  ) {
    super(`${what}: ${status} ${reason}: ${said}`);
    this.name = 'ApiError';
  }
}

/** How an object is written. */
export interface ApplyOptions {
  /** Field manager. @default 'astroplatform' */
  readonly manager?: string;
  /** Take over fields that another manager owns. */
  readonly force?: boolean;
  /** Judge it only. */
  readonly dryRun?: boolean;
}

interface Kind {
  readonly plural: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** A small client of the Kubernetes API: what tests need, over plain HTTPS. */
export class Api {
  private readonly agent: Agent;
  private readonly kinds = new Map<string, ReadonlyMap<string, Kind>>();

  constructor(
    readonly url: string,
    private readonly ca: string,
    private readonly token: string,
    private readonly as?: Impersonated,
  ) {
    this.agent = new Agent({ ca, keepAlive: true, maxSockets: 16 });
  }

  /** The same server, asked by somebody else. */
  asUser(as: Impersonated): Api {
    return new Api(this.url, this.ca, this.token, as);
  }

  /** The same server, asked with another token. */
  withToken(token: string): Api {
    return new Api(this.url, this.ca, token);
  }

  /** The ServiceAccount of a workload, in the groups that it has. */
  asServiceAccount(namespace: string, name: string): Api {
    return this.asUser({
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    });
  }

  /** A token of a ServiceAccount, good for a day. */
  async accountToken(namespace: string, name: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 86_400 } };
    return (await this.must('POST', path, asked)).body.status.token;
  }

  /** Any request; refusals are answers. Waits where the server asks for patience, as every client does. */
  async send(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const answer = await this.sendOnce(method, path, body, type);
      if (answer.status !== 429 || answer.retryAfter === undefined || attempt === 20) return answer;
      await sleep(answer.retryAfter * 1000);
    }
  }

  private sendOnce(method: string, path: string, body: unknown, type: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | string[]> = { authorization: `Bearer ${this.token}` };
      if (this.as) headers['impersonate-user'] = this.as.user;
      if (this.as?.groups) headers['impersonate-group'] = [...this.as.groups];
      if (body !== undefined) headers['content-type'] = type;
      const ask = request(new URL(path, this.url), { method, headers, agent: this.agent, timeout: 60_000 }, (got) => {
        const parts: Buffer[] = [];
        got.on('data', (part) => parts.push(part));
        got.on('error', reject);
        got.on('end', () => {
          const text = Buffer.concat(parts).toString();
          const json = got.headers['content-type']?.startsWith('application/json');
          const warnings = headerValues(got.rawHeaders, 'warning').map(warningText);
          const retryAfter = got.headers['retry-after'];
          resolve({
            status: got.statusCode ?? 0,
            body: json ? JSON.parse(text) : text,
            warnings,
            ...(retryAfter && { retryAfter: Number(retryAfter) }),
          });
        });
      });
      ask.on('timeout', () => ask.destroy(new Error(`${method} ${path}: no answer in 60 s`)));
      ask.on('error', (error: NodeJS.ErrnoException) => {
        // The server ends connections that nobody has used for a while, perhaps in the moment in which we do.
        const isStale = ask.reusedSocket && ['ECONNRESET', 'EPIPE'].includes(error.code ?? '');
        if (isStale) resolve(this.sendOnce(method, path, body, type));
        else reject(error);
      });
      ask.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** @throws {ApiError} unless the server agrees */
  async must(method: string, path: string, body?: unknown, type?: string): Promise<Answer> {
    const answer = await this.send(method, path, body, type);
    if (answer.status < 300) return answer;
    const { reason = '', message = String(answer.body) } = answer.body ?? {};
    throw new ApiError(`${method} ${path}`, answer.status, reason, message);
  }

  /** Server-side apply with strict validation: an unknown or doubled field is an error. */
  async apply(object: KubeObject, options: ApplyOptions = {}): Promise<Answer> {
    return this.must(
      'PATCH',
      `${await this.pathOf(object)}?${queryOf(options)}`,
      object,
      'application/apply-patch+yaml',
    );
  }

  /** POST with strict validation: an object that exists is an error. */
  async create(object: KubeObject, options: Omit<ApplyOptions, 'force'> = {}): Promise<Answer> {
    return this.must('POST', `${await this.listPath(object)}?${queryOf(options)}`, object);
  }

  /** The object as the server has it; undefined when it is not there, or its kind is not. */
  // biome-ignore lint/suspicious/noExplicitAny: the shape belongs to the kind
  async get(object: KubeObject): Promise<any> {
    const path = await this.pathOf(object).catch((error) => {
      if (error instanceof ApiError && error.reason === 'NoKindMatch') return undefined;
      throw error;
    });
    const answer = path === undefined ? undefined : await this.send('GET', path);
    return answer?.status === 404 ? undefined : answer?.body;
  }

  /** Deletes, and what it owns after it; what is not there is no error. */
  async delete(object: KubeObject): Promise<void> {
    const path = `${await this.pathOf(object)}?propagationPolicy=Background`;
    const { status, body } = await this.send('DELETE', path);
    if (status >= 300 && status !== 404) throw new ApiError(`DELETE ${path}`, status, body.reason, body.message);
  }

  /** Items of a collection such as `/api/v1/nodes`. */
  async list(path: string): Promise<KubeObject[]> {
    const { apiVersion, kind, items } = (await this.must('GET', path)).body;
    // Items of a list do not repeat what they are.
    return (items as object[]).map((item) => ({ apiVersion, kind: kind.replace(/List$/, ''), ...item }) as KubeObject);
  }

  /**
   * Tells of every change of a collection after a version of it, until the signal. Ends where the server ends it, with
   * the version up to which all was told.
   */
  watch(
    path: string,
    version: string,
    tell: (type: string, object: KubeObject) => void,
    signal: AbortSignal,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      const address = new URL(`${path}?watch=1&allowWatchBookmarks=true&resourceVersion=${version}`, this.url);
      const headers = { authorization: `Bearer ${this.token}` };
      // A connection of its own: it stays open.
      const ask = request(address, { headers, ca: this.ca, agent: false, signal }, (got) => {
        let [last, rest] = [version, ''];
        got.setEncoding('utf8');
        got.on('data', (part: string) => {
          const lines = (rest + part).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines) {
            const { type, object } = JSON.parse(line);
            if (type === 'ERROR') return got.destroy(new Error(`${path}: ${object.message}`));
            last = object.metadata.resourceVersion;
            if (type !== 'BOOKMARK') tell(type, object);
          }
        });
        got.on('error', reject);
        got.on('end', () => resolve(last));
      });
      ask.on('error', reject);
      ask.end();
    });
  }

  /** Whether an object is there, in whatever version of its API. */
  async has({ group, kind, namespace, name }: Target): Promise<boolean> {
    const apiVersion = (await this.preferred()).get(group);
    if (apiVersion === undefined) return false;
    return (await this.get({ apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } })) !== undefined;
  }

  /** Ids of all objects of the cluster, but not of what it writes about them: events and leases. */
  async inventory(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for (const [group, version] of await this.preferred()) {
      const base = addressOf(version);
      for (const [kind, { plural, verbs }] of await this.discover(base)) {
        if (!verbs.includes('delete') || ['Event', 'Lease'].includes(kind)) continue;
        for (const { metadata } of await this.list(`${base}/${plural}`))
          ids.add(targetId({ group, kind, ...metadata }));
      }
    }
    return ids;
  }

  private async preferred(): Promise<ReadonlyMap<string, string>> {
    const { body } = await this.must('GET', '/apis');
    const groups = body.groups as { name: string; preferredVersion: { groupVersion: string } }[];
    return new Map([['', 'v1'], ...groups.map((one) => [one.name, one.preferredVersion.groupVersion] as const)]);
  }

  /** Address of an object. */
  async pathOf(object: KubeObject): Promise<string> {
    return `${await this.listPath(object)}/${encodeURIComponent(object.metadata.name)}`;
  }

  private async listPath({ apiVersion, kind, metadata }: KubeObject): Promise<string> {
    const base = addressOf(apiVersion);
    const found = (await this.discover(base)).get(kind);
    if (!found) throw new ApiError(`${apiVersion} ${kind}`, 404, 'NoKindMatch', 'the server does not know this kind');
    const { plural, namespaced } = found;
    if (namespaced === (metadata.namespace === undefined)) {
      const fact = namespaced ? 'needs a namespace' : `is not in a namespace, but says ${metadata.namespace}`;
      throw new ApiError(`${kind} ${metadata.name}`, 422, 'Invalid', `the object ${fact}`);
    }
    return `${base}${namespaced ? `/namespaces/${metadata.namespace}` : ''}/${plural}`;
  }

  private async discover(base: string): Promise<ReadonlyMap<string, Kind>> {
    const known = this.kinds.get(base);
    if (known) return known;
    const { status, body } = await this.send('GET', base);
    if (status !== 200) return new Map();
    const resources = (body.resources as (Omit<Kind, 'plural'> & { name: string; kind: string })[])
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced, verbs }) => [kind, { plural: name, namespaced, verbs }] as const);
    this.kinds.set(base, new Map(resources));
    return new Map(resources);
  }
}

const queryOf = ({ manager = 'astroplatform', force = false, dryRun = false }: ApplyOptions) =>
  new URLSearchParams({
    fieldManager: manager,
    fieldValidation: 'Strict',
    ...(force && { force: 'true' }),
    ...(dryRun && { dryRun: 'All' }),
  });

const addressOf = (apiVersion: string) => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

const headerValues = (raw: readonly string[], name: string) =>
  raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name);

/** `299 - "text"` */
const warningText = (value: string) => /^\d+ \S+ "(.*)"/.exec(value)?.[1]?.replaceAll('\\"', '"') ?? value;
