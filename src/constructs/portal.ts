import { Construct } from 'constructs';
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Plan } from '../plan/plan';
import type { PortalPlan } from '../plan/portal';
import { SERVICE_SIZES } from '../plan/sizes';
import { httpService } from './http-service';
import { loginSecret } from './login-secrets';
import { generated, ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import { PORTAL_KEYS, portalEnv } from './portal-env';
import { disruptionBudget, overNodes } from './replicas';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'science-portal';
/** The image listens here, whatever port its Service has. */
const PORT = 3000;
/** Any number does: the image names its user, which Kubernetes cannot tell from root, and lets every user read its files. */
const USER = 1001;

/** The science portal: the page on which people start, find and end their sessions. */
export class Portal extends Construct implements Workload {
  readonly name = NAME;
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];
  readonly labels = podLabels(NAME);
  readonly port = PORT;
  readonly serviceName = NAME;
  /** Makes the pods. */
  readonly deployment: Resource;

  constructor(
    scope: Construct,
    id: string,
    private readonly plan: Plan,
    private readonly addresses: PortalPlan,
  ) {
    super(scope, id);
    const { site } = plan;
    const { portal } = site.services;
    if (portal.kind === 'none') throw new Error('the site has no portal');
    this.edges = [
      { from: 'ingress', to: this },
      // The session service, the storage service and the login provider, by their public addresses.
      { from: this, to: 'web' },
    ];
    const namespace = site.namespaces.services;
    const metadata = { name: NAME, namespace };
    const secret = new ManagedSecret(this, 'secret', {
      namespace,
      name: NAME,
      keys: {
        [PORTAL_KEYS.session]: [generated('portal-session')],
        ...(site.login.kind !== 'cadc' && { [PORTAL_KEYS.client]: [loginSecret(site, 'portal')] }),
      },
    });
    serviceAccount(this, metadata);
    httpService(this, { ...metadata, ...(portal.replicas > 1 && { annotations: STICKY }) }, this.labels, 8080);
    this.deployment = new Resource(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: this.pods(portal.replicas, secret),
    });
    if (portal.replicas > 1) disruptionBudget(this, metadata, this.labels);
  }

  private pods(replicas: number, secret: ManagedSecret): DeploymentSpec {
    const { plan, addresses } = this;
    // Its answer says that the server runs and nothing else: neither the session service nor the login provider is asked, so
    // that one of them being away does not take away the page that could say so.
    const healthy = { httpGet: { path: `${addresses.path}/api/health/ready`, port: 'http' } };
    return {
      replicas,
      selector: { matchLabels: this.labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: podTemplate(plan, {
        name: NAME,
        user: USER,
        checksums: { secret: secret.checksum },
        container: {
          image: plan.site.images.portal,
          env: portalEnv(plan, addresses, PORT, secret),
          ports: [{ name: 'http', containerPort: PORT }],
          resources: resources(SERVICE_SIZES.portal),
          startupProbe: { ...healthy, periodSeconds: 3, failureThreshold: 40 },
          readinessProbe: { ...healthy, periodSeconds: 10, timeoutSeconds: 5 },
          livenessProbe: {
            httpGet: { path: `${addresses.path}/api/health`, port: 'http' },
            periodSeconds: 20,
            timeoutSeconds: 5,
            failureThreshold: 3,
          },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
        volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '128Mi' } }],
        spec: {
          topologySpreadConstraints: overNodes(this.labels),
        },
      }),
    };
  }
}

// A provider gives each refresh token once, and only the pod that used it knows the next one in time.
const STICKY = {
  'traefik.ingress.kubernetes.io/service.sticky.cookie': 'true',
  'traefik.ingress.kubernetes.io/service.sticky.cookie.secure': 'true',
  'traefik.ingress.kubernetes.io/service.sticky.cookie.httponly': 'true',
  'traefik.ingress.kubernetes.io/service.sticky.cookie.samesite': 'lax',
};
