import { Construct } from 'constructs';
import type { JobSpec } from 'kubernetes-types/batch/v1';
import type { LoginOf } from '../config/login';
import { loginClients } from '../plan/login-clients';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { ConfigFiles, checksum } from './config-files';
import { keycloakRealm } from './keycloak-realm';
import { loginSecret } from './login-secrets';
import { ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'keycloak-realm';
const USER = 999;

/** Whom the Job talks to, and as whom. */
export interface KeycloakSetupProps {
  readonly plan: Plan;
  readonly login: LoginOf<'keycloak'>;
  readonly keycloak: Workload & { readonly url: string };
  /** Secret with the key `client-secret`, of the administrator `astroplatform`. */
  readonly admin: ManagedSecret;
}

/**
 * Brings the realm to what the site declares: a Job, once for each declaration. It makes what is missing, writes what is
 * declared over what is there, and deletes nothing; users and whatever else administrators keep is not its business.
 */
export class KeycloakSetup extends Construct implements Workload {
  readonly name = NAME;
  readonly labels = podLabels(NAME);
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, props: KeycloakSetupProps) {
    super(scope, id);
    const { plan, login, keycloak } = props;
    this.edges = [{ from: this, to: keycloak }];
    const { site } = plan;
    const namespace = site.namespaces.services;
    const files = new ConfigFiles(this, 'files', {
      namespace,
      name: NAME,
      files: {
        'keycloak-realm.sh': asset('scripts/keycloak-realm.sh'),
        'realm.json': `${JSON.stringify(keycloakRealm(site, login), null, 2)}\n`,
      },
    });
    const programs = loginClients(site).flatMap(({ id: client, program }) =>
      client !== undefined && program !== undefined ? [[client, [loginSecret(site, program)]] as const] : [],
    );
    const secrets = new ManagedSecret(this, 'clients', {
      namespace,
      name: 'keycloak-clients',
      keys: Object.fromEntries(programs),
    });
    serviceAccount(this, { name: NAME, namespace });
    const spec = jobSpec(props, files, secrets);
    new Resource(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `${NAME}-${checksum(JSON.stringify(spec)).slice(0, 8)}`, namespace, labels: this.labels },
      spec,
    });
  }
}

function jobSpec({ plan, keycloak, admin }: KeycloakSetupProps, files: ConfigFiles, secrets: ManagedSecret): JobSpec {
  const template = podTemplate(plan, {
    name: NAME,
    user: USER,
    checksums: { files: files.checksum, secrets: secrets.checksum },
    container: {
      image: plan.site.images.imageList,
      command: ['/bin/sh', '/realm/keycloak-realm.sh'],
      env: [
        { name: 'KEYCLOAK_URL', value: keycloak.url },
        { name: 'REALM_FILE', value: '/realm/realm.json' },
        { name: 'CLIENT_ID', value: 'astroplatform' },
        { name: 'CLIENT_SECRET', valueFrom: admin.env('client-secret') },
        { name: 'SECRETS', value: '/secrets' },
      ],
      resources: resources(SERVICE_SIZES.imageList),
      volumeMounts: [
        { name: 'realm', mountPath: '/realm', readOnly: true },
        { name: 'secrets', mountPath: '/secrets', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    },
    volumes: [
      { name: 'realm', configMap: { name: files.name } },
      { name: 'secrets', secret: { secretName: secrets.name, defaultMode: 0o440 } },
      { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
    ],
    spec: { restartPolicy: 'Never' },
  });
  return { backoffLimit: 6, activeDeadlineSeconds: 3600, template };
}
