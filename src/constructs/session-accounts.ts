import { formatCpu, formatMemory } from '../config/units';
import { INIT_SIZE } from '../plan/session-pod';
import type { SessionTemplateProps } from './session-template-props';
import { type Fields, variable } from './template-text';

/** What Pod Security `restricted` asks of every container. */
export const RESTRICTED: Fields = {
  privileged: false,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

const size = {
  cpu: formatCpu(INIT_SIZE.cpu),
  memory: formatMemory(INIT_SIZE.memory),
  'ephemeral-storage': formatMemory(INIT_SIZE.ephemeral),
};
const SMALL: Fields = { requests: size, limits: size };

const MOUNTS: readonly Fields[] = [
  { name: 'etc-passwd', mountPath: '/etc-passwd' },
  { name: 'etc-group', mountPath: '/etc-group' },
];

/** Names of the init containers of every session. */
export const INIT_CONTAINERS = ['backup-original-passwd-groups', 'init-users-groups'] as const;

/**
 * Init containers that make `/etc/passwd` and `/etc/group` of a session: the image's own entries, then the platform's
 * users and groups. The first runs the session image, so images need `/bin/sh` and `cp`.
 */
export const accountContainers = ({ redis, imagePullPolicy }: SessionTemplateProps): Fields[] => [
  {
    name: INIT_CONTAINERS[0],
    image: variable('software.imageid'),
    imagePullPolicy,
    command: ['/bin/sh', '-c', 'cp /etc/passwd /etc-passwd/passwd-orig && cp /etc/group /etc-group/group-orig'],
    resources: SMALL,
    securityContext: RESTRICTED,
    volumeMounts: MOUNTS,
  },
  {
    name: INIT_CONTAINERS[1],
    image: redis.image,
    // Pinned: asking its registry again at each start would make every session depend on that.
    imagePullPolicy: 'IfNotPresent',
    command: ['/init-users-groups/init-users-groups.sh'],
    env: [
      { name: 'HOME', value: variable('SKAHA_USER_HOME_DIR') },
      // Kubernetes fills $(REDIS_PASSWORD) in from the variables that stand before it.
      {
        name: 'REDIS_PASSWORD',
        valueFrom: { secretKeyRef: { name: redis.password.secretName, key: redis.password.key } },
      },
      { name: 'REDIS_URL', value: `redis://${redis.user}:$(REDIS_PASSWORD)@${redis.host}:${redis.port}` },
    ],
    resources: SMALL,
    securityContext: RESTRICTED,
    volumeMounts: [...MOUNTS, { name: 'init-users-groups', mountPath: '/init-users-groups' }],
  },
];
