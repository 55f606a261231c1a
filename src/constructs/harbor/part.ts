import { Construct } from 'constructs';
import type { PersistentVolumeClaim, PodSpec, ServiceSpec } from 'kubernetes-types/core/v1';
import type { HarborRegistry } from '../../config/harbor';
import { type HarborPartName, type HarborPort, partName } from '../../plan/harbor';
import type { Plan } from '../../plan/plan';
import type { ServiceSize } from '../../plan/sizes';
import { podLabels, podTemplate, resources, type ServiceContainer } from '../pod';
import type { Measured } from '../pod-monitors';
import { disruptionBudget, overNodes } from '../replicas';
import { Resource } from '../resource';
import { serviceAccount } from '../service-account';
import type { Workload } from '../traffic';

/** What all parts are given. */
export interface HarborContext {
  readonly plan: Plan;
  readonly harbor: HarborRegistry;
}

/** What one part says for itself; what all parts have in common is decided here. */
export interface PartProps extends HarborContext {
  readonly part: HarborPartName;
  readonly replicas: number;
  readonly size: ServiceSize;
  /** Name of the image in the repository of Harbor's images. */
  readonly image: string;
  /** Ports by name, `http` first. */
  readonly ports: Readonly<Record<string, HarborPort>>;
  readonly container: Omit<ServiceContainer, 'image' | 'ports' | 'resources'>;
  /** Containers beside it. @default none */
  readonly sidecars?: Readonly<Record<string, ServiceContainer>>;
  /** Containers that must end well before it starts. @default none */
  readonly inits?: Readonly<Record<string, ServiceContainer>>;
  readonly volumes: NonNullable<PodSpec['volumes']>;
  readonly checksums: Readonly<Record<string, string>>;
  /** Two pods at a time would both want what only one can have. @default false */
  readonly alone?: boolean;
  /** Volume of each pod, for what can be fetched anew; with it the part is a StatefulSet. */
  readonly claim?: PersistentVolumeClaim;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Seconds that a pod has to finish what it is doing. @default Kubernetes' own 30 */
  readonly grace?: number;
}

/** One part of Harbor: its pods, their account, the Service before them, and how many of them must stay. */
export class HarborPart extends Construct implements Workload {
  readonly name: string;
  readonly serviceName: string;
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Pods by their port for Prometheus. */
  readonly metrics: Measured | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PartProps,
  ) {
    super(scope, id);
    const { plan, part, ports, replicas, annotations } = props;
    const namespace = plan.site.namespaces.services;
    this.name = partName(part);
    this.serviceName = this.name;
    this.labels = podLabels(this.name);
    this.port = ports.http?.pod ?? 0;
    this.metrics = ports.metrics && {
      name: `${this.name}-metrics`,
      labels: this.labels,
      port: ports.metrics.pod,
      portName: 'metrics',
    };
    const metadata = { name: this.name, namespace };
    serviceAccount(this, metadata);
    new Resource(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, ...(annotations && { annotations }) },
      spec: {
        selector: this.labels,
        ports: Object.entries(ports).map(([name, { service }]) => ({
          name,
          port: service,
          targetPort: name,
          protocol: 'TCP',
        })),
      } satisfies ServiceSpec,
    });
    this.pods();
    if (replicas > 1) disruptionBudget(this, metadata, this.labels);
  }

  /** Its port for others, as a workload of its own: policies know one port each. */
  at(port: string): Workload {
    const { ports } = this.props;
    return { name: `${this.name}-${port}`, labels: this.labels, port: ports[port]?.pod ?? 0 };
  }

  private pods(): void {
    const { plan, replicas, alone, claim } = this.props;
    const metadata = { name: this.name, namespace: plan.site.namespaces.services };
    const common = { replicas, selector: { matchLabels: this.labels }, template: this.template() };
    if (claim) {
      const spec = { serviceName: this.name, ...common, volumeClaimTemplates: [claim] };
      const object = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec };
      new Resource(this, 'pods', object, {
        protect: true,
        backup: { kind: 'none', because: 'a cache, which is filled anew' },
      });
      return;
    }
    const strategy = alone
      ? { type: 'Recreate' }
      : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } };
    new Resource(this, 'pods', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { strategy, ...common } });
  }

  private template() {
    const { plan, harbor, image, size, ports, container, volumes, checksums, grace } = this.props;
    const { sidecars, inits, replicas } = this.props;
    return podTemplate(plan, {
      name: this.name,
      user: USER,
      checksums,
      ...(sidecars && { sidecars }),
      ...(inits && { inits }),
      container: {
        image: harborImage(harbor, image),
        ...container,
        ports: Object.entries(ports)
          .filter(([name]) => name !== 'controller')
          .map(([name, { pod }]) => ({ name, containerPort: pod })),
        resources: resources(size),
      },
      volumes,
      spec: {
        ...(grace !== undefined && { terminationGracePeriodSeconds: grace }),
        ...(replicas > 1 && {
          topologySpreadConstraints: overNodes(this.labels),
        }),
      },
    });
  }
}

/** Ports of a part by the names of its Service. */
export const portsOf = ({ http, metrics }: { http: { pod: number; service: number }; metrics?: number }) => ({
  http,
  ...(metrics !== undefined && { metrics: { pod: metrics, service: metrics } }),
});

/** User of all images of Harbor. */
const USER = 10_000;

export const harborImage = ({ images, version }: HarborRegistry, name: string): string =>
  `${images}/${name}:v${version}`;

/** Asks a part whether it serves; the same question while it starts, with more patience. */
export function probes(path: string, scheme: string, startup: number) {
  const httpGet = { path, port: 'http', ...(scheme === 'https' && { scheme: 'HTTPS' }) };
  return {
    startupProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: startup / 10 },
    readinessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5 },
    livenessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
