import { snapshotRights } from '../../../policies/accounts/snapshot-rights';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, site } from '../site-subject';

const rules = (...verbs: string[]) =>
  site(
    'canfar',
    object('Role skaha-system/snapshot-volumes', (draft) => {
      draft.rules[0].verbs = verbs;
    }),
  );

const cases: Case[] = [
  [snapshotRights, 'a site', site('canfar'), 'pass'],
  [snapshotRights, 'no snapshots', platformOf([]), 'not-applicable'],
  [
    snapshotRights,
    'a right that is missing, and one too many',
    rules('create', 'get', 'list', 'patch'),
    [
      'it may not: snapshot.storage.k8s.io/volumesnapshots delete',
      'it does not use the right: snapshot.storage.k8s.io/volumesnapshots patch',
    ],
  ],
];

caseTable(cases);
