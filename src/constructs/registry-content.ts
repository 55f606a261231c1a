import { Construct } from 'constructs';
import type { RegistryContent as Declared } from '../config/registry-content';
import type { SecretSource, SecretText } from '../manifest';
import { type ContentSecret, contentSecrets } from '../plan/content-secrets';
import { harborOf } from '../plan/harbor';
import type { Plan } from '../plan/plan';
import { declaredContent, type PlannedContent } from '../plan/registry-content';
import { SERVICE_SIZES } from '../plan/sizes';
import { ConfigFiles, checksum } from './config-files';
import { cronJob } from './cron-job';
import type { Harbor } from './harbor/harbor';
import { HARBOR_ADMIN } from './harbor/secrets';
import { generated, ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'registry-content';
const USER = 999;
const FILE = 'content.json';
const AUTHORITY = '/etc/harbor-authority';

/** How a Job is to apply the content. */
export type ContentJob = Extract<Declared['appliedBy'], { kind: 'job' }>;

/** What a {@link RegistryContent} is made of. */
export interface RegistryContentProps {
  readonly plan: Plan;
  readonly content: PlannedContent;
  readonly job: ContentJob;
  /** The Harbor that the platform runs, if it is this one. */
  readonly harbor: Harbor | undefined;
}

/**
 * Brings a Harbor to its content from inside the cluster, on a schedule: the same `harbor apply` that a person runs, on the
 * content alone. It deletes nothing.
 */
export class RegistryContent extends Construct implements Workload {
  readonly name = NAME;
  readonly labels = podLabels(NAME);
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, { plan, content, job, harbor }: RegistryContentProps) {
    super(scope, id);
    const metadata = { name: NAME, namespace: plan.site.namespaces.services };
    const text = `${JSON.stringify(declaredContent(content), null, 2)}\n`;
    const files = new ConfigFiles(this, 'files', { ...metadata, files: { [FILE]: text } });
    const secret = new ManagedSecret(this, 'secret', { ...metadata, keys: secretKeys(plan, content, job) });
    serviceAccount(this, metadata);
    // Inside the cluster only with TLS: a password goes over no open wire.
    const authority = harbor?.authority;
    const inside = authority === undefined ? undefined : new URL(plan.hosts.harborInside ?? '').hostname;
    const template = podTemplate(plan, {
      name: NAME,
      user: USER,
      checksums: { files: files.checksum, secret: secret.checksum },
      container: {
        image: job.image,
        command: ['astroplatform', 'harbor', 'apply', `/content/${FILE}`, '--content', '--wait', '10m'],
        ...(inside !== undefined && { args: ['--address', inside] }),
        env: [
          // Kubernetes would read "$(" in it, which the pattern of the key excludes.
          { name: 'HARBOR_USERNAME', value: job.user },
          { name: 'HARBOR_PASSWORD', valueFrom: secret.env('password') },
          { name: 'HARBOR_SECRETS', valueFrom: secret.env('secrets.json') },
          ...(authority === undefined ? [] : [{ name: 'NODE_EXTRA_CA_CERTS', value: `${AUTHORITY}/ca.crt` }]),
          // Its file system is read only.
          { name: 'ASTROPLATFORM_CODE_CACHE', value: 'off' },
        ],
        resources: resources(SERVICE_SIZES.registryContent),
        volumeMounts: [
          { name: 'content', mountPath: '/content', readOnly: true },
          ...(authority === undefined ? [] : [{ name: 'authority', mountPath: AUTHORITY, readOnly: true }]),
        ],
      },
      volumes: [
        { name: 'content', configMap: { name: files.name } },
        ...(authority === undefined
          ? []
          : [{ name: 'authority', secret: { secretName: authority, items: [{ key: 'ca.crt', path: 'ca.crt' }] } }]),
      ],
      spec: { restartPolicy: 'Never' },
    });
    cronJob(this, {
      metadata,
      schedule: job.schedule,
      job: { backoffLimit: 2, activeDeadlineSeconds: 3600, template },
    });
    this.edges = [{ from: this, to: authority === undefined ? 'web' : (harbor?.core ?? 'web') }];
  }
}

/** The password, all secrets as `harbor apply` reads them, and each alone, so that it can be read back. */
function secretKeys({ site }: Plan, content: PlannedContent, { user }: ContentJob): Record<string, SecretText> {
  const all = contentSecrets(content).map((one) => [one.name, sourceOf(one)] as const);
  const entries = all.flatMap(([name, source], index) => [
    `${index === 0 ? '' : ', '}${JSON.stringify(name)}: "`,
    source,
    '"',
  ]);
  return {
    password: [
      harborOf(site) && user === 'admin'
        ? HARBOR_ADMIN
        : { kind: 'supplied', name: 'harbor-content', description: `password of ${user} in Harbor` },
    ],
    'secrets.json': ['{', ...entries, '}'],
    ...Object.fromEntries(all.map(([, source]) => [source.name, [source]])),
  };
}

const ROTATION = {
  apply: `Let the Job do it: kubectl create job --from=cronjob/${NAME} ${NAME}-now, in its namespace`,
};

function sourceOf({ name, what, chosen }: ContentSecret): SecretSource {
  const source = contentSource(name);
  // Harbor wants a digit and letters of both cases: of so many signs, one in twenty million lacks a digit.
  if (chosen) return { ...generated(source, 96), rotation: { ...ROTATION, notice: inPlace(name) } };
  return { kind: 'supplied', name: source, description: `secret ${what}`, form: 'json', rotation: ROTATION };
}

const inPlace = (name: string) =>
  `Whoever sends the old secret is refused from then on; where two robots take turns, rotate ${name} instead`;

/**
 * Name of the value behind a secret of the content: `harbor-robot-skaha--puller` for `robot/skaha/puller`; with a digest where
 * that would not be a name, or not this one's alone.
 */
export function contentSource(secret: string): string {
  const plain = `harbor-${secret.replace('/', '-').replaceAll('/', '--')}`;
  const isName = /^[a-z0-9-]{1,63}$/.test(plain) && !secret.includes('--');
  return isName ? plain : `${plain.replace(/[^a-z0-9-]/g, '-').slice(0, 50)}-${checksum(secret).slice(0, 8)}`;
}
