import { type Problem, UsageError } from '../errors';
import type { PlannedContent } from '../plan/registry-content';
import type { Action } from './action';
import type { HarborApi } from './api';
import { inParallel } from './in-parallel';
import { findArtifacts, type Observed, observe } from './observe';
import { type PlanOptions, planContent } from './plan';
import { refusals } from './refusals';
import { newSecrets, secretProblems } from './secrets';

/** What is to be done in a Harbor, judged. */
export interface Prepared {
  readonly actions: readonly Action[];
  readonly observed: Observed;
  /** What a person should know and nothing is done about. */
  readonly notes: readonly string[];
}

/** How a plan is made. */
export interface PrepareOptions extends Omit<PlanOptions, 'newSecrets'> {
  readonly secrets: ReadonlyMap<string, string>;
  readonly hashCost: number;
}

/**
 * Reads a Harbor and plans what is to be done. Nothing is changed.
 *
 * @throws {UsageError} with everything that cannot be done here, or not by us
 */
export async function prepare(api: HarborApi, content: PlannedContent, options: PrepareOptions): Promise<Prepared> {
  const { secrets, hashCost, prune = false, allowDelete = false } = options;
  refuse(api.host, [...secretProblems(content, secrets)]);
  const observed = await observe(api, content, prune);
  const actions = planContent(content, observed, {
    prune,
    allowDelete,
    newSecrets: await newSecrets(content, observed, secrets, hashCost),
  });
  const cleaned = content.projects.filter(
    ({ name }) =>
      observed.inProjects.has(name) &&
      actions.some(({ verb, object }) => object.kind === 'retention' && object.name === name && verb !== 'delete'),
  );
  const artifacts = await inParallel(cleaned, 2, async (one) => [one.name, await findArtifacts(api, one)] as const);
  refuse(api.host, [...refusals({ content, observed, actions, secrets, artifacts: new Map(artifacts), allowDelete })]);
  return { actions, observed, notes: [...notes(content, observed, { prune, allowDelete })] };
}

function refuse(host: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new UsageError(`${host}: cannot be given this content`, problems);
}

function* notes(
  content: PlannedContent,
  observed: Observed,
  { prune, allowDelete }: Required<Omit<PlanOptions, 'newSecrets'>>,
) {
  const lists = [
    { where: 'of the registry', list: content.allowedCves },
    ...content.projects.map(({ name, allowedCves }) => ({ where: `of project ${name}`, list: allowedCves })),
  ];
  const today = new Date(observed.now * 1000).toISOString().slice(0, 10);
  for (const { where, list } of lists)
    if (list && list.expires < today)
      yield `the allow list ${where} ended on ${list.expires}: ${list.cves.join(', ')} block images again`;
  const extra = observed.projects.filter(({ name }) => !content.projects.some((one) => one.name === name));
  if (prune && !allowDelete && extra.length > 0)
    yield `projects that are not declared stay: ${extra.map(({ name }) => name).join(', ')} (--allow-delete deletes those that are empty)`;
}
