import { type Bytes, formatCpu, formatMemory } from '../config/units';
import type { Offers } from '../plan/offers';
import type { Plan } from '../plan/plan';
import type { Size } from '../plan/sizes';
import { celList as list, celText as text, type Validation } from './admission-policy';

/** What session templates name; everything else in a session's pod comes from a user's request. */
export interface Declared {
  /** Claims that sessions mount. */
  readonly claims: readonly DeclaredClaim[];
  /** The volume that each session gets for itself; absent: the node's disk. */
  readonly scratch?: { readonly storageClass: string; readonly size: Bytes };
  /** Secret that the platform's own init container reads. */
  readonly sessionSecret: string;
  /** Names of the init containers that templates declare. */
  readonly initContainers: readonly string[];
  /** RuntimeClass of sessions; absent: the nodes' own runtime. */
  readonly runtimeClass?: string;
}

/** A claim, and how sessions may mount it. */
export interface DeclaredClaim {
  readonly name: string;
  readonly readOnly?: boolean;
  /** The only folder of it that they see. @default all of it */
  readonly subPath?: string;
}

/** What the rules call the parts of a pod; `pod` is the place of its specification. */
export const partsOf = (pod: string) => [
  { name: 'pod', expression: pod },
  { name: 'init', expression: 'has(variables.pod.initContainers) ? variables.pod.initContainers : []' },
  { name: 'all', expression: 'variables.pod.containers + variables.init' },
  { name: 'volumes', expression: 'has(variables.pod.volumes) ? variables.pod.volumes : []' },
  { name: 'labels', expression: 'has(object.metadata.labels) ? object.metadata.labels : {}' },
  { name: 'pullSecrets', expression: 'has(variables.pod.imagePullSecrets) ? variables.pod.imagePullSecrets : []' },
];

const FROM_SECRET = 'has(e.valueFrom) && has(e.valueFrom.secretKeyRef)';
const FILES = 'has(s.configMap) || has(s.downwardAPI)';

/** What is true of the pod of every lawful session, wherever it stands. */
export function podRules({ site, hosts }: Plan, declared: Declared): Validation[] {
  const { sessionSecret, initContainers, runtimeClass } = declared;
  // With the slash, or a registry whose name only starts alike would pass, and so would an image of that name elsewhere.
  const ours = `${list(hosts.images.map((host) => `${host}/`))}.exists(host, c.image.startsWith(host))`;
  const platformImage = `c.image == ${text(site.images.redis)}`;
  return [
    {
      expression: `variables.pod.containers.all(c, ${ours})`,
      message: `a session runs images from ${hosts.images.join(', ')} only`,
    },
    {
      expression: `variables.init.all(c, ${platformImage} || ${ours})`,
      message: 'an init container runs the session image or the image of the platform only',
    },
    {
      expression: `size(variables.pod.containers) == 1 && variables.init.all(c, c.name in ${list(initContainers)})`,
      message: 'a session has one container, and the init containers that the platform declares',
    },
    {
      // What is allowed, not what is forbidden: each release of Kubernetes brings further ways to hand out credentials.
      expression: `variables.volumes.all(v, has(v.emptyDir) || has(v.configMap) || has(v.downwardAPI) || has(v.persistentVolumeClaim) || has(v.ephemeral) || (has(v.projected) && (!has(v.projected.sources) || v.projected.sources.all(s, ${FILES}))))`,
      message:
        'a session mounts no node directory, no Secret and no token: claims, scratch space and ConfigMaps are what it may mount',
    },
    {
      expression: `variables.all.all(c, (!has(c.envFrom) || c.envFrom.all(e, !has(e.secretRef))) && (!has(c.env) || c.env.all(e, !(${FROM_SECRET}) || (${platformImage} && c.name in ${list(initContainers)} && e.valueFrom.secretKeyRef.name == ${text(sessionSecret)}))))`,
      message: "only the platform's own init container reads a Secret, and only the one that is its own",
    },
    {
      // The session service writes this label after it has read the template, so no request can choose it.
      expression: `variables.pullSecrets.all(s, s.name in ${list(site.images.pullSecrets)} || ('${USER}' in variables.labels && s.name == 'registry-auth-' + variables.labels['${USER}'].lowerAscii()))`,
      message: "a session pulls its image with its user's own Secret or the platform's",
    },
    {
      expression:
        '(!has(variables.pod.hostNetwork) || !variables.pod.hostNetwork) && (!has(variables.pod.hostPID) || !variables.pod.hostPID) && (!has(variables.pod.hostIPC) || !variables.pod.hostIPC)',
      message: 'a session does not enter the namespaces of its node',
    },
    {
      expression: 'has(variables.pod.automountServiceAccountToken) && !variables.pod.automountServiceAccountToken',
      message: 'a session has no token for the Kubernetes API',
    },
    {
      expression: '!has(variables.pod.securityContext) || !has(variables.pod.securityContext.fsGroup)',
      message: 'a session carries no fsGroup: it would change the owner of every shared file',
    },
    ...(runtimeClass === undefined
      ? []
      : [
          {
            expression: `has(variables.pod.runtimeClassName) && variables.pod.runtimeClassName == ${text(runtimeClass)}`,
            message: `a session has the container runtime of sessions, ${runtimeClass}`,
          },
        ]),
    ...identityRules(site.sessions.lowestIds),
    ...storageRules(declared),
  ];
}

/**
 * Who a session may be. The API server does not know which number is whose, so a user who smuggles a number into a
 * template can still be another user, but nobody that a system knows, and no second user inside one session.
 */
const identityRules = ({ users, groups }: Plan['site']['sessions']['lowestIds']): Validation[] => [
  {
    expression: `has(variables.pod.securityContext) && has(variables.pod.securityContext.runAsUser) && has(variables.pod.securityContext.runAsGroup) && variables.pod.securityContext.runAsUser == variables.pod.securityContext.runAsGroup && variables.pod.securityContext.runAsUser >= ${users}`,
    message: `a session runs as a user and the group of the same number, from ${users} up`,
  },
  {
    expression: `!has(variables.pod.securityContext) || !has(variables.pod.securityContext.supplementalGroups) || variables.pod.securityContext.supplementalGroups.all(g, g >= ${groups})`,
    message: `a session is in groups of users only: numbers from ${groups} up`,
  },
  {
    expression:
      'variables.all.all(c, !has(c.securityContext) || (!has(c.securityContext.runAsUser) && !has(c.securityContext.runAsGroup)))',
    message: 'no container of a session is somebody else than the session',
  },
];

/** What of the shared storage a session may see. */
function storageRules({ claims, scratch }: Declared): Validation[] {
  const names = (readOnly: boolean) =>
    list(claims.filter((claim) => Boolean(claim.readOnly) === readOnly).map(({ name }) => name));
  const claim = 'v.persistentVolumeClaim';
  return [
    {
      expression: `variables.volumes.all(v, !has(${claim}) || ${claim}.claimName in ${names(false)} || (${claim}.claimName in ${names(true)} && has(${claim}.readOnly) && ${claim}.readOnly))`,
      message: `a session mounts the claims that the platform declares: ${claims.map(({ name, readOnly }) => `${name}${readOnly ? ' (to read)' : ''}`).join(', ')}`,
    },
    scratch
      ? ownVolume(scratch)
      : { expression: 'variables.volumes.all(v, !has(v.ephemeral))', message: 'a session has no volume of its own' },
    ...claims.flatMap(({ name, subPath }) => (subPath === undefined ? [] : [onlyFolder(name, subPath)])),
  ];
}

function ownVolume({ storageClass, size }: NonNullable<Declared['scratch']>): Validation {
  const spec = 'v.ephemeral.volumeClaimTemplate.spec';
  return {
    expression: `variables.volumes.all(v, !has(v.ephemeral) || (has(${spec}.storageClassName) && ${spec}.storageClassName == ${text(storageClass)} && !quantity(string(${spec}.resources.requests['storage'])).isGreaterThan(quantity(${text(formatMemory(size))}))))`,
    message: `the volume of a session's own is of storage class ${storageClass} and has ${formatMemory(size)} at most`,
  };
}

const onlyFolder = (claim: string, subPath: string): Validation => ({
  expression: `variables.all.all(c, !has(c.volumeMounts) || c.volumeMounts.all(m, !variables.volumes.exists(v, v.name == m.name && has(v.persistentVolumeClaim) && v.persistentVolumeClaim.claimName == ${text(claim)}) || (has(m.subPath) && m.subPath == ${text(subPath)})))`,
  message: `of the claim ${claim} a session sees the folder ${subPath}`,
});

/** What is true of every lawful session's Job; in a Pod, Kubernetes itself fills in some of this. */
export function jobRules({ site, queues, priorities, sessionTypes, offers }: Plan): Validation[] {
  const classes = [priorities.interactive.name, priorities.headlessHigh.name];
  const longest = Math.max(...Object.values(sessionTypes).map(({ deadline }) => deadline ?? site.sessions.expiry));
  const names = queues?.teams.filter(({ namespace }) => namespace === site.namespaces.sessions).map(({ name }) => name);
  return [
    {
      expression: '!has(variables.pod.nodeName)',
      message: 'a session chooses no node: it would pass by the scheduler, and by taints and quotas with it',
    },
    {
      expression: `!has(variables.pod.priorityClassName) || variables.pod.priorityClassName in ${list(classes)}`,
      message: `a session has a priority of sessions: ${classes.join(', ')}`,
    },
    {
      expression:
        '(!has(object.spec.parallelism) || object.spec.parallelism == 1) && (!has(object.spec.completions) || object.spec.completions == 1)',
      message: 'a session is one pod',
    },
    {
      // When it is made only: a renewal adds to the time.
      expression: `request.operation != 'CREATE' || (has(object.spec.activeDeadlineSeconds) && object.spec.activeDeadlineSeconds <= ${longest})`,
      message: `a session ends after ${longest} seconds at most`,
    },
    ...sizes(offers),
    ...(names ? [queued(names)] : []),
  ];
}

/** Label with the name of the user. */
const USER = 'canfar.net/username';
/** The menu of the session service has one largest size; where sessions with a GPU may have another, this tells the two apart. */
function sizes({ largest, largestWithGpu }: Offers): Validation[] {
  if (!largestWithGpu || (largest.cpu === largestWithGpu.cpu && largest.memory === largestWithGpu.memory)) return [];
  const requests = 'c.resources.requests';
  const above = (name: string, most: string) =>
    `('${name}' in ${requests} && quantity(string(${requests}['${name}'])).isGreaterThan(quantity('${most}')))`;
  const within = ({ cpu, memory }: Size) =>
    `!${above('cpu', formatCpu(cpu))} && !${above('memory', formatMemory(memory))}`;
  const told = ({ cpu, memory }: Size) => `${formatCpu(cpu)} cores and ${formatMemory(memory)}`;
  return [
    {
      expression: `request.operation != 'CREATE' || variables.pod.containers.all(c, !has(c.resources) || !has(c.resources.requests) || (${above('nvidia.com/gpu', '0')} ? ${within(largestWithGpu)} : ${within(largest)}))`,
      message: `a session without a GPU has at most ${told(largest)}, one with a GPU ${told(largestWithGpu)}`,
    },
  ];
}

const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name';

/** Kueue leaves a Job without this label alone: it would run at once, and count for nobody. */
const queued = (names: readonly string[]): Validation => ({
  // When it is made only: a Job from before the queues must still be able to end.
  expression: `request.operation != 'CREATE' || (has(object.metadata.labels) && '${QUEUE_LABEL}' in object.metadata.labels && object.metadata.labels['${QUEUE_LABEL}'] in ${list(names)})`,
  message: `a session waits in a queue: ${names.join(', ')}`,
});
