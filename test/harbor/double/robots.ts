import { badRequest, conflict, forbidden, notFound, Refusal } from './refusal';
import { at, type Request, type Route } from './request';
import type { Any, Robot } from './state';

const DAY = 86_400;

/** src/server/v2.0/handler/robot.go, src/controller/robot/controller.go */
export const robotRoutes: readonly Route[] = [
  [
    'GET',
    at('robots'),
    (request) => {
      const { state } = request;
      const words = Object.fromEntries((request.query.get('q') ?? '').split(',').map((word) => word.split('=')));
      const project = words.Level === 'project' ? Number(words.ProjectID) : 0;
      if (words.Level === 'project' && !project) throw badRequest('must with project ID when to query project robots');
      right(request, project, 'list');
      return { list: state.robots.filter((one) => one.project_id === project).map((one) => shown(request, one)) };
    },
  ],
  [
    'POST',
    at('robots'),
    (request) => {
      const { state, body } = request;
      if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/.test(body.name))
        throw badRequest('robot name is not in lower case or contains illegal characters');
      validate(body);
      const named = body.permissions[0].namespace;
      const project = body.level === 'project' ? state.projects.find((one) => one.name === named) : undefined;
      if (body.level === 'project' && !project)
        throw request.isAdmin ? notFound(`project ${named} not found`) : forbidden();
      right(request, project?.project_id ?? 0, 'create');
      if ('robot' in request.caller && !within(body.permissions, request.caller.robot.permissions))
        throw new Refusal(
          403,
          'DENIED',
          "permission scope is invalid. It must be equal to or more restrictive than the creator robot's permissions",
        );
      const name = project ? `${project.name}+${body.name}` : body.name;
      const project_id = project?.project_id ?? 0;
      if (state.robots.some((one) => one.name === name && one.project_id === project_id))
        throw conflict('robot account already exists');
      const robot: Robot = {
        id: state.id(),
        project_id,
        name,
        description: body.description ?? '',
        disable: false,
        duration: body.duration,
        created: state.now,
        expires_at: body.duration === -1 ? -1 : state.now + body.duration * DAY,
        // A secret that is sent along is ignored.
        secret: `Made0by0Harbor0${state.id()}`,
        permissions: structuredClone(body.permissions),
      };
      state.robots.push(robot);
      const { secret, expires_at } = robot;
      return { status: 201, id: robot.id, body: { id: robot.id, name: fullName(request, robot), secret, expires_at } };
    },
  ],
  [
    'PATCH',
    at('robots/:'),
    (request) => {
      const robot = robotOf(request, 'update');
      const { secret = '' } = request.body;
      if (
        secret !== '' &&
        !(
          secret.length >= 8 &&
          secret.length <= 128 &&
          /[a-z]/.test(secret) &&
          /[A-Z]/.test(secret) &&
          /\d/.test(secret)
        )
      )
        throw badRequest(
          'the secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, 1 lowercase letter and 1 number',
        );
      robot.secret = secret || `Made0by0Harbor0${request.state.id()}`;
      return { body: { secret: secret ? '' : robot.secret } };
    },
  ],
  [
    'PUT',
    at('robots/:'),
    (request) => {
      const robot = robotOf(request, 'update');
      const { body } = request;
      validate({ ...body, duration: body.duration ?? robot.duration });
      if (body.level !== (robot.project_id ? 'project' : 'system') || body.name !== fullName(request, robot))
        throw badRequest('cannot update the level or name of robot');
      if (body.duration !== undefined && body.duration !== robot.duration) {
        robot.duration = body.duration;
        // Counted from the day on which it was made.
        robot.expires_at = body.duration === -1 ? -1 : robot.created + body.duration * DAY;
      }
      robot.description = body.description ?? '';
      robot.disable = body.disable ?? false;
      robot.permissions = structuredClone(body.permissions);
      return {};
    },
  ],
  [
    'DELETE',
    at('robots/:'),
    (request) => {
      const robot = robotOf(request, 'delete');
      request.state.robots = request.state.robots.filter((one) => one !== robot);
      return {};
    },
  ],
];

const fullName = ({ state }: Request, { name }: Robot) => `${state.robotPrefix}${name}`;

const shown = (request: Request, robot: Robot) => {
  const { secret: _, created, ...rest } = robot;
  return {
    ...rest,
    name: fullName(request, robot),
    editable: true,
    level: robot.project_id ? 'project' : 'system',
    creation_time: new Date(created * 1000).toISOString(),
  };
};

function robotOf(request: Request, action: string): Robot {
  const robot = request.state.robots.find((one) => one.id === Number(request.params[0]));
  if (!robot) throw notFound(`robot ${request.params[0]} not found`);
  right(request, robot.project_id, action);
  return robot;
}

function right(request: Request, project: number, action: string): void {
  if (project === 0) return request.system(`robot:${action}`);
  request.project(`robot:${action}`, request.state.projects.find((one) => one.project_id === project)?.name ?? '');
}

function validate({ duration, level, permissions = [] }: Any): void {
  if (!(duration === -1 || duration > 0)) throw badRequest(`bad request error duration input: ${duration}`);
  if (level !== 'system' && level !== 'project') throw badRequest(`bad request error level input: ${level}`);
  if (permissions.length === 0) throw badRequest('bad request empty permission');
  if (level === 'project' && permissions.length > 1) throw badRequest('bad request permission');
  for (const { kind, access = [] } of permissions) {
    if (access.length === 0) throw badRequest('bad request empty access');
    for (const { resource, action } of access) {
      // Robots can make, read and delete robots, but not change them (src/common/rbac/const.go); nor configure.
      const unknown =
        resource === 'configuration' ||
        (resource === 'robot' && action === 'update') ||
        (kind === 'system' && resource === 'repository');
      if (unknown) throw badRequest(`bad request permission: ${resource}:${action}`);
    }
  }
}

function within(wanted: Robot['permissions'], held: Robot['permissions']): boolean {
  return wanted.every(({ kind, namespace, access }) => {
    const same =
      held.find((one) => one.kind === kind && one.namespace === namespace) ??
      held.find((one) => one.kind === kind && one.namespace === '*');
    return access.every(({ resource, action }) =>
      same?.access.some((one) => one.resource === resource && one.action === action),
    );
  });
}
