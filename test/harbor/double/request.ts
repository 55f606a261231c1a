import { forbidden, notFound } from './refusal';
import type { Any, Project, Robot, State } from './state';

/** Who asks. */
export type Caller = { readonly user: string } | { readonly robot: Robot };

/** What came in, and the database. */
export class Request {
  constructor(
    readonly state: State,
    readonly caller: Caller,
    /** Parts of the path that the route names. */
    readonly params: readonly string[],
    readonly query: URLSearchParams,
    readonly body: Any,
    /** `X-Is-Resource-Name`: a project's name, even if it looks like a number. */
    readonly byName: boolean,
  ) {}

  get isAdmin(): boolean {
    return 'user' in this.caller && this.caller.user === 'admin';
  }

  /** src/server/v2.0/handler/base.go: RequireSystemAccess */
  system(right: string): void {
    if (!this.isAdmin && !this.#holds(right, '/')) throw forbidden();
  }

  /** src/server/v2.0/handler/base.go: RequireProjectAccess; a project that is not there is forbidden, not unknown. */
  project(right: string, name = this.params[0] ?? ''): Project {
    const { projects } = this.state;
    const isId = !this.byName && /^\d+$/.test(name);
    const project = projects.find((one) => (isId ? one.project_id === Number(name) : one.name === name));
    if (!this.isAdmin && !(project && this.#holds(right, project.name))) throw forbidden();
    if (!project) throw notFound(`project ${name} not found`);
    return project;
  }

  #holds(right: string, namespace: string): boolean {
    if (!('robot' in this.caller)) return false;
    const kind = namespace === '/' ? 'system' : 'project';
    return this.caller.robot.permissions.some(
      (grant) =>
        grant.kind === kind &&
        (grant.namespace === namespace || grant.namespace === '*') &&
        grant.access.some(({ resource, action }) => `${resource}:${action}` === right),
    );
  }
}

/** What goes out. A list is paged; `id` becomes the Location. */
export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly list?: readonly unknown[];
  /** How an element of the list is shown; asked for those of the page only. */
  readonly show?: (one: never) => unknown;
  readonly id?: number | string;
}

export type Route = readonly [method: string, path: RegExp, handle: (request: Request) => Reply];

/** A path of the API: `:` stands for one part. */
export const at = (path: string): RegExp => new RegExp(`^/api/v2\\.0/${path.replaceAll(':', '([^/]+)')}$`);
