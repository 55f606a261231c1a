import { fitsTag } from '../../../src/plan/tag-glob';
import { badRequest, conflict, notFound } from './refusal';
import { at, type Request, type Route } from './request';
import type { Any, Artifact, Retention, State } from './state';

/** src/server/v2.0/handler/{immutable,retention}.go, src/controller/{immutable,retention}/controller.go */
export const tagRoutes: readonly Route[] = [
  [
    'GET',
    at('projects/:/immutabletagrules'),
    (request) => {
      const { project_id } = request.project('immutable-tag:list');
      const rules = request.state.immutableRules.filter((one) => one.project_id === project_id);
      return { list: rules.map(({ id, disabled, rule }) => ({ ...rule, id, disabled })) };
    },
  ],
  [
    'POST',
    at('projects/:/immutabletagrules'),
    (request) => {
      const { state, body } = request;
      const { project_id } = request.project('immutable-tag:create');
      const rule = contentOf(body);
      if (state.immutableRules.some((one) => one.project_id === project_id && same(one.rule, rule)))
        throw conflict('immutable rule already exists');
      // Whatever is asked for, a new rule is in force (src/pkg/immutable/dao/dao.go).
      const made = { id: state.id(), project_id, disabled: false, rule };
      state.immutableRules.push(made);
      return { status: 201, id: made.id };
    },
  ],
  [
    'PUT',
    at('projects/:/immutabletagrules/:'),
    (request) => {
      const { project_id } = request.project('immutable-tag:update');
      const rule = request.state.immutableRules.find(
        (one) => one.id === Number(request.params[1]) && one.project_id === project_id,
      );
      if (request.body.id !== Number(request.params[1]))
        throw badRequest("the immutable_rule_id doesn't match the id in the payload");
      if (!rule) throw notFound('no such rule');
      const { disabled = false } = request.body;
      // A request that changes `disabled` changes nothing else.
      if (disabled !== rule.disabled) rule.disabled = disabled;
      else rule.rule = contentOf(request.body);
      return {};
    },
  ],
  [
    'DELETE',
    at('projects/:/immutabletagrules/:'),
    (request) => {
      const { project_id } = request.project('immutable-tag:delete');
      const { state } = request;
      const rule = state.immutableRules.find(
        (one) => one.id === Number(request.params[1]) && one.project_id === project_id,
      );
      if (!rule) throw notFound('no such rule');
      state.immutableRules = state.immutableRules.filter((one) => one !== rule);
      return {};
    },
  ],

  [
    'POST',
    at('retentions'),
    (request) => {
      const { state, body } = request;
      const project = projectOf(request, body, 'create');
      rulesAreFine(body);
      if (project.metadata.retention_id)
        throw badRequest(`project ${project.project_id} already has retention policy ${project.metadata.retention_id}`);
      const id = state.id();
      state.retentions.push({ id, policy: structuredClone(body), executions: [] });
      project.metadata.retention_id = String(id);
      return { status: 201, id };
    },
  ],
  [
    'GET',
    at('retentions/:'),
    (request) => {
      const { id, policy } = retentionOf(request, 'read');
      return { body: { ...policy, id } };
    },
  ],
  [
    'PUT',
    at('retentions/:'),
    (request) => {
      const retention = retentionOf(request, 'update');
      rulesAreFine(request.body);
      if (projectOf(request, request.body, 'update').metadata.retention_id !== String(retention.id))
        throw notFound(`the retention policy id ${retention.id} does not match`);
      retention.policy = structuredClone(request.body);
      return {};
    },
  ],
  [
    'DELETE',
    at('retentions/:'),
    (request) => {
      const { state } = request;
      const retention = retentionOf(request, 'delete', badRequest);
      delete projectOf(request, retention.policy, 'delete').metadata.retention_id;
      state.retentions = state.retentions.filter((one) => one !== retention);
      return {};
    },
  ],
  [
    'POST',
    at('retentions/:/executions'),
    (request) => {
      const { state } = request;
      const retention = retentionOf(request, 'update', badRequest);
      const dry_run = request.body.dry_run === true;
      const execution = {
        id: state.id(),
        dry_run,
        status: 'InProgress',
        tasks: runRetention(state, retention, dry_run),
      };
      retention.executions.unshift(execution);
      return { status: 201, id: execution.id };
    },
  ],
  [
    'GET',
    at('retentions/:/executions'),
    (request) => {
      const { executions } = retentionOf(request, 'list', badRequest);
      const list = executions.map(({ tasks: _, ...rest }) => ({ ...rest }));
      // Whoever looks a second time sees it done.
      for (const one of executions) one.status = 'Succeed';
      return { list };
    },
  ],
  [
    'GET',
    at('retentions/:/executions/:/tasks'),
    (request) => {
      const { executions } = retentionOf(request, 'list');
      const execution = executions.find(({ id }) => id === Number(request.params[1]));
      if (!execution) throw notFound('no such execution');
      return { list: execution.tasks };
    },
  ],
];

const contentOf = ({ id: _, disabled: __, ...rule }: Any) => rule;
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function rulesAreFine({ rules = [] }: Any): void {
  if (rules.length > 15) throw badRequest('only 15 rules are allowed at most');
  const texts = rules.map((rule: unknown) => JSON.stringify(rule));
  if (new Set(texts).size < texts.length) throw conflict('rule 1 is conflict with rule 0');
}

function projectOf(request: Request, { scope }: Any, action: string) {
  if (scope?.level !== 'project') throw badRequest(`scope ${scope?.level} is not support`);
  const { name } = request.state.projects.find((one) => one.project_id === scope.ref) ?? {};
  if (name === undefined) throw badRequest(`invalid Project id ${scope.ref}`);
  return request.project(`tag-retention:${action}`, name);
}

function retentionOf(request: Request, action: string, missing = notFound): Retention {
  const retention = request.state.retentions.find(({ id }) => id === Number(request.params[0]));
  if (!retention) throw missing(`no such retention policy with id ${request.params[0]}`);
  projectOf(request, retention.policy, action);
  return retention;
}

/** One task per repository (src/pkg/retention/launcher.go). What no rule keeps goes, unless it is immutable. */
function runRetention(state: State, { policy }: Retention, dryRun: boolean): Any[] {
  const project = policy.scope.ref as number;
  const images = state.artifacts.filter((one) => one.project_id === project);
  return [...new Set(images.map((one) => one.repository_name))].map((repository) => {
    const all = images.filter((one) => one.repository_name === repository);
    const kept = new Set(
      policy.rules.filter((rule: Any) => !rule.disabled).flatMap((rule: Any) => keptBy(rule, all, state.now)),
    );
    const gone = all.filter((one) => !kept.has(one) && !isImmutable(state, one));
    if (!dryRun) state.artifacts = state.artifacts.filter((one) => !gone.includes(one));
    return { id: state.id(), repository, status: 'Success', total: all.length, retained: all.length - gone.length };
  });
}

function keptBy(rule: Any, all: readonly Artifact[], now: number): readonly Artifact[] {
  const [selector] = rule.tag_selectors;
  // Without extras a rule keeps what has no tag (src/lib/selector/selectors/doublestar/selector.go).
  const untagged = selector.extras ? JSON.parse(selector.extras).untagged : true;
  const selected = all.filter(({ tags }) =>
    tags.length === 0 ? untagged : tags.some((tag) => fits(selector.pattern, tag)),
  );
  const count = rule.params?.[rule.template];
  switch (rule.template) {
    case 'always':
      return selected;
    case 'latestPushedK':
      return [...selected].sort((a, b) => b.push_time - a.push_time).slice(0, count);
    case 'nDaysSinceLastPush':
      return selected.filter(({ push_time }) => push_time >= now - count * 86_400);
    case 'nDaysSinceLastPull':
      return selected.filter(({ pull_time }) => pull_time >= now - count * 86_400);
    default:
      throw badRequest(`unknown template ${rule.template}`);
  }
}

/** Of several selectors the first alone is heeded (src/pkg/immutable/match/rule/match.go). */
export const isImmutable = (state: State, { project_id, tags }: Artifact): boolean =>
  state.immutableRules.some(
    ({ project_id: project, disabled, rule }) =>
      project === project_id && !disabled && tags.some((tag) => fits(rule.tag_selectors[0].pattern, tag)),
  );

function fits(pattern: string, tag: string): boolean {
  const [, inner] = /^\{(.*)\}$/.exec(pattern) ?? [];
  return (inner?.split(',') ?? [pattern]).some((one) => fitsTag(one, tag));
}
