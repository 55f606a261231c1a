import { type Action, projectNamed, type Session } from '../action';
import { fieldsOf, listOf, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';

/** A rule that makes tags immutable, as Harbor has it. */
export interface FoundImmutability {
  readonly id: number;
  /** Pattern of tags, if it is a rule of the form that we write. */
  readonly pattern: string | undefined;
  readonly disabled: boolean;
}

const REPOSITORIES = { kind: 'doublestar', decoration: 'repoMatches', pattern: '**' };

// Of several selectors Harbor heeds the first alone (goharbor/harbor:src/pkg/immutable/match/rule/match.go), so each
// pattern is a rule of its own.
const ruleOf = (pattern: string) => ({
  action: 'immutable',
  template: 'immutable_template',
  disabled: false,
  scope_selectors: { repository: [REPOSITORIES] },
  tag_selectors: [{ kind: 'doublestar', decoration: 'matches', pattern }],
});

/** Rules of a project. */
export async function findImmutability(api: HarborApi, project: string): Promise<FoundImmutability[]> {
  return (await api.list(`projects/${project}/immutabletagrules`)).map(({ id, disabled, ...rule }) => {
    const [tags = {}] = listOf(rule.tag_selectors);
    const [repositories = {}] = listOf(fieldsOf(rule.scope_selectors).repository);
    const ours =
      tags.decoration === 'matches' &&
      repositories.decoration === REPOSITORIES.decoration &&
      repositories.pattern === REPOSITORIES.pattern;
    return {
      id: numberOf(id),
      disabled: disabled === true,
      pattern: ours ? textOf(tags.pattern) : undefined,
    };
  });
}

/** What makes these tags immutable, and with `prune` no others. */
export function immutabilityActions(
  project: string,
  wanted: readonly string[],
  existing: readonly FoundImmutability[],
  prune: boolean,
): Action[] {
  const path = `projects/${project}/immutabletagrules`;
  const needs = [projectNamed(project)];
  const object = (pattern: string) => ({ kind: 'immutable tags', name: `${project}/${pattern}` });
  const writes = [...new Set(wanted)].flatMap((pattern): Action[] => {
    const there = existing.find((rule) => rule.pattern === pattern);
    if (there && !there.disabled) return [];
    const run = ({ api }: Session) => (there ? enable(api, path, there.id, pattern) : create(api, project, pattern));
    const changes = there ? [{ field: 'disabled', from: 'true', to: 'false' }] : [];
    return [{ verb: there ? 'update' : 'create', object: object(pattern), changes, needs, run }];
  });
  const extra = prune ? existing.filter(({ pattern }) => pattern === undefined || !wanted.includes(pattern)) : [];
  const deletes = extra.map(
    ({ id, pattern = `rule ${id}` }): Action => ({
      verb: 'delete',
      object: object(pattern),
      changes: [],
      needs,
      run: async ({ api }) => void (await api.send('DELETE', `${path}/${id}`, undefined, [404])),
    }),
  );
  return [...writes, ...deletes];
}

// A request that changes `disabled` changes nothing else (goharbor/harbor:src/controller/immutable/controller.go); here
// nothing else is to change.
const enable = async (api: HarborApi, path: string, id: number, pattern: string) =>
  void (await api.send('PUT', `${path}/${id}`, { ...ruleOf(pattern), id }));

async function create(api: HarborApi, project: string, pattern: string) {
  const path = `projects/${project}/immutabletagrules`;
  const { status } = await api.send('POST', path, ruleOf(pattern), [409]);
  if (status !== 409) return;
  const there = (await findImmutability(api, project)).find((rule) => rule.pattern === pattern);
  if (there?.disabled) await enable(api, path, there.id, pattern);
}
