import type { Plan } from '../plan/plan';

/** One rule: CEL text that is true of what may pass, and what is said of the rest. */
export interface Validation {
  readonly expression: string;
  readonly message: string;
}

/** What session templates name; everything else in a session's pod comes from a user's request. */
export interface Declared {
  /** Secret that the platform's own init container reads. */
  readonly sessionSecret: string;
  /** Names of the init containers that templates declare. */
  readonly initContainers: readonly string[];
}

/** What the rules call the parts of a pod; `pod` is the place of its specification. */
export const partsOf = (pod: string) => [
  { name: 'pod', expression: pod },
  { name: 'init', expression: 'has(variables.pod.initContainers) ? variables.pod.initContainers : []' },
  { name: 'all', expression: 'variables.pod.containers + variables.init' },
  { name: 'volumes', expression: 'has(variables.pod.volumes) ? variables.pod.volumes : []' },
  { name: 'pullSecrets', expression: 'has(variables.pod.imagePullSecrets) ? variables.pod.imagePullSecrets : []' },
];

const FROM_SECRET = 'has(e.valueFrom) && has(e.valueFrom.secretKeyRef)';
const FILES = 'has(s.configMap) || has(s.downwardAPI)';

/** What is true of the pod of every lawful session, wherever it stands. */
export function podRules({ site }: Plan, { sessionSecret, initContainers }: Declared): Validation[] {
  // With the slash, or a registry whose name only starts alike would pass, and so would an image of that name elsewhere.
  const ours = `${list(site.registry.hosts.map((host) => `${host}/`))}.exists(host, c.image.startsWith(host))`;
  const platformImage = `c.image == ${text(site.images.redis)}`;
  return [
    {
      expression: `variables.pod.containers.all(c, ${ours})`,
      message: `a session runs images from ${site.registry.hosts.join(', ')} only`,
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
      expression: "variables.pullSecrets.all(s, s.name.startsWith('registry-auth-'))",
      message: "a session pulls its image with its user's own Secret",
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
  ];
}

/** What is true of every lawful session's Job; in a Pod, Kubernetes itself fills in some of this. */
export function jobRules({ site, queues, priorities }: Plan): Validation[] {
  const classes = [priorities.interactive.name, priorities.headlessHigh.name];
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
    ...(names ? [queued(names)] : []),
  ];
}

const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name';

/** Kueue leaves a Job without this label alone: it would run at once, and count for nobody. */
const queued = (names: readonly string[]): Validation => ({
  // When it is made only: a Job from before the queues must still be able to end.
  expression: `request.operation != 'CREATE' || (has(object.metadata.labels) && '${QUEUE_LABEL}' in object.metadata.labels && object.metadata.labels['${QUEUE_LABEL}'] in ${list(names)})`,
  message: `a session waits in a queue: ${names.join(', ')}`,
});

// CEL string literals: single quotes, with the two characters escaped that could end them.
const text = (value: string) => `'${value.replace(/[\\']/g, '\\$&')}'`;
const list = (values: readonly string[]) => `[${values.map(text).join(', ')}]`;
