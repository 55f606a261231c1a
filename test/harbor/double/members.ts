import { badRequest, conflict, notFound } from './refusal';
import { at, type Request, type Route } from './request';
import type { Member } from './state';

/** src/server/v2.0/handler/{member,label}.go, src/controller/member/controller.go */
export const memberRoutes: readonly Route[] = [
  [
    'GET',
    at('projects/:/members'),
    (request) => {
      const { project_id } = request.project('member:list');
      return { list: request.state.members.filter((one) => one.project_id === project_id) };
    },
  ],
  [
    'POST',
    at('projects/:/members'),
    (request) => {
      const { state, body } = request;
      const { project_id } = request.project('member:create');
      const { member_group: group, member_user: user } = body;
      if (!group && !user) throw badRequest('at least one of member_user or member_group must be provided');
      const entity_name = group ? group.group_name : user.username;
      const entity_type = group ? 'g' : 'u';
      if (![1, 2, 3, 4, 5].includes(body.role_id)) throw badRequest('invalid role');
      if (
        state.members.some(
          (one) => one.project_id === project_id && one.entity_name === entity_name && one.entity_type === entity_type,
        )
      )
        throw conflict('the project member already exists');
      const member: Member = { id: state.id(), project_id, entity_name, entity_type, role_id: body.role_id };
      state.members.push(member);
      return { status: 201, id: member.id };
    },
  ],
  [
    'PUT',
    at('projects/:/members/:'),
    (request) => {
      memberOf(request, 'member:update').role_id = request.body.role_id;
      return {};
    },
  ],
  [
    'DELETE',
    at('projects/:/members/:'),
    (request) => {
      const member = memberOf(request, 'member:delete');
      request.state.members = request.state.members.filter((one) => one !== member);
      return {};
    },
  ],
  [
    'GET',
    at('labels'),
    (request) => {
      const { query, state } = request;
      const scope = query.get('scope');
      if (scope !== 'g' && scope !== 'p') throw badRequest(`invalid scope: ${scope}`);
      const project = Number(query.get('project_id') ?? 0);
      if (scope === 'p' && project === 0) throw badRequest('must with project ID when to query project labels');
      // The name is matched anywhere in a label's name.
      const name = query.get('name') ?? '';
      const inScope = state.labels.filter(
        (one) => one.scope === scope && (scope === 'g' || one.project_id === project),
      );
      return { list: inScope.filter((one) => one.name.includes(name)) };
    },
  ],
  [
    'POST',
    at('labels'),
    (request) => {
      const { state, body } = request;
      const scope = body.scope as 'g' | 'p';
      const project_id = scope === 'g' ? 0 : body.project_id;
      labelRight(request, scope, project_id, 'create');
      if (state.labels.some((one) => one.name === body.name && one.scope === scope && one.project_id === project_id))
        throw conflict('label already exists');
      const { name, color = '', description = '' } = body;
      const label = { id: state.id(), name, color, description, scope, project_id };
      state.labels.push(label);
      return { status: 201, id: label.id };
    },
  ],
  [
    'PUT',
    at('labels/:'),
    (request) => {
      const label = labelOf(request, 'update');
      const { name, color = '', description = '' } = request.body;
      Object.assign(label, { name, color, description });
      return {};
    },
  ],
  [
    'DELETE',
    at('labels/:'),
    (request) => {
      const { state } = request;
      const label = labelOf(request, 'delete');
      for (const artifact of state.artifacts) artifact.labels = artifact.labels.filter((id) => id !== label.id);
      state.labels = state.labels.filter((one) => one !== label);
      return {};
    },
  ],
];

function memberOf(request: Request, right: string): Member {
  const { project_id } = request.project(right);
  const member = request.state.members.find(
    (one) => one.id === Number(request.params[1]) && one.project_id === project_id,
  );
  if (!member) throw notFound('no such member');
  return member;
}

function labelOf(request: Request, action: string) {
  const label = request.state.labels.find((one) => one.id === Number(request.params[0]));
  if (!label) throw notFound(`label ${request.params[0]} not found`);
  labelRight(request, label.scope, label.project_id, action);
  return label;
}

function labelRight(request: Request, scope: 'g' | 'p', project: number, action: string): void {
  if (scope === 'g') return request.system(`label:${action}`);
  const name = request.state.projects.find((one) => one.project_id === project)?.name ?? '';
  request.project(`label:${action}`, name);
}
