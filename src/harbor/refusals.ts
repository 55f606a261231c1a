import type { Problem } from '../errors';
import type { PlannedContent } from '../plan/registry-content';
import type { Action } from './action';
import { projectRobots, robotObject, systemRobots } from './nouns/robot';
import type { Observed } from './observe';
import { emptied, type FoundArtifact, forecast } from './retention-forecast';
import { type Grant, missingRights } from './rights';

/** What a plan is judged by before anything is changed. */
export interface Judged {
  readonly content: PlannedContent;
  readonly observed: Observed;
  readonly actions: readonly Action[];
  readonly secrets: ReadonlyMap<string, string>;
  /** Images of the projects whose clean-up would change, by project. */
  readonly artifacts: ReadonlyMap<string, readonly FoundArtifact[]>;
  readonly allowDelete: boolean;
}

/** Why this Harbor cannot be given this content, or not by us; found out before anything is changed. */
export function* refusals(judged: Judged): Generator<Problem> {
  yield* fixed(judged);
  yield* quotas(judged);
  yield* withoutSecret(judged);
  yield* notAllowed(judged);
  yield* tooManyRights(judged);
  yield* cleanUps(judged);
}

/** What Harbor never changes once it is there. */
function* fixed({ content, observed }: Judged): Generator<Problem> {
  for (const { name, proxyOf } of content.projects) {
    const there = observed.projects.find((one) => one.name === name);
    if (!there) continue;
    const upstream = observed.upstreams.find(({ id }) => id === there.upstream)?.name;
    const now = there.upstream === 0 ? undefined : (upstream ?? `upstream ${there.upstream}`);
    if (proxyOf !== now && (proxyOf !== undefined || there.upstream !== 0))
      yield {
        path: `registry.content.projects.${name}.proxyOf`,
        fact: `project ${name} is there, and ${now ? `a proxy cache of ${now}` : 'no proxy cache'}; Harbor does not change that`,
        act: 'Choose another name for the project',
      };
  }
  for (const [name, { type }] of Object.entries(content.upstreams)) {
    const there = observed.upstreams.find((one) => one.name === name);
    if (there && there.type !== type)
      yield {
        path: `registry.content.upstreams.${name}.type`,
        fact: `upstream ${name} is there, of the type ${there.type}; Harbor does not change that`,
        act: 'Choose another name for the upstream',
      };
  }
}

function* quotas({ content, observed }: Judged): Generator<Problem> {
  for (const { name, quota } of content.projects) {
    const id = observed.projects.find((one) => one.name === name)?.id;
    if (quota !== undefined && id !== undefined && !observed.quotas.some(({ project }) => project === id))
      yield {
        path: `registry.content.projects.${name}.quota`,
        fact: 'this Harbor keeps no quota for the project',
        act: 'Switch quota_per_project_enable on in its configuration, or leave the quota out',
      };
  }
}

function* withoutSecret({ actions, secrets }: Judged): Generator<Problem> {
  for (const { object, secret } of actions)
    if (secret !== undefined && !secrets.has(secret))
      yield {
        path: secret,
        fact: `${object.kind} ${object.name} cannot be set up without its secret`,
        act: 'Give it, in HARBOR_SECRETS or with --secrets-fd',
      };
}

function* notAllowed({ observed: { caller }, actions }: Judged): Generator<Problem> {
  if (caller.kind === 'user') {
    if (!caller.isAdmin && actions.length > 0)
      yield {
        fact: `${caller.name} is no administrator of this Harbor`,
        act: 'Log in as one, or as a robot that is for content',
      };
    return;
  }
  for (const { object } of actions)
    if (object.kind === 'allow list')
      yield {
        path: 'registry.content.allowedCves',
        fact: `${caller.name} is a robot, and Harbor lets administrators alone change the allow list of the registry`,
        act: 'Log in as an administrator for this once',
      };
}

/** Who makes a robot must have all its rights; and a robot cannot set the secret of another at all. */
function* tooManyRights({ content, observed, actions }: Judged): Generator<Problem> {
  const { caller } = observed;
  if (caller.kind !== 'robot') return;
  const self = observed.robots.find(({ fullName }) => fullName === caller.name);
  const held: readonly Grant[] = self?.grants ?? [];
  const all = [
    ...systemRobots(content.robots),
    ...content.projects.flatMap(({ name, robots }) => projectRobots(name, robots)),
  ];
  for (const { object, verb } of actions) {
    if (object.kind !== 'robot' || verb === 'delete') continue;
    const robot = all.find((one) => robotObject(one).name === object.name);
    const missing = robot && self ? missingRights(robot.grants, held) : [];
    yield {
      path: `robot ${object.name}`,
      fact:
        missing.length > 0
          ? `would have rights that ${caller.name} does not have: ${missing.join(', ')}`
          : `${caller.name} is a robot, and Harbor lets no robot change another`,
      act: 'Log in as an administrator for this once',
    };
  }
}

function* cleanUps({ content, observed, artifacts, allowDelete }: Judged): Generator<Problem> {
  if (allowDelete) return;
  for (const { name, tags } of content.projects) {
    const empty = emptied(forecast(tags, artifacts.get(name) ?? [], observed.now));
    if (empty.length === 0) continue;
    const names = empty.slice(0, 5).map(({ repository, images }) => `${repository} (${images})`);
    yield {
      path: `registry.content.projects.${name}.tags.retention`,
      fact: `would delete every image of ${names.join(', ')}${empty.length > 5 ? ` and ${empty.length - 5} more` : ''}`,
      act: 'Add a pattern to keep, or allow it with --allow-delete',
    };
  }
}
