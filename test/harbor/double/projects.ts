import { badRequest, conflict, forbidden, notFound, precondition } from './refusal';
import { at, type Request, type Route } from './request';
import type { AllowList, Project } from './state';

const shown = ({ state }: Request, project: Project) => ({
  ...project,
  repo_count: new Set(
    state.artifacts.filter((one) => one.project_id === project.project_id).map((one) => one.repository_name),
  ).size,
});

/** src/server/v2.0/handler/{project,quota,sys_cve_allowlist}.go */
export const projectRoutes: readonly Route[] = [
  [
    'GET',
    at('projects'),
    (request) => {
      const { projects } = request.state;
      return { list: projects.map((one) => shown(request, one)) };
    },
  ],
  [
    'POST',
    at('projects'),
    (request) => {
      const { state, body } = request;
      if (!request.isAdmin) request.system('project:create');
      if (state.projects.some(({ name }) => name === body.project_name)) throw conflict('the project already exists');
      const metadata = textsOnly(body.metadata ?? {});
      if (body.registry_id !== undefined && !state.registries.some(({ id }) => id === body.registry_id))
        throw badRequest(`the registry ${body.registry_id} does not exist`);
      const project: Project = {
        project_id: state.id(),
        name: body.project_name,
        registry_id: body.registry_id ?? 0,
        metadata: { public: 'false', ...metadata },
        cve_allowlist: { items: [], expires_at: null },
      };
      delete project.metadata.retention_id;
      state.projects.push(project);
      state.quotas.push({ id: state.id(), project_id: project.project_id, hard: body.storage_limit || -1 });
      // A proxy cache is born with a policy of its own.
      if (body.registry_id !== undefined) {
        const id = state.id();
        project.metadata.retention_id = String(id);
        state.retentions.push({ id, policy: sevenDays(project.project_id), executions: [] });
      }
      return { status: 201, id: project.project_id };
    },
  ],
  ['GET', at('projects/:'), (request) => ({ body: shown(request, request.project('project:read')) })],
  [
    'PUT',
    at('projects/:'),
    (request) => {
      const project = request.project('project:update');
      const { metadata = {}, cve_allowlist } = request.body;
      const { retention_id } = metadata;
      if (retention_id !== undefined && retention_id !== project.metadata.retention_id)
        throw badRequest("the retention_id in the request's payload should be omitted");
      // storage_limit is heeded at creation only.
      Object.assign(project.metadata, textsOnly(metadata));
      if (cve_allowlist) project.cve_allowlist = allowListOf(cve_allowlist);
      return {};
    },
  ],
  [
    'DELETE',
    at('projects/:'),
    (request) => {
      const project = request.project('project:delete');
      const { state } = request;
      const inProject = (one: { project_id: number }) => one.project_id === project.project_id;
      if (state.artifacts.some(inProject)) throw precondition('the project contains repositories, cannot be deleted');
      state.projects = state.projects.filter((one) => one !== project);
      state.robots = state.robots.filter((one) => !inProject(one));
      state.quotas = state.quotas.filter((one) => !inProject(one));
      state.members = state.members.filter((one) => !inProject(one));
      state.labels = state.labels.filter((one) => !inProject(one));
      state.webhooks = state.webhooks.filter((one) => !inProject(one));
      state.immutableRules = state.immutableRules.filter((one) => !inProject(one));
      return {};
    },
  ],
  [
    'GET',
    at('projects/:/scanner'),
    (request) => {
      const project = request.project('scanner:read');
      const { scanners, projectScanners } = request.state;
      const chosen = projectScanners.get(project.project_id);
      return { body: scanners.find(({ uuid, is_default }) => (chosen ? uuid === chosen : is_default)) ?? {} };
    },
  ],
  [
    'PUT',
    at('projects/:/scanner'),
    (request) => {
      const project = request.project('scanner:create');
      if (!request.state.scanners.some(({ uuid }) => uuid === request.body.uuid)) throw notFound('no such scanner');
      request.state.projectScanners.set(project.project_id, request.body.uuid);
      return {};
    },
  ],
  [
    'GET',
    at('quotas'),
    (request) => {
      request.system('quota:list');
      const { state, query } = request;
      const ref = query.get('reference_id');
      const quotas = state.quotas.filter(({ project_id }) => ref === null || project_id === Number(ref));
      return {
        list: quotas.map(({ id, project_id, hard }) => ({
          id,
          ref: { id: project_id, name: state.projects.find((one) => one.project_id === project_id)?.name },
          hard: { storage: hard },
          used: { storage: 0 },
        })),
      };
    },
  ],
  [
    'PUT',
    at('quotas/:'),
    (request) => {
      request.system('quota:update');
      const quota = request.state.quotas.find(({ id }) => id === Number(request.params[0]));
      if (!quota) throw notFound('no such quota');
      quota.hard = request.body.hard.storage;
      return {};
    },
  ],
  ['GET', at('system/CVEAllowlist'), ({ state }) => ({ body: state.allowList })],
  [
    'PUT',
    at('system/CVEAllowlist'),
    (request) => {
      // It asks for the right to configure, which no robot can be given (src/common/rbac/const.go).
      if (!request.isAdmin) throw forbidden();
      request.state.allowList = allowListOf(request.body);
      return {};
    },
  ],
];

function textsOnly(metadata: Record<string, unknown>): Record<string, string> {
  for (const [key, value] of Object.entries(metadata)) if (typeof value !== 'string') throw new Refusal422(key);
  return metadata as Record<string, string>;
}

/** go-swagger refuses a value of another type before Harbor sees it. */
class Refusal422 extends Error {
  readonly status = 422;
  readonly code = 'UNPROCESSABLE';
  constructor(key: string) {
    super(`metadata.${key} must be a string`);
  }
}

const allowListOf = ({ items = [], expires_at = null }: Partial<AllowList>): AllowList => ({ items, expires_at });

const sevenDays = (ref: number) => ({
  algorithm: 'or',
  rules: [
    {
      action: 'retain',
      template: 'nDaysSinceLastPull',
      params: { nDaysSinceLastPull: 7 },
      tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern: '**' }],
      scope_selectors: { repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: '**' }] },
    },
  ],
  trigger: { kind: 'Schedule', settings: { cron: '0 0 0 * * *' } },
  scope: { level: 'project', ref },
});
