import { setTimeout as pause } from 'node:timers/promises';
import type { TagPolicy } from '../../config/tag-policy';
import { type Action, differences, given, projectNamed, type Session } from '../action';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';
import { HarborError } from '../harbor-error';
import { emptied, type Forecast } from '../retention-forecast';
import { projectId } from './project-id';
import { harborCron } from './schedule';

type Retention = NonNullable<TagPolicy['retention']>;

/** A retention policy as Harbor has it. */
export interface FoundRetention {
  readonly id: number;
  readonly rules: readonly string[];
  /** Empty when it is never done. */
  readonly cron: string;
}

/** Looks at a dry run before we give up on it. */
const PATIENCE = 600;

const REPOSITORIES = { repository: [{ kind: 'doublestar', decoration: 'repoMatches', pattern: '**' }] };

function harborRules({ keep, newest, pushedWithin, pulledWithin, untagged }: Retention) {
  const rule = (template: string, params: object, pattern: string, withUntagged = false) => ({
    action: 'retain',
    template,
    params,
    scope_selectors: REPOSITORIES,
    // Without `extras` every rule keeps all images that have no tag.
    tag_selectors: [
      { kind: 'doublestar', decoration: 'matches', pattern, extras: JSON.stringify({ untagged: withUntagged }) },
    ],
  });
  const counted = (template: string, patterns: Readonly<Record<string, number>>) =>
    Object.entries(patterns).map(([pattern, count]) => rule(template, { [template]: count }, pattern));
  return [
    rule('always', {}, keep.length === 1 ? (keep[0] ?? '') : `{${keep.join(',')}}`, untagged === 'keep'),
    ...counted('latestPushedK', newest),
    ...counted('nDaysSinceLastPush', pushedWithin),
    ...counted('nDaysSinceLastPull', pulledWithin),
  ];
}

/** A rule as one line that says everything about it. */
function lineOf(rule: Fields): string {
  const [tags = {}] = listOf(rule.tag_selectors);
  const [repositories = {}] = listOf(fieldsOf(rule.scope_selectors).repository);
  const extras = textOf(tags.extras);
  const count = Object.values(fieldsOf(rule.params)).map(String).join();
  return [
    `${textOf(rule.template)}${count && ` ${count}`} of ${textOf(tags.pattern)}`,
    /"untagged": ?false/.test(extras) ? '' : 'and untagged',
    tags.decoration === 'matches' ? '' : textOf(tags.decoration),
    repositories.pattern === '**' ? '' : `in ${textOf(repositories.decoration)} ${textOf(repositories.pattern)}`,
    rule.disabled === true ? 'disabled' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** The policy of a project; undefined when it has none. */
export async function findRetention(api: HarborApi, id: string | undefined): Promise<FoundRetention | undefined> {
  const policy = id ? await api.find(`retentions/${id}`) : undefined;
  if (!policy) return undefined;
  const trigger = fieldsOf(policy.trigger);
  return {
    id: numberOf(policy.id),
    rules: listOf(policy.rules).map(lineOf).sort(),
    cron: trigger.kind === 'Schedule' ? textOf(fieldsOf(trigger.settings).cron) : '',
  };
}

/** What makes the clean-up of a project the one that is wanted. */
export function retentionActions(
  project: string,
  wanted: Retention | undefined,
  existing: FoundRetention | undefined,
  prune: boolean,
): Action[] {
  const object = { kind: 'retention', name: project };
  const needs = [projectNamed(project)];
  if (!wanted) {
    if (!existing || !prune) return [];
    const changes = [{ field: 'rules', from: existing.rules.join('; ') }];
    // Asked for a policy that is gone, Harbor answers 400.
    const run = async ({ api }: Session) =>
      void (await api.send('DELETE', `retentions/${existing.id}`, undefined, [400, 404]));
    return [{ verb: 'delete', object, changes, needs, run }];
  }
  const fields = {
    rules: harborRules(wanted).map(lineOf).sort().join('; '),
    schedule: harborCron(wanted.schedule),
  };
  const changes = existing
    ? differences(fields, { rules: existing.rules.join('; '), schedule: existing.cron })
    : given(fields);
  if (changes.length === 0) return [];
  const run = (session: Session) => write(session, project, wanted, existing?.id);
  return [{ verb: existing ? 'update' : 'create', object, changes, needs, run }];
}

/**
 * Writes the policy without its schedule, lets Harbor reckon what it would delete, and sets the schedule only then. Who
 * is stopped in between leaves a policy that is never done.
 */
async function write(session: Session, project: string, wanted: Retention, known: number | undefined): Promise<void> {
  const { api, allowDelete, tell } = session;
  const ref = await projectId(api, project);
  const policy = (cron: string) => ({
    algorithm: 'or',
    scope: { level: 'project', ref },
    trigger: { kind: 'Schedule', settings: { cron } },
    rules: harborRules(wanted),
  });
  const id = known ?? (await create(api, project, policy('')));
  await api.send('PUT', `retentions/${id}`, { id, ...policy('') });
  const forecasts = await dryRun(session, project, id);
  const deleted = forecasts.reduce((sum, one) => sum + one.deleted, 0);
  const images = forecasts.reduce((sum, one) => sum + one.images, 0);
  tell(`retention ${project}: the dry run would delete ${deleted} of ${images} images`);
  const empty = emptied(forecasts);
  if (empty.length > 0 && !allowDelete) {
    const names = empty.slice(0, 5).map(({ repository }) => repository);
    throw new HarborError(
      412,
      'DRY_RUN',
      `nothing would be left in ${names.join(', ')}${empty.length > 5 ? ' ...' : ''}; the policy stays without a schedule`,
      `POST retentions/${id}/executions`,
    );
  }
  await api.send('PUT', `retentions/${id}`, { id, ...policy(harborCron(wanted.schedule)) });
}

/** A second policy is refused with 400, not with 409; proxy caches are born with one. */
async function create(api: HarborApi, project: string, policy: object): Promise<number> {
  const there = fieldsOf((await api.find(`projects/${project}`))?.metadata).retention_id;
  if (typeof there === 'string' && there !== '') return Number(there);
  const { id, status } = await api.send('POST', 'retentions', policy, [400]);
  if (status === 201 && id !== undefined) return Number(id);
  const { metadata } = (await api.find(`projects/${project}`)) ?? {};
  const made = Number(fieldsOf(metadata).retention_id);
  if (Number.isNaN(made)) throw new HarborError(400, 'BAD_REQUEST', 'the policy is refused', 'POST retentions');
  return made;
}

async function dryRun({ api, interval }: Session, project: string, id: number): Promise<Forecast[]> {
  const started = await api.send('POST', `retentions/${id}/executions`, { dry_run: true });
  const run = Number(started.id);
  for (let look = 0; look < PATIENCE; look++) {
    const all = await api.send('GET', `retentions/${id}/executions?page=1&page_size=20`);
    const status = textOf(listOf(all.body).find((one) => one.id === run)?.status);
    if (/^succe/i.test(status)) return tasks(api, id, run);
    if (/^(?:fail|error|stop)/i.test(status))
      throw new HarborError(412, status, `the dry run of ${project} failed`, `GET retentions/${id}/executions`);
    await pause(interval);
  }
  throw new HarborError(412, 'TIMEOUT', `the dry run of ${project} does not end`, `GET retentions/${id}/executions`);
}

async function tasks(api: HarborApi, id: number, run: number): Promise<Forecast[]> {
  return (await api.list(`retentions/${id}/executions/${run}/tasks`)).map(({ repository, total, retained }) => {
    const images = numberOf(total) || 0;
    return { repository: textOf(repository), images, deleted: images - (numberOf(retained) || 0) };
  });
}
