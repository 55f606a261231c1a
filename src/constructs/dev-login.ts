import { Construct } from 'constructs';
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Probe } from 'kubernetes-types/core/v1';
import type { LoginOf } from '../config/login';
import { loginClients } from '../plan/login-clients';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { ConfigFiles } from './config-files';
import { httpService } from './http-service';
import { loginSecret } from './login-secrets';
import { generated, ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import type { Measured } from './pod-monitors';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'dev-login';
const PORT = 8080;
const USER = 1000; // the image's own user
const SOURCES = ['server.mjs', 'package.json', 'package-lock.json'];

/**
 * A login provider to play with: `oidc-provider` in one pod, on the plain image of Node.js.
 *
 * The program is a file of ours; the packages that it stands on come from the npm registry when the pod starts, each of
 * the release and with the digest that the lockfile names. What it knows it forgets when its pod ends.
 */
export class DevLogin extends Construct implements Workload {
  readonly name = NAME;
  readonly labels = podLabels(NAME);
  readonly port = PORT;
  readonly serviceName = NAME;
  /** It tells nobody how it is. */
  readonly metrics: readonly Measured[] = [];
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[] = [
    { from: 'ingress', to: this },
    // The packages that it stands on.
    { from: this, to: 'web' },
  ];

  constructor(scope: Construct, id: string, plan: Plan, login: LoginOf<'dev'>) {
    super(scope, id);
    const namespace = plan.site.namespaces.services;
    const metadata = { name: NAME, namespace };
    const clients = loginClients(plan.site).filter(({ id: client }) => client !== undefined);
    const files = new ConfigFiles(this, 'files', {
      namespace,
      name: NAME,
      files: {
        ...Object.fromEntries(SOURCES.map((name) => [name, asset(`dev-login/${name}`)])),
        'provider.json': `${JSON.stringify(providerFile(login, clients), null, 2)}\n`,
      },
    });
    const secrets = new ManagedSecret(this, 'secrets', {
      namespace,
      name: NAME,
      keys: {
        password: [generated('dev-login')],
        ...Object.fromEntries(
          clients.flatMap(({ id: client, program }) =>
            client !== undefined && program !== undefined ? [[client, [loginSecret(plan.site, program)]]] : [],
          ),
        ),
      },
    });
    serviceAccount(this, metadata);
    httpService(this, metadata, this.labels, PORT);
    new Resource(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: deployment(plan, login, files, secrets),
    });
  }
}

const providerFile = ({ users }: LoginOf<'dev'>, clients: ReturnType<typeof loginClients>) => ({
  users,
  clients: clients.map(({ id, redirects, logouts }) => ({ id, redirects, logouts })),
});

function deployment(plan: Plan, login: LoginOf<'dev'>, files: ConfigFiles, secrets: ManagedSecret): DeploymentSpec {
  const { site } = plan;
  const { image, size } = { image: site.images.node, size: resources(SERVICE_SIZES.devLogin) };
  const answers: Probe = { httpGet: { path: '/health', port: 'http' } };
  return {
    replicas: 1,
    selector: { matchLabels: podLabels(NAME) },
    // Two of them would not know each other's sessions.
    strategy: { type: 'Recreate' },
    template: podTemplate(plan, {
      name: NAME,
      user: USER,
      checksums: { files: files.checksum, secrets: secrets.checksum },
      inits: {
        install: {
          image,
          command: [
            '/bin/sh',
            '-c',
            'cp /files/* /app/ && cd /app && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier',
          ],
          env: [
            { name: 'HOME', value: '/tmp' },
            { name: 'NPM_CONFIG_CACHE', value: '/tmp/npm' },
            ...(login.npmRegistry ? [{ name: 'NPM_CONFIG_REGISTRY', value: login.npmRegistry }] : []),
          ],
          resources: size,
          volumeMounts: [
            { name: 'files', mountPath: '/files', readOnly: true },
            { name: 'app', mountPath: '/app' },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
      },
      container: {
        image,
        command: ['node', '/app/server.mjs'],
        env: [
          { name: 'ISSUER', value: plan.login.issuer },
          { name: 'PORT', value: String(PORT) },
          { name: 'CONFIG', value: '/app/provider.json' },
          { name: 'PASSWORD', valueFrom: secrets.env('password') },
          { name: 'SECRETS', value: '/secrets' },
        ],
        ports: [{ name: 'http', containerPort: PORT }],
        resources: size,
        startupProbe: { ...answers, periodSeconds: 2, failureThreshold: 60 },
        readinessProbe: { ...answers, periodSeconds: 10 },
        livenessProbe: { ...answers, periodSeconds: 20, failureThreshold: 3 },
        volumeMounts: [
          { name: 'app', mountPath: '/app', readOnly: true },
          { name: 'secrets', mountPath: '/secrets', readOnly: true },
        ],
      },
      volumes: [
        { name: 'files', configMap: { name: files.name } },
        { name: 'app', emptyDir: { sizeLimit: '128Mi' } },
        { name: 'secrets', secret: { secretName: secrets.name, defaultMode: 0o440 } },
        { name: 'tmp', emptyDir: { sizeLimit: '128Mi' } },
      ],
    }),
  };
}
