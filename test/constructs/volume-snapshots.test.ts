import type { SiteInput } from '../../src/config/site';
import { HARBOR_SITES } from '../sites/harbor-sites';
import { manifestsOf, SITES } from '../sites/sites';

const BACKUP = 'astroplatform.io/backup';
const snapshots = { kind: 'scheduled', class: 'fast', keep: 3 } as const;
const services = (SITES.srcnet as SiteInput).services;

const objectsOf = (site: SiteInput) => manifestsOf(site).manifests.map(({ object }) => object);
const claimsOf = (site: SiteInput): string[] => {
  const schedule = objectsOf(site).find(
    ({ kind, metadata }) => kind === 'CronJob' && metadata.name === 'snapshot-volumes',
  );
  const env = schedule?.spec.jobTemplate.spec.template.spec.containers[0].env ?? [];
  return env.find((one: { name: string }) => one.name === 'CLAIMS')?.value.split(' ') ?? [];
};
const saidOf = (site: SiteInput) =>
  Object.fromEntries(
    objectsOf(site).flatMap(({ kind, metadata }) => {
      const said = metadata.annotations?.[BACKUP];
      return said === undefined ? [] : [[`${kind} ${metadata.name}`, said]];
    }),
  );

const srcnet = { ...(SITES.srcnet as SiteInput), snapshots, services };
const harbor: SiteInput = { ...HARBOR_SITES.demo, cluster: {}, snapshots };

test('dumps are copied to snapshots, data of which there are dumps are not, and caches never', () => {
  expect(claimsOf(srcnet)).toEqual(['postgres-backup']);
  expect(saidOf(srcnet)).toMatchObject({
    'StatefulSet postgres': 'dumps by CronJob postgres-backup',
    'PersistentVolumeClaim postgres-backup': 'snapshots by CronJob snapshot-volumes',
    'StatefulSet redis': 'none: what it holds is made anew by those who use it',
    'PersistentVolume srcnet-arc-skaha-system':
      'elsewhere: snapshots of the file server, daily, kept 30 days, in /export/arc/.snapshots',
  });
});

test('the dumps of a night are in its snapshots', () => {
  const begins = (name: string): number[] => {
    const jobs = objectsOf(srcnet).filter(({ kind, metadata }) => kind === 'CronJob' && metadata.name === name);
    return jobs.map(({ spec }) => Number(spec.schedule.split(' ')[1]));
  };
  const [[snapshots = 0] = [], [dumps = 24] = []] = ['snapshot-volumes', 'postgres-backup'].map(begins);
  expect(snapshots).toBeGreaterThan(dumps);
});

test('without dumps the data themselves are, pod by pod; images of a registry too', () => {
  expect(claimsOf({ ...srcnet, databases: { kind: 'embedded', backup: { kind: 'none' } } })).toEqual([
    'data-postgres-0',
  ]);
  expect(claimsOf(harbor)).toContain('harbor-registry');
});

test('without a schedule it says what there is', () => {
  const { snapshots: _, ...without } = srcnet;
  expect(claimsOf(without)).toEqual([]);
  expect(saidOf(without)).toMatchObject({
    'PersistentVolumeClaim postgres-backup': 'none: it holds copies of what the databases hold',
  });
  expect(saidOf({ ...without, databases: { kind: 'embedded', backup: { kind: 'none' } } })).toMatchObject({
    'StatefulSet postgres': 'none: databases.backup of the site is none',
  });
});

test('it may make, see and delete VolumeSnapshots where the services are, and nothing else', () => {
  const objects = objectsOf(srcnet).filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'snapshots',
  );
  expect(objects.map(({ kind }) => kind).sort()).toEqual([
    'ConfigMap',
    'CronJob',
    'Role',
    'RoleBinding',
    'ServiceAccount',
  ]);
  expect(objects.find(({ kind }) => kind === 'Role')).toMatchObject({
    metadata: { namespace: 'skaha-system' },
    rules: [
      {
        apiGroups: ['snapshot.storage.k8s.io'],
        resources: ['volumesnapshots'],
        verbs: ['create', 'get', 'list', 'delete'],
      },
    ],
  });
});
