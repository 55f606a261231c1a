import { badRequest, forbidden, precondition } from './refusal';
import { at, type Route } from './request';

/** src/server/v2.0/handler/{ping,health,user,config}.go, src/controller/config/controller.go */
export const systemRoutes: readonly Route[] = [
  ['GET', at('ping'), () => ({ body: 'Pong' })],
  ['GET', at('health'), () => ({ body: { status: 'healthy', components: [{ name: 'core', status: 'healthy' }] } })],
  [
    'GET',
    at('users/current'),
    (request) => {
      if ('robot' in request.caller) throw precondition('get current user not available for security context: robot');
      return { body: { username: request.caller.user, sysadmin_flag: request.isAdmin } };
    },
  ],
  [
    'GET',
    at('configurations'),
    (request) => {
      if (!request.isAdmin) throw forbidden();
      const { configuration, robotPrefix } = request.state;
      const values = Object.entries({ ...configuration, robot_name_prefix: robotPrefix });
      // Passwords are left out.
      const open = values.filter(([name]) => !/secret|password/.test(name));
      return { body: Object.fromEntries(open.map(([name, value]) => [name, { value, editable: true }])) };
    },
  ],
  [
    'PUT',
    at('configurations'),
    (request) => {
      if (!request.isAdmin) throw forbidden();
      const { state, body } = request;
      if (state.readOnlyConfiguration)
        throw forbidden('current config is init by env variable: CONFIG_OVERWRITE_JSON, it cannot be updated');
      if (body.auth_mode !== undefined && body.auth_mode !== state.configuration.auth_mode && state.users.size > 0)
        throw badRequest('the auth mode cannot be modified as new users have been inserted into database');
      const { robot_name_prefix = state.robotPrefix, ...rest } = body;
      state.robotPrefix = robot_name_prefix;
      Object.assign(state.configuration, rest);
      return {};
    },
  ],
];
