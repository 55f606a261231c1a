import type { Scratch } from '../config/scratch';
import type { SessionType } from '../config/session-type';
import type { Site } from '../config/site';
import type { Bytes } from '../config/units';
import { type Amounts, NOTHING } from './amounts';
import type { Plan } from './plan';
import { podRequest } from './pod-request';

const Mi = 2 ** 20;
const Gi = 2 ** 30;

/** What each init container of a session asks for and is limited to. */
export const INIT_SIZE = { cpu: 200, memory: 64 * Mi, ephemeral: 64 * Mi } as const;
/** Init containers of a session. */
const INIT_CONTAINERS = 2;
/** Local disk of a session whose scratch space is a volume: logs, and the container's own layer. */
const DISK_BESIDE_VOLUME: Bytes = 10 * Gi;

/** Local disk that a session's container requests and is limited to. */
export function sessionDisk({ kind, perSession }: Scratch, own: Bytes | undefined = perSession): Bytes {
  return kind === 'emptyDir' ? Math.min(own, perSession) : DISK_BESIDE_VOLUME;
}

/** What a user asks for; what is left out is the type's, or the site's usual size. */
export interface AskedSize {
  readonly cpu?: number | undefined;
  readonly memory?: number | undefined;
  readonly gpus?: number | undefined;
}

/** What the pod of a session takes of its node, and of its team's quota. */
export function sessionRequest(
  { site, offers }: Pick<Plan, 'site' | 'offers'>,
  type: SessionType,
  asked: AskedSize = {},
): Amounts {
  const usual = type.resources?.requests ?? offers.request;
  const session: Amounts = {
    cpu: asked.cpu ?? usual.cpu,
    memory: asked.memory ?? usual.memory,
    ephemeral: sessionDisk(site.scratch, type.scratch),
    gpu: asked.gpus ?? 0,
    pods: 1,
  };
  const init = { amounts: { ...NOTHING, ...INIT_SIZE } };
  return podRequest({
    containers: [session],
    init: Array.from({ length: INIT_CONTAINERS }, () => init),
    overhead: sessionOverhead(site),
  });
}

/** What the container runtime of sessions takes of a node itself, for each of them. */
export const sessionOverhead = ({ sessions: { runtime } }: Site): Amounts => ({
  ...NOTHING,
  cpu: runtime?.overhead.cpu ?? 0,
  memory: runtime?.overhead.memory ?? 0,
});

/** Local disk of a container that says nothing, in bytes; a session has at least that. */
export const CONTAINER_DISK = 2 ** 30;
