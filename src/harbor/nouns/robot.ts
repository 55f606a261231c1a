import type { ProjectRobot, SystemRobot } from '../../config/registry-robot';
import { type Action, differences, type ObjectName, projectNamed, type Session } from '../action';
import { type Fields, listOf, numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';
import { HarborError } from '../harbor-error';
import { type Grant, projectGrants, type Right, systemGrants } from '../rights';
import { marked, unmarked } from '../secret-mark';

const DAY = 86_400;

/** A robot as Harbor has it. */
export interface FoundRobot {
  readonly id: number;
  /** As Harbor writes it: `robot$skaha+puller`. */
  readonly fullName: string;
  readonly description: string;
  readonly disabled: boolean;
  /** Made by a Harbor before 2.2; nobody can change it any more. */
  readonly editable: boolean;
  /** Seconds since 1970, or -1 for never. */
  readonly expires: number;
  readonly created: number;
  readonly grants: readonly Grant[];
}

/** A robot that is wanted. */
export interface WantedRobot {
  readonly project: string | undefined;
  readonly name: string;
  readonly days: number;
  readonly grants: readonly Grant[];
}

/** Robots of the registry, or of a project. */
export async function findRobots(api: HarborApi, project?: number): Promise<FoundRobot[]> {
  const query = project === undefined ? 'Level=system' : `Level=project,ProjectID=${project}`;
  return (await api.list(`robots?q=${encodeURIComponent(query)}`)).map(found);
}

const found = (robot: Fields): FoundRobot => ({
  id: numberOf(robot.id),
  fullName: textOf(robot.name),
  description: textOf(robot.description),
  disabled: robot.disable === true,
  editable: robot.editable !== false,
  expires: numberOf(robot.expires_at),
  created: Math.floor(Date.parse(textOf(robot.creation_time)) / 1000),
  grants: listOf(robot.permissions).map(({ kind, namespace, access }) => ({
    kind: kind === 'system' ? 'system' : 'project',
    namespace: textOf(namespace),
    rights: listOf(access).map((right): Right => `${textOf(right.resource)}:${textOf(right.action)}`),
  })),
});

export const projectRobots = (project: string, robots: Readonly<Record<string, ProjectRobot>>): WantedRobot[] =>
  Object.entries(robots).map(([name, { for: purpose, days }]) => ({
    project,
    name,
    days,
    grants: projectGrants(project, purpose),
  }));

export const systemRobots = (robots: Readonly<Record<string, SystemRobot>>): WantedRobot[] =>
  Object.entries(robots).map(([name, { for: purpose, days }]) => ({
    project: undefined,
    name,
    days,
    grants: systemGrants(purpose),
  }));

export const robotObject = ({ project, name }: Pick<WantedRobot, 'project' | 'name'>): ObjectName => ({
  kind: 'robot',
  name: project === undefined ? name : `${project}/${name}`,
});

/** Name under which the secret of a robot is given. */
export const robotSecret = (robot: WantedRobot): string => `robot/${robotObject(robot).name}`;

/** The robot that is wanted among those of its project (or of the registry). Harbor puts `robot$project+` in front. */
export const sameRobot = (wanted: Pick<WantedRobot, 'project' | 'name'>, all: readonly FoundRobot[], prefix: string) =>
  all.find(({ fullName }) => fullName === `${prefix}${wanted.project ? `${wanted.project}+` : ''}${wanted.name}`);

/** What makes robots those that are wanted. */
export function robotActions(
  wanted: readonly WantedRobot[],
  existing: readonly FoundRobot[],
  options: {
    readonly project?: string;
    readonly prefix: string;
    readonly now: number;
    /** Whether the secret that was given is another than the one that was set. */
    readonly hasNewSecret: (name: string) => boolean;
    readonly prune: boolean;
    /** The robot that we are. */
    readonly self: string | undefined;
  },
): Action[] {
  const { prefix, now, prune } = options;
  const writes = wanted.flatMap((robot): Action[] => {
    const there = sameRobot(robot, existing, prefix);
    const object = robotObject(robot);
    const needs = robot.project === undefined ? [] : [projectNamed(robot.project)];
    const rights = shownRights(robot.grants);
    if (!there) {
      const changes = [
        { field: 'rights', to: rights },
        { field: 'days', to: String(robot.days) },
      ];
      const run = (session: Session) => create(session, robot, prefix);
      return [{ verb: 'create', object, changes, needs, secret: robotSecret(robot), run }];
    }
    const duration = newDuration(robot.days, there, now);
    const isNew = options.hasNewSecret(robotSecret(robot));
    const changes = [
      ...differences({ rights, disabled: false }, { rights: shownRights(there.grants), disabled: there.disabled }),
      ...(duration === undefined
        ? []
        : [{ field: 'expires', from: dayOf(there.expires), to: dayOf(now + robot.days * DAY) }]),
      ...(isNew ? [{ field: 'secret', to: 'another' }] : []),
    ];
    if (changes.length === 0) return [];
    const verb = changes.every(({ field }) => field === 'expires') ? 'renew' : 'update';
    const run = (session: Session) => update(session, robot, there, { duration, isNew });
    return [{ verb, object, changes, needs, run }];
  });
  const extra = prune
    ? existing.filter(
        (one) =>
          one.editable && one.fullName !== options.self && !wanted.some((robot) => sameRobot(robot, [one], prefix)),
      )
    : [];
  return [...writes, ...extra.map((one) => deletion(one, options.project))];
}

const deletion = ({ id, fullName, grants }: FoundRobot, project?: string): Action => ({
  verb: 'delete',
  object: { kind: 'robot', name: fullName },
  changes: [{ field: 'rights', from: shownRights(grants) }],
  needs: project === undefined ? [] : [projectNamed(project)],
  run: async ({ api }) => void (await api.send('DELETE', `robots/${id}`, undefined, [404])),
});

/**
 * Days to ask for, so that the robot is valid long enough; undefined when it is. Harbor counts them from the day on
 * which the robot was made, not from today (goharbor/harbor:src/server/v2.0/handler/robot.go): to ask an old robot for
 * 90 days would end it at once.
 */
export function newDuration(days: number, { expires, created }: FoundRobot, now: number): number | undefined {
  const left = expires < 0 ? Number.POSITIVE_INFINITY : (expires - now) / DAY;
  if (left >= days / 3 && left <= days + 1) return undefined;
  return Math.max(0, Math.floor((now - created) / DAY)) + days;
}

const shownRights = (grants: readonly Grant[]): string =>
  grants
    .flatMap(({ kind, namespace, rights }) =>
      rights.map((right) => (kind === 'system' ? right : `${namespace} ${right}`)),
    )
    .sort()
    .join(', ');

const dayOf = (seconds: number): string =>
  seconds < 0 ? 'never' : (new Date(seconds * 1000).toISOString().split('T')[0] ?? '');

const permissions = ({ grants }: WantedRobot) =>
  grants.map(({ kind, namespace, rights }) => ({
    kind,
    namespace,
    access: rights.map((right) => {
      const [resource = '', action = ''] = right.split(':');
      return { resource, action };
    }),
  }));

async function create(session: Session, robot: WantedRobot, prefix: string) {
  const level = robot.project === undefined ? 'system' : 'project';
  const body = { name: robot.name, level, duration: robot.days, permissions: permissions(robot), description: '' };
  // The secret that Harbor answers with is one of its own; one that is sent along is ignored.
  await session.api.send('POST', 'robots', body, [409]);
  const project = robot.project === undefined ? undefined : await session.api.find(`projects/${robot.project}`);
  const there = sameRobot(robot, await findRobots(session.api, project && numberOf(project.project_id)), prefix);
  if (!there)
    throw new HarborError(404, 'NOT_FOUND', 'it was made under another name: see robot_name_prefix', 'GET robots');
  await update(session, robot, there, { duration: undefined, isNew: true });
}

async function update(
  { api, secrets, hashCost }: Session,
  robot: WantedRobot,
  there: FoundRobot,
  { duration, isNew }: { readonly duration: number | undefined; readonly isNew: boolean },
) {
  const secret = isNew ? secrets.get(robotSecret(robot)) : undefined;
  // First the secret, then its mark: whoever is stopped in between finds the old mark, and sets the secret again.
  if (secret !== undefined) await api.send('PATCH', `robots/${there.id}`, { secret });
  await api.send('PUT', `robots/${there.id}`, {
    name: there.fullName,
    level: robot.project === undefined ? 'system' : 'project',
    disable: false,
    permissions: permissions(robot),
    ...(duration === undefined ? {} : { duration }),
    description: secret === undefined ? there.description : await marked(unmarked(there.description), secret, hashCost),
  });
}
