import type { RegistryLabel } from '../../config/registry-label';
import { type Action, differences, given, type ObjectName, projectNamed, type Session } from '../action';
import { type Fields, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';
import { projectId } from './project-id';

/** A label as Harbor has it. */
export interface FoundLabel {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

/** Labels of the whole registry, or of a project. Asked for one, Harbor answers with all that sound alike. */
export async function findLabels(api: HarborApi, project?: number): Promise<FoundLabel[]> {
  const labels = await api.list(project === undefined ? 'labels?scope=g' : `labels?scope=p&project_id=${project}`);
  return labels.map(found);
}

const found = (label: Fields): FoundLabel => ({
  id: numberOf(label.id),
  name: textOf(label.name),
  color: textOf(label.color),
  description: textOf(label.description),
});

/** What makes the labels of the registry (or of a project) those that are wanted. */
export function labelActions(
  wanted: Readonly<Record<string, RegistryLabel>>,
  existing: readonly FoundLabel[],
  { project, prune }: { readonly project?: string; readonly prune: boolean },
): Action[] {
  const needs = project === undefined ? [] : [projectNamed(project)];
  const object = (name: string): ObjectName => ({ kind: 'label', name: project ? `${project}/${name}` : name });
  const writes = Object.entries(wanted).flatMap(([name, label]): Action[] => {
    const same = existing.find((one) => one.name === name);
    const changes = same ? differences(label, { ...same }) : given(label);
    const body = { name, ...label };
    if (same && changes.length === 0) return [];
    const run = ({ api }: Session) => (same ? update(api, same.id, body) : create(api, body, project));
    return [{ verb: same ? 'update' : 'create', object: object(name), changes, needs, run }];
  });
  const extra = prune ? existing.filter(({ name }) => !Object.hasOwn(wanted, name)) : [];
  const deletes = extra.map(
    ({ id, name }): Action => ({
      verb: 'delete',
      object: object(name),
      changes: [],
      needs,
      run: async ({ api }) => void (await api.send('DELETE', `labels/${id}`, undefined, [404])),
    }),
  );
  return [...writes, ...deletes];
}

const update = async (api: HarborApi, id: number, body: object) => void (await api.send('PUT', `labels/${id}`, body));

async function create(api: HarborApi, body: RegistryLabel & { readonly name: string }, project?: string) {
  const scope = project === undefined ? { scope: 'g' } : { scope: 'p', project_id: await projectId(api, project) };
  const { status } = await api.send('POST', 'labels', { ...body, ...scope }, [409]);
  if (status !== 409) return;
  const there = (await findLabels(api, scope.project_id)).find(({ name }) => name === body.name);
  if (there) await update(api, there.id, body);
}
