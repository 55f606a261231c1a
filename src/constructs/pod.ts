import type { Container, PodSpec, PodTemplateSpec, ResourceRequirements } from 'kubernetes-types/core/v1';
import { type Bytes, formatCpu, formatMemory } from '../config/units';
import type { Plan } from '../plan/plan';
import type { Size } from '../plan/sizes';
import { type Placement, placementOn } from './placement';

/** What a service's pod must say for itself; everything else about it is decided here, once. */
export interface ServicePod {
  /** Name of the service: label, container and ServiceAccount. */
  readonly name: string;
  /** Numeric user and group. */
  readonly user: number;
  /** Why the pod runs as root, and with which capabilities; absent: it does not, as `user` says. */
  readonly root?: { readonly why: string; readonly capabilities: readonly string[] };
  /** Why the pod calls the Kubernetes API; absent: it gets no token. */
  readonly callsApi?: string;
  /** Configuration that is read once at start: a change rolls the pods. */
  readonly checksums?: Readonly<Record<string, string>>;
  /** Nodes that it may run on. @default those for services */
  readonly placement?: Placement;
  readonly container: ServiceContainer;
  /** Containers beside it, by name. @default none */
  readonly sidecars?: Readonly<Record<string, ServiceContainer>>;
  /** Containers that run before it, one after the other, by name. @default none */
  readonly inits?: Readonly<Record<string, ServiceContainer>>;
  /** @default true */
  readonly readOnlyRootFilesystem?: boolean;
  readonly volumes: PodSpec['volumes'];
  readonly spec?: Partial<PodSpec>;
}

/** A container as its service states it; what all have in common is decided here. */
export type ServiceContainer = Omit<Container, 'name' | 'securityContext' | 'resources'> & {
  readonly resources: ResourceRequirements;
};

/** Labels by which a service's pods are found. */
export const podLabels = (name: string) => ({ 'app.kubernetes.io/name': name });

/** The pod template of a service: Pod Security "restricted" unless it must be root, own ServiceAccount, token only where the API is called. */
export function podTemplate(plan: Plan, pod: ServicePod): PodTemplateSpec {
  const { pullSecrets } = plan.site.images;
  const annotations = {
    ...(pod.root && { 'astroplatform.io/runs-as-root': pod.root.why }),
    ...(pod.callsApi && { 'astroplatform.io/calls-api': pod.callsApi }),
    ...Object.fromEntries(
      Object.entries(pod.checksums ?? {}).map(([name, sum]) => [`astroplatform.io/checksum-${name}`, sum]),
    ),
  };
  const containers = (named: Readonly<Record<string, ServiceContainer>>): Container[] =>
    Object.entries(named).map(([name, container]) => ({
      imagePullPolicy: 'IfNotPresent',
      ...container,
      name,
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], ...(pod.root && { add: [...pod.root.capabilities] }) },
        privileged: false,
        readOnlyRootFilesystem: pod.readOnlyRootFilesystem ?? true,
      },
    }));
  return {
    metadata: { labels: podLabels(pod.name), ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      ...pod.spec,
      ...(pod.placement ?? placementOn(plan, 'services')),
      serviceAccountName: pod.name,
      automountServiceAccountToken: pod.callsApi !== undefined,
      enableServiceLinks: false,
      ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
      priorityClassName: plan.priorities.services.name,
      securityContext: pod.root
        ? { runAsUser: 0, runAsGroup: 0, seccompProfile: { type: 'RuntimeDefault' } }
        : {
            runAsNonRoot: true,
            runAsUser: pod.user,
            runAsGroup: pod.user,
            fsGroup: pod.user,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
      ...(pod.inits && { initContainers: containers(pod.inits) }),
      containers: containers({ [pod.name]: pod.container, ...pod.sidecars }),
      ...(pod.volumes && { volumes: pod.volumes }),
    },
  };
}

/** Resources of a container: CPU, memory and local disk, each with request and limit. */
export function resources(size: { request: Size; limit: Size; ephemeral: Bytes }): ResourceRequirements {
  const ephemeral = { 'ephemeral-storage': formatMemory(size.ephemeral) };
  return {
    requests: { cpu: formatCpu(size.request.cpu), memory: formatMemory(size.request.memory), ...ephemeral },
    limits: { cpu: formatCpu(size.limit.cpu), memory: formatMemory(size.limit.memory), ...ephemeral },
  };
}
