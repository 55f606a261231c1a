import { Construct } from 'constructs';
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { EnvVar } from 'kubernetes-types/core/v1';
import { imageVersion } from '../plan/image-version';
import type { Plan } from '../plan/plan';
import { KUEUE_API, type Queues } from '../plan/queues';
import { SERVICE_SIZES } from '../plan/sizes';
import { httpService } from './http-service';
import { podLabels, podTemplate, resources } from './pod';
import type { Redis } from './redis';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'metrics';
const PORT = 8000;
const USER = 65_532; // the image's own user

/** What the metrics service is given by its neighbours. */
export interface MetricsProps {
  readonly plan: Plan;
  readonly queues: Queues;
  readonly redis: Redis;
  /** Seconds for which an answer is kept. */
  readonly cacheSeconds: number;
}

/** The metrics service: reads what the teams' queues hold and use, and tells the session service. */
export class Metrics extends Construct implements Workload {
  readonly name = NAME;
  /** What it calls. The session service asks it; from outside it is not reached, because it knows no users. */
  readonly edges: readonly Edge[];
  readonly labels = podLabels(NAME);
  readonly port = PORT;
  /** Address inside the cluster, without a slash at the end. */
  readonly url: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: MetricsProps,
  ) {
    super(scope, id);
    const { plan, redis } = props;
    this.edges = [
      { from: this, to: redis },
      { from: this, to: 'api-server' },
    ];
    const namespace = plan.site.namespaces.services;
    const metadata = { name: NAME, namespace };
    this.url = `http://${NAME}.${namespace}.svc.${plan.site.cluster.domain}:${PORT}`;
    serviceAccount(this, metadata);
    const rights = this.rights();
    httpService(this, metadata, this.labels, PORT);
    const deployment = new Resource(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: this.deployment(),
    });
    // It asks for each queue when it starts, and ends when it may not; what it was told it keeps in Redis.
    deployment.node.addDependency(rights, redis);
  }

  private deployment(): DeploymentSpec {
    const { plan } = this.props;
    // It answers once it has read every queue.
    const healthy = { httpGet: { path: '/healthz', port: 'http' }, timeoutSeconds: 5 };
    return {
      replicas: 1,
      selector: { matchLabels: this.labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: podTemplate(plan, {
        name: NAME,
        user: USER,
        callsApi: 'reads the ClusterQueues of the teams',
        container: {
          image: plan.site.images.metrics,
          env: this.env(),
          ports: [{ name: 'http', containerPort: PORT }],
          resources: resources(SERVICE_SIZES.metrics),
          startupProbe: { ...healthy, periodSeconds: 3, failureThreshold: 40 },
          readinessProbe: { ...healthy, periodSeconds: 10 },
          livenessProbe: { ...healthy, periodSeconds: 20, failureThreshold: 3 },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
        volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '16Mi' } }],
      }),
    };
  }

  private env(): EnvVar[] {
    const { plan, queues, redis, cacheSeconds } = this.props;
    const variables: Record<string, string> = {
      METRICS_CLUSTER_NAME: plan.site.name,
      METRICS_PROVIDERS__KUEUE__CLUSTER_QUEUES: JSON.stringify(queues.teams.map(({ clusterQueue }) => clusterQueue)),
      ...apiSettings(plan.site.images.metrics),
      METRICS_CACHE__BACKEND: 'redis',
      METRICS_CACHE__TTL_SECONDS: String(cacheSeconds),
      METRICS_REDIS_KEY_PREFIX: 'metrics:',
    };
    return [
      ...Object.entries(variables).map(([name, value]) => ({ name, value })),
      { name: 'REDIS_PASSWORD', valueFrom: redis.users.env('metrics') },
      { name: 'METRICS_REDIS_URL', value: `redis://metrics:$(REDIS_PASSWORD)@${redis.host}:${redis.port}/0` },
    ];
  }

  /** Exactly the queues of the teams: no other queue of the cluster, and no list of them. */
  private rights(): Resource {
    const { plan, queues } = this.props;
    const [group = ''] = KUEUE_API.split('/');
    const metadata = { name: `${plan.site.name}-metrics` };
    new Resource(this, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata,
      rules: [
        {
          apiGroups: [group],
          resources: ['clusterqueues'],
          resourceNames: queues.teams.map(({ clusterQueue }) => clusterQueue),
          verbs: ['get'],
        },
      ],
    });
    return new Resource(this, 'role-binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: plan.site.namespaces.services }],
    });
  }
}

/**
 * Where the API of Kueue is. Releases up to 0.1.5 must be told the address and know the version as a path; later ones find
 * the address themselves. Each ends at once when it finds a setting of the other.
 */
function apiSettings(image: string): Record<string, string> {
  const [, major = 0, minor = 0, patch = 0] = (/^v?(\d+)\.(\d+)\.(\d+)$/.exec(imageVersion(image)) ?? []).map(Number);
  const told = /^v?\d/.test(imageVersion(image)) && major === 0 && (minor < 1 || (minor === 1 && patch <= 5));
  if (!told) return { METRICS_PROVIDERS__KUEUE__KUEUE_API_VERSION: KUEUE_API };
  return {
    METRICS_PROVIDERS__KUEUE__KUBE_API_URL: 'https://kubernetes.default.svc',
    METRICS_PROVIDERS__KUEUE__KUBE_CLUSTERQUEUE_PATH: `/apis/${KUEUE_API}/clusterqueues`,
  };
}
