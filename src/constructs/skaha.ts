import { Construct } from 'constructs';
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscalerSpec } from 'kubernetes-types/autoscaling/v2';
import type { Plan } from '../plan/plan';
import { TRAEFIK_API } from '../plan/provides';
import { KUEUE_API } from '../plan/queues';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { ConfigFiles } from './config-files';
import { httpService } from './http-service';
import { ManagedSecret } from './managed-secret';
import type { Metrics } from './metrics';
import { podLabels, podTemplate, resources } from './pod';
import type { Redis } from './redis';
import {
  actingAuthorities,
  commonAuthorities,
  logProperties,
  mapperAuthorities,
  registryProperties,
} from './registry-properties';
import { disruptionBudget, overNodes } from './replicas';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import { skahaEnv } from './skaha-env';
import { catalinaProperties, resourcesJson } from './skaha-files';
import { tar } from './tar';
import { answersAt, identityFiles, TOMCAT_PORT, TOMCAT_USER } from './tomcat';
import type { Edge, Workload } from './traffic';

const NAME = 'skaha';

/** What the session service is given by its neighbours. */
export interface SkahaProps {
  readonly plan: Plan;
  readonly redis: Redis;
  /** Tells it how full the platform is. */
  readonly metrics?: Metrics;
  /** `launch-*.yaml`, `service-*.yaml`, `ingress-*.yaml` by file name. */
  readonly templates: Readonly<Record<string, string>>;
}

/** The session service: starts, lists and ends users' sessions through the Kubernetes API. */
export class Skaha extends Construct implements Workload {
  readonly name = NAME;
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];
  readonly labels = podLabels(NAME);
  readonly port = TOMCAT_PORT;
  readonly serviceName = NAME;
  /** Makes the pods. */
  readonly deployment: Resource;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SkahaProps,
  ) {
    super(scope, id);
    const { plan, redis, metrics, templates } = props;
    this.edges = [
      { from: 'ingress', to: this },
      { from: this, to: redis },
      ...(metrics ? [{ from: this, to: metrics }] : []),
      { from: this, to: 'api-server' },
      // Login, groups, POSIX mapper, storage service and IVOA registries.
      { from: this, to: 'web' },
    ];
    const namespace = plan.site.namespaces.services;
    const metadata = { name: NAME, namespace };
    const config = new ConfigFiles(this, 'config', {
      namespace,
      name: 'skaha-config',
      files: {
        'cadc-registry.properties': registryProperties(
          plan,
          commonAuthorities(plan),
          mapperAuthorities(plan),
          actingAuthorities(plan),
        ),
        'cadc-log.properties': logProperties(plan),
        'k8s-resources.json': resourcesJson(plan),
        ...templates,
      },
    });
    const home = new ConfigFiles(this, 'home', {
      namespace,
      name: 'skaha-add-user',
      files: { 'desktop-config.tar': tar({ '.bashrc': asset('home/bashrc') }) },
    });
    const catalina = new ManagedSecret(this, 'catalina', {
      namespace,
      name: 'skaha-catalina',
      keys: { 'catalina.properties': catalinaProperties(plan, redis) },
    });
    // Two replicas that start together would race to make this pair, so it is there before them.
    new ManagedSecret(this, 'callback-token', {
      namespace: plan.site.namespaces.sessions,
      name: 'pre-auth-token-skaha',
      keys: { public: [callbackKey('public')], private: [callbackKey('private')] },
    });
    serviceAccount(this, metadata);
    const rights = this.rights();
    httpService(this, metadata, this.labels, TOMCAT_PORT);
    this.deployment = new Resource(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: this.spec(config, home, catalina),
    });
    // It looks for its queues once, at start, and never recovers from a refusal.
    this.deployment.node.addDependency(rights);
    this.scaling();
  }

  // `replicas` is left to the autoscaler from the first release on: a field given up later falls back to 1.
  private spec(config: ConfigFiles, home: ConfigFiles, catalina: ManagedSecret): DeploymentSpec {
    const { plan, redis } = this.props;
    return {
      selector: { matchLabels: this.labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: podTemplate(plan, {
        name: NAME,
        user: TOMCAT_USER,
        callsApi: 'creates, lists and deletes the Jobs of sessions',
        checksums: { config: config.checksum, catalina: catalina.checksum },
        readOnlyRootFilesystem: false, // the image appends its configuration to files of its own at start
        container: {
          image: plan.site.images.skaha,
          env: skahaEnv(plan, redis, this.props.metrics),
          ports: [{ name: 'http', containerPort: TOMCAT_PORT }],
          resources: resources(SERVICE_SIZES.skaha),
          startupProbe: {
            httpGet: { path: '/skaha/availability', port: 'http' },
            periodSeconds: 5,
            failureThreshold: 60,
          },
          // It answers once registry, group service and POSIX mapper answer it.
          readinessProbe: { ...answersAt('/skaha/v1/session'), periodSeconds: 15, timeoutSeconds: 10 },
          livenessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 20, failureThreshold: 3 },
          volumeMounts: [
            { name: 'config', mountPath: '/config', readOnly: true },
            { name: 'home', mountPath: '/add-user-config', readOnly: true },
          ],
        },
        volumes: [
          {
            name: 'config',
            projected: {
              defaultMode: 0o440,
              sources: [
                { configMap: { name: config.name } },
                {
                  secret: { name: catalina.name, items: [{ key: 'catalina.properties', path: 'catalina.properties' }] },
                },
                ...identityFiles(plan),
              ],
            },
          },
          { name: 'home', configMap: { name: home.name } },
        ],
        spec: {
          topologySpreadConstraints: overNodes(this.labels),
        },
      }),
    };
  }

  private scaling(): void {
    const namespace = this.props.plan.site.namespaces.services;
    const { min, max } = this.props.plan.site.sessions.replicas;
    new Resource(this, 'autoscaler', {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: NAME, namespace },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME },
        minReplicas: min,
        maxReplicas: max,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 65 } } },
        ],
      } satisfies HorizontalPodAutoscalerSpec,
    });
    disruptionBudget(this, { name: NAME, namespace }, this.labels);
  }

  /** Exactly the verbs that the service uses, in the namespace of the sessions and nowhere else. */
  private rights(): Resource {
    const { site, queues } = this.props.plan;
    const { services, sessions } = site.namespaces;
    const metadata = { name: NAME, namespace: sessions };
    new Resource(this, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata,
      rules: [
        { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'get', 'list', 'patch', 'deletecollection'] },
        // Session objects block the deletion of their Job; where the cluster checks that, it asks for this right.
        { apiGroups: ['batch'], resources: ['jobs/finalizers'], verbs: ['update'] },
        { apiGroups: [''], resources: ['pods', 'events', 'limitranges'], verbs: ['list'] },
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
        { apiGroups: [''], resources: ['services'], verbs: ['create'] },
        { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'delete'] },
        { apiGroups: [TRAEFIK_API.split('/')[0]], resources: ['ingressroutes', 'middlewares'], verbs: ['create'] },
        // It looks for its queues when it starts, and does not start without.
        ...(queues ? [{ apiGroups: [KUEUE_API.split('/')[0]], resources: ['localqueues'], verbs: ['get'] }] : []),
        { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['list'] },
      ],
    });
    return new Resource(this, 'role-binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: services }],
    });
  }
}

const callbackKey = (part: 'public' | 'private') =>
  ({ kind: 'rsa', name: 'skaha-callback', bits: 2048, part }) as const;
