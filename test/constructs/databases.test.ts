import { App, Chart } from 'cdk8s';
import { rules } from '../../policies/index';
import { textReport } from '../../src/check/report/text';
import { runRules } from '../../src/check/run';
import { subjectsOf } from '../../src/check/subjects';
import type { SiteInput } from '../../src/config/site';
import { Databases, jdbcUrl } from '../../src/constructs/databases';
import { platform } from '../../src/constructs/platform';
import { renderGitops } from '../../src/delivery/gitops';
import type { KubeObject } from '../../src/manifest';
import type { Plan } from '../../src/plan/plan';
import { changed, plan } from '../config/small-site';

const KINDS = {
  embedded: { kind: 'embedded' },
  'embedded without dumps': { kind: 'embedded', backup: { kind: 'none' } },
  'cloudnative-pg': { kind: 'cloudnative-pg', backup: { kind: 'snapshots', snapshotClass: 'rbd-snapshots' } },
  external: { kind: 'external', host: 'db.example.org', authority: 'db-authority', addresses: ['192.0.2.7/32'] },
} as const satisfies Record<string, SiteInput['databases']>;
type Kind = keyof typeof KINDS;

/** A plan in which two services have a database. */
const planOf = (kind: Kind): Plan => ({
  ...plan(changed('databases', KINDS[kind])),
  databases: [{ service: 'posix-mapper', schema: 'mapping' }, { service: 'login' }],
});
const databasesOf = (kind: Kind) => new Databases(new Chart(new App(), 'chart'), 'databases', planOf(kind));
const made = (kind: Kind) => platform(planOf(kind));
const find = (kind: Kind, name: string): KubeObject => {
  const found = made(kind).manifests.filter(({ object }) => `${object.kind} ${object.metadata.name}` === name);
  expect(found).toHaveLength(1);
  return found[0]?.object as KubeObject;
};

test.each(Object.keys(KINDS) as Kind[])('%s: every rule agrees, and none is in doubt', (kind) => {
  const subjects = subjectsOf({ plan: planOf(kind), manifests: made(kind) });
  expect(textReport(runRules(rules, subjects, { today: '2026-01-01' }))).toBe('');
});

test('where no service asks for a database there is no PostgreSQL', () => {
  const { manifests, secrets } = platform(plan(changed('databases', KINDS.embedded)));
  expect(manifests.filter(({ capability }) => capability === 'databases')).toEqual([]);
  expect(secrets.filter(({ capability }) => capability === 'databases')).toEqual([]);
});

test('a service is told its database, and everything needed to get in', () => {
  const databaseOf = (kind: Kind) => databasesOf(kind).for('posix-mapper');
  const common = { name: 'posix_mapper', user: 'posix_mapper', port: 5432 };
  expect(databaseOf('embedded')).toMatchObject({
    ...common,
    host: 'postgres.skaha-system.svc.cluster.local',
    sslmode: 'disable',
    password: { kind: 'generated', name: 'database-posix-mapper' },
  });
  expect(databaseOf('cloudnative-pg')).toMatchObject({
    ...common,
    host: 'postgres-rw.skaha-system.svc',
    sslmode: 'verify-full',
    authority: 'postgres-ca',
  });
  expect(databaseOf('external')).toMatchObject({
    ...common,
    host: 'db.example.org',
    sslmode: 'verify-full',
    authority: 'db-authority',
    password: { kind: 'supplied', name: 'database-posix-mapper' },
    to: { addresses: ['192.0.2.7/32'], ports: [5432] },
  });
  for (const kind of Object.keys(KINDS) as Kind[])
    expect(Object.keys(databaseOf(kind).secret.props.keys)).toEqual(['username', 'password']);
  expect(() => databasesOf('embedded').for('nobody')).toThrow('no database for nobody');
});

test('the address for Java programs says how the server proves who it is', () => {
  const database = databasesOf('external').for('login');
  expect(jdbcUrl(database)).toBe(
    'jdbc:postgresql://db.example.org:5432/login?sslmode=verify-full&sslrootcert=/config/database-ca.crt',
  );
  const { authority: _, ...publicly } = database;
  expect(jdbcUrl(publicly)).toMatch(/sslmode=verify-full&sslfactory=org\.postgresql\.ssl\.DefaultJavaSSLFactory$/);
  expect(jdbcUrl({ ...database, sslmode: 'disable' })).toMatch(/\?sslmode=disable$/);
});

test('what holds data is protected, and the volume of the dumps waits with its first reader', () => {
  const { manifests } = made('embedded');
  const kept = manifests.filter(({ capability, protect }) => capability === 'databases' && protect);
  expect(kept.map(({ object }) => `${object.kind} ${object.metadata.name}`).sort()).toEqual([
    'PersistentVolumeClaim postgres-backup',
    'StatefulSet postgres',
  ]);
  // A claim that waits for its first consumer would hold up a step that waits for it.
  const files = [...renderGitops(made('embedded'), { for: 'flux', secrets: { kind: 'bootstrap' } }).keys()];
  const folderOf = (name: string) =>
    files
      .find((file) => file.endsWith(name))
      ?.split('/')
      .at(-2);
  expect(folderOf('persistentvolumeclaim-postgres-backup.yaml')).toBe(folderOf('cronjob-postgres-backup.yaml'));
});

test('the server of ours lets in its backup and whoever has a database, nobody else', () => {
  const { manifests } = made('embedded');
  const policy = manifests.find(({ object }) => object.kind === 'NetworkPolicy' && object.metadata.name === 'postgres');
  expect(policy?.object.spec).toMatchObject({
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'postgres-backup' } } }] }],
  });
});

test('the operator’s servers may call what they must, and answer the operator', () => {
  const spec = made('cloudnative-pg').manifests.find(
    ({ object }) => object.kind === 'NetworkPolicy' && object.metadata.name === 'postgres',
  )?.object.spec;
  const ports = (rules: { ports: { port: number }[] }[]) => rules.flatMap((rule) => rule.ports.map(({ port }) => port));
  expect(ports(spec.ingress)).toEqual([5432, 8000]);
  expect(ports(spec.egress)).toEqual([443, 6443, 5432, 8000]);
  const cluster = find('cloudnative-pg', 'Cluster postgres').spec;
  expect(cluster.managed.roles).toEqual([
    { name: 'posix_mapper', ensure: 'present', login: true, passwordSecret: { name: 'database-posix-mapper' } },
    { name: 'login', ensure: 'present', login: true, passwordSecret: { name: 'database-login' } },
  ]);
  expect(find('cloudnative-pg', 'Database posix-mapper').spec.schemas).toEqual([
    { name: 'mapping', owner: 'posix_mapper' },
  ]);
  expect(find('cloudnative-pg', 'ScheduledBackup postgres').spec.schedule).toBe('0 20 3 * * *');
});
