import { Construct } from 'constructs';
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { EnvVar, Probe } from 'kubernetes-types/core/v1';
import type { LoginOf } from '../config/login';
import type { Rotation } from '../manifest';
import { POOLS } from '../plan/database-connections';
import type { Plan } from '../plan/plan';
import { javaHeap, SERVICE_SIZES } from '../plan/sizes';
import { type Database, databaseAuthority, jdbcUrl } from './databases';
import { httpService } from './http-service';
import { KeycloakSetup } from './keycloak-setup';
import { generated, ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import type { Measured } from './pod-monitors';
import { disruptionBudget, overNodes } from './replicas';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'keycloak';
const PORT = 8080;
const MANAGEMENT_PORT = 9000;
/** Replicas keep their caches alike by the first, and notice by the second that one is gone. */
const CLUSTER_PORTS = [7800, 57800];
const USER = 1000; // the image's own user
const HOME = '/opt/keycloak';

/** What Keycloak is given by its neighbours. */
export interface KeycloakProps {
  readonly plan: Plan;
  readonly login: LoginOf<'keycloak'>;
  readonly database: Database;
}

/**
 * The platform's own Keycloak: pods that keep nothing, a database that keeps everything, and a Job that brings the realm
 * to what the site declares.
 *
 * Only the realm's own pages are served to the world. Those of administrators are at `localhost:8080`, for whoever may
 * forward a port of the cluster.
 */
export class Keycloak extends Construct implements Workload {
  readonly name = NAME;
  readonly labels = podLabels(NAME);
  readonly port = PORT;
  readonly serviceName = NAME;
  /** The pods, by the port at which they tell how they are: past the Service, since nobody else asks there. */
  readonly metrics: readonly Measured[] = [
    { name: `${NAME}-metrics`, labels: this.labels, port: MANAGEMENT_PORT, portName: 'management' },
  ];
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: KeycloakProps,
  ) {
    super(scope, id);
    const { plan, login, database } = props;
    const namespace = plan.site.namespaces.services;
    const metadata = { name: NAME, namespace };
    const admin = new ManagedSecret(this, 'admin', {
      namespace,
      name: 'keycloak-admin',
      keys: {
        password: [{ ...generated('keycloak-admin'), rotation: setByHand('the password of the user admin') }],
        'client-secret': [
          { ...generated('keycloak-setup'), rotation: setByHand('the secret of the client astroplatform') },
        ],
      },
    });
    serviceAccount(this, metadata);
    httpService(this, metadata, this.labels, PORT);
    const deployment = new Resource(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: this.deployment(admin),
    });
    deployment.node.addDependency(database.after);
    if (login.replicas > 1) disruptionBudget(this, metadata, this.labels);
    const setup = new KeycloakSetup(this, 'setup', { plan, login, keycloak: this, admin });
    this.edges = [
      { from: 'ingress', to: this },
      { from: this, to: database.to },
      ...(login.replicas > 1 ? CLUSTER_PORTS.map((port): Edge => ({ from: this, to: this, port })) : []),
      ...login.calls.map(({ cidr, ports }): Edge => ({ from: this, to: { addresses: [cidr], ports } })),
      ...setup.edges,
    ];
  }

  /** Address inside the cluster. */
  get url(): string {
    const { namespaces, cluster } = this.props.plan.site;
    return `http://${NAME}.${namespaces.services}.svc.${cluster.domain}:${PORT}`;
  }

  private deployment(admin: ManagedSecret): DeploymentSpec {
    const { plan, login, database } = this.props;
    const size = SERVICE_SIZES.keycloak;
    return {
      replicas: login.replicas,
      selector: { matchLabels: this.labels },
      // Two releases must not share a cache, nor one change the tables under the other.
      strategy: { type: 'Recreate' },
      template: podTemplate(plan, {
        name: NAME,
        user: USER,
        checksums: { database: database.secret.checksum },
        container: {
          image: plan.site.images.keycloak,
          args: ['start'],
          env: [...keycloakEnv(plan, login, database), ...secretEnv(database, admin)],
          ports: [
            { name: 'http', containerPort: PORT },
            { name: 'management', containerPort: MANAGEMENT_PORT },
          ],
          resources: resources(size),
          // At the first start it makes its tables, and at each first start of a pod it builds itself for its settings.
          startupProbe: probe('started', { periodSeconds: 5, failureThreshold: 180 }),
          readinessProbe: probe('ready', { periodSeconds: 10, timeoutSeconds: 5 }),
          livenessProbe: probe('live', { periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 4 }),
          volumeMounts: [
            { name: 'built', mountPath: `${HOME}/lib/quarkus` },
            { name: 'data', mountPath: `${HOME}/data` },
            { name: 'tmp', mountPath: '/tmp' },
            ...(database.authority ? [{ name: 'authority', mountPath: '/config', readOnly: true }] : []),
          ],
        },
        inits: {
          'copy-build': {
            image: plan.site.images.keycloak,
            command: ['cp', '-R', `${HOME}/lib/quarkus/.`, '/built/'],
            resources: resources(SERVICE_SIZES.imageList),
            volumeMounts: [{ name: 'built', mountPath: '/built' }],
          },
        },
        volumes: [
          { name: 'built', emptyDir: { sizeLimit: '256Mi' } },
          { name: 'data', emptyDir: { sizeLimit: '256Mi' } },
          { name: 'tmp', emptyDir: { sizeLimit: '128Mi' } },
          ...(database.authority ? [{ name: 'authority', projected: { sources: databaseAuthority(database) } }] : []),
        ],
        spec: {
          ...(login.replicas > 1 && {
            topologySpreadConstraints: overNodes(this.labels),
          }),
        },
      }),
    };
  }
}

/** Keycloak reads it when it makes its tables, and never again. */
const setByHand = (what: string): Rotation => ({
  apply: `Keycloak reads it at its very first start only: set ${what} in the realm master to what the Secret keycloak-admin now has (kubectl port-forward service/keycloak 8080, then http://localhost:8080/admin/)`,
});

/** Settings of Keycloak that are no secret; the test runs a real one with them. */
export function keycloakEnv(plan: Plan, login: LoginOf<'keycloak'>, database: Database): EnvVar[] {
  const heap = javaHeap(SERVICE_SIZES.keycloak.limit.memory);
  return Object.entries({
    KC_DB: 'postgres',
    KC_DB_URL: jdbcUrl(database),
    KC_DB_POOL_MAX_SIZE: String(POOLS.keycloak),
    // The whole address: whatever a request claims, links and issuer are this.
    KC_HOSTNAME: `https://${plan.hosts.login}`,
    KC_HOSTNAME_ADMIN: `http://localhost:${PORT}`,
    KC_HOSTNAME_STRICT: 'true',
    // TLS ends at the ingress controller, which alone may connect.
    KC_HTTP_ENABLED: 'true',
    KC_HTTP_PORT: String(PORT),
    KC_PROXY_HEADERS: 'xforwarded',
    KC_HEALTH_ENABLED: 'true',
    KC_METRICS_ENABLED: 'true',
    KC_HTTP_MANAGEMENT_PORT: String(MANAGEMENT_PORT),
    KC_CACHE: login.replicas > 1 ? 'ispn' : 'local',
    KC_LOG_CONSOLE_OUTPUT: 'json',
    JAVA_OPTS_KC_HEAP: `-Xms${heap} -Xmx${heap}`,
  }).map(([name, value]) => ({ name, value }));
}

/** An administrator for people and one for the Job; both are made at the first start of an empty database only. */
const secretEnv = (database: Database, admin: ManagedSecret): EnvVar[] => [
  { name: 'KC_DB_USERNAME', valueFrom: database.secret.env('username') },
  { name: 'KC_DB_PASSWORD', valueFrom: database.secret.env('password') },
  { name: 'KC_BOOTSTRAP_ADMIN_USERNAME', value: 'admin' },
  { name: 'KC_BOOTSTRAP_ADMIN_PASSWORD', valueFrom: admin.env('password') },
  { name: 'KC_BOOTSTRAP_ADMIN_CLIENT_ID', value: 'astroplatform' },
  { name: 'KC_BOOTSTRAP_ADMIN_CLIENT_SECRET', valueFrom: admin.env('client-secret') },
];

const probe = (state: string, timing: object): Probe => ({
  httpGet: { path: `/health/${state}`, port: 'management' },
  ...timing,
});
