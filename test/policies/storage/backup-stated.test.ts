import { backupStated } from '../../../policies/storage/backup-stated';
import type { SiteInput } from '../../../src/config/site';
import { changed } from '../../config/small-site';
import { HARBOR_SITES } from '../../sites/harbor-sites';
import { manifestsOf, planOf } from '../../sites/sites';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, site, without } from '../site-subject';

const NOTHING_SAID = 'nothing says how its data come back when they are lost';
const DUMPS = 'PersistentVolumeClaim skaha-system/postgres-backup';
const BACKUP = 'astroplatform.io/backup';
const ofSite = (input: SiteInput) => ({ ...manifestsOf(input), provides: planOf(input).provides });
const annotated = (name: string, text: string | undefined) =>
  object(name, ({ metadata }) => {
    if (text === undefined) delete metadata.annotations[BACKUP];
    else metadata.annotations[BACKUP] = text;
  });

const cases: Case[] = [
  [backupStated, 'snapshots and dumps', site('canfar'), 'pass'],
  [backupStated, 'dumps, and storage that keeps snapshots itself', site('srcnet'), 'pass'],
  [backupStated, 'a cluster to play with', site('demo'), 'not-applicable'],
  [backupStated, 'nothing that is kept', platformOf([]), 'not-applicable'],
  [
    backupStated,
    '/arc of a site that does not say, once for all namespaces',
    ofSite(changed('arc.backup', undefined)),
    [NOTHING_SAID],
  ],
  [
    backupStated,
    'images on a volume of which there are no snapshots',
    ofSite({
      ...HARBOR_SITES.demo,
      cluster: {},
      arc: { ...HARBOR_SITES.demo.arc, backup: { kind: 'none', because: 'there is one disk in this machine' } },
    }),
    [NOTHING_SAID],
  ],
  [backupStated, 'a claim without a word', site('canfar', annotated(DUMPS, undefined)), [NOTHING_SAID]],
  [
    backupStated,
    'words that say nothing',
    site('canfar', annotated(DUMPS, 'yes, of course')),
    ['"yes, of course" does not say what makes copies, where they live, or why there are none'],
  ],
  [
    backupStated,
    'a schedule that is gone',
    site('canfar', without('CronJob skaha-system/snapshot-volumes')),
    ['it is said to come from CronJob skaha-system/snapshot-volumes, which does not exist'],
  ],
  [
    backupStated,
    'a schedule that leaves a claim out',
    site(
      'canfar',
      object('CronJob skaha-system/snapshot-volumes', ({ spec }) => {
        const [container] = spec.jobTemplate.spec.template.spec.containers;
        for (const one of container.env) if (one.name === 'CLAIMS') one.value = 'another';
      }),
    ),
    ['CronJob skaha-system/snapshot-volumes makes no snapshots of the claim postgres-backup'],
  ],
  [
    backupStated,
    "claims of a StatefulSet's pods",
    site('canfar', annotated('StatefulSet skaha-system/redis', 'snapshots by CronJob snapshot-volumes')),
    ['CronJob skaha-system/snapshot-volumes makes no snapshots of the claim data-redis-0'],
  ],
];

caseTable(cases);
