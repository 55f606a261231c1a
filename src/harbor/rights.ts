import type { ProjectRobot, SystemRobot } from '../config/registry-robot';

/** Something that a robot may do: `repository:pull`. */
export type Right = `${string}:${string}`;

/** Rights in one place: a project, `*` for all of them, or `/` for the registry itself. */
export interface Grant {
  readonly kind: 'system' | 'project';
  readonly namespace: string;
  readonly rights: readonly Right[];
}

// The names of all rights: goharbor/harbor:src/common/rbac/const.go.

const PULL = ['repository:pull'] as const;
const READ = ['repository:list', 'artifact:list', 'artifact:read', 'tag:list', 'label:list'] as const;
const LABEL = [...READ, 'artifact-label:create', 'artifact-label:delete'] as const;

const IN_PROJECT: Readonly<Record<ProjectRobot['for'], readonly Right[]>> = {
  pull: PULL,
  // Without the right to pull, a push cannot mount a layer that is there already.
  push: [...PULL, 'repository:push', 'tag:create', 'artifact-label:create'],
  label: LABEL,
  scan: ['repository:list', 'artifact:list', 'artifact:read', 'scan:create', 'scan:read', 'scan:stop'],
};

const all = (resource: string, actions: string): Right[] =>
  actions.split(' ').map((action): Right => `${resource}:${action}`);

const CONTENT_IN_PROJECTS: readonly Right[] = [
  ...all('project', 'read update delete'),
  ...all('metadata', 'read create update delete list'),
  ...all('member', 'read create update delete list'),
  ...all('label', 'read create update delete list'),
  ...all('immutable-tag', 'create update delete list'),
  ...all('tag-retention', 'read create update delete list'),
  ...all('notification-policy', 'read create update delete list'),
  ...all('scanner', 'create read'),
  ...all('robot', 'read list'),
  ...all('artifact', 'list read'),
  'repository:list',
  'quota:read',
];

const CONTENT_IN_SYSTEM: readonly Right[] = [
  ...all('project', 'list create'),
  ...all('label', 'read create update delete'),
  ...all('registry', 'read create update delete list'),
  ...all('replication-policy', 'read create update delete list'),
  ...all('scanner', 'read create update delete list'),
  ...all('garbage-collection', 'read create update'),
  ...all('scan-all', 'read create update'),
  ...all('purge-audit', 'read create update'),
  ...all('quota', 'read list update'),
  ...all('robot', 'read list'),
];

/** The least that a robot of a project needs for its purpose. */
export const projectGrants = (project: string, purpose: ProjectRobot['for']): Grant[] => [
  { kind: 'project', namespace: project, rights: IN_PROJECT[purpose] },
];

/** The least that a robot of the registry needs for its purpose. */
export function systemGrants(purpose: SystemRobot['for']): Grant[] {
  const everywhere = (rights: readonly Right[]): Grant => ({ kind: 'project', namespace: '*', rights });
  const system = (rights: readonly Right[]): Grant => ({ kind: 'system', namespace: '/', rights });
  switch (purpose) {
    case 'pull':
      return [everywhere(PULL)];
    case 'catalogue':
      return [system(['project:list']), everywhere(READ)];
    case 'label':
      return [system(['project:list', 'label:read']), everywhere(LABEL)];
    case 'content':
      return [system(CONTENT_IN_SYSTEM), everywhere(CONTENT_IN_PROJECTS)];
  }
}

/** Rights that are wanted and not held; Harbor refuses a robot that has more than who makes it. */
export function missingRights(wanted: readonly Grant[], held: readonly Grant[]): Right[] {
  return wanted.flatMap(({ kind, namespace, rights }) => {
    const same = held.filter(
      (grant) => grant.kind === kind && (grant.namespace === namespace || grant.namespace === '*'),
    );
    return rights.filter((right) => !same.some((grant) => grant.rights.includes(right)));
  });
}
