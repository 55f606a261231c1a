import type { RegistryProject } from '../../config/registry-project';
import { type Action, type ObjectName, projectNamed, type Session } from '../action';
import { numberOf, textOf } from '../answer';
import type { HarborApi } from '../api';

type Role = RegistryProject['members'][string];

/** Numbers of the roles (goharbor/harbor:src/common/const.go). */
const ROLE_IDS: Readonly<Record<Role, number>> = {
  admin: 1,
  developer: 2,
  guest: 3,
  maintainer: 4,
  'limited-guest': 5,
};
/** A group that comes from the login by OpenID Connect; Harbor makes it when it is first named. */
const OIDC_GROUP = 3;

/** A group of a project as Harbor has it. */
export interface FoundMember {
  readonly id: number;
  readonly group: string;
  readonly role: number;
}

/** Groups of a project. People who were made members one by one are left alone. */
export async function findMembers(api: HarborApi, project: string): Promise<FoundMember[]> {
  const members = await api.list(`projects/${project}/members`);
  return members
    .filter(({ entity_type }) => entity_type === 'g')
    .map(({ id, entity_name, role_id }) => ({ id: numberOf(id), group: textOf(entity_name), role: numberOf(role_id) }));
}

/** What gives groups the roles that are wanted. */
export function memberActions(
  project: string,
  wanted: RegistryProject['members'],
  existing: readonly FoundMember[],
  prune: boolean,
): Action[] {
  const needs = [projectNamed(project)];
  const object = (group: string): ObjectName => ({ kind: 'member', name: `${project}/${group}` });
  const writes = Object.entries(wanted).flatMap(([group, role]): Action[] => {
    const there = existing.find((member) => member.group === group);
    const to = ROLE_IDS[role];
    if (there?.role === to) return [];
    const changes = [{ field: 'role', ...(there && { from: roleName(there.role) }), to: role }];
    const run = ({ api }: Session) => (there ? update(api, project, there.id, to) : create(api, project, group, to));
    return [{ verb: there ? 'update' : 'create', object: object(group), changes, needs, run }];
  });
  const extra = prune ? existing.filter(({ group }) => !Object.hasOwn(wanted, group)) : [];
  const deletes = extra.map(
    ({ id, group, role }): Action => ({
      verb: 'delete',
      object: object(group),
      changes: [{ field: 'role', from: roleName(role) }],
      needs,
      run: async ({ api }) => void (await api.send('DELETE', `projects/${project}/members/${id}`, undefined, [404])),
    }),
  );
  return [...writes, ...deletes];
}

const roleName = (id: number): string => Object.entries(ROLE_IDS).find(([, one]) => one === id)?.[0] ?? String(id);

const update = async (api: HarborApi, project: string, id: number, role_id: number) =>
  void (await api.send('PUT', `projects/${project}/members/${id}`, { role_id }));

async function create(api: HarborApi, project: string, group: string, role_id: number) {
  const member_group = { group_name: group, group_type: OIDC_GROUP };
  const { status } = await api.send('POST', `projects/${project}/members`, { role_id, member_group }, [409]);
  if (status !== 409) return;
  const there = (await findMembers(api, project)).find((member) => member.group === group);
  if (there) await update(api, project, there.id, role_id);
}
