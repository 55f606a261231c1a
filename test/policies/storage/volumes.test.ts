import { sharedBytes } from '../../../policies/storage/shared-bytes';
import { staticVolumePairs } from '../../../policies/storage/static-volume-pairs';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, site } from '../site-subject';

const VOLUME = 'PersistentVolume canfar-arc-skaha-workload';
const CLAIM = 'PersistentVolumeClaim skaha-workload/arc';

const cases: Case[] = [
  [sharedBytes, 'CephFS', site('canfar'), 'pass'],
  [sharedBytes, 'NFS', site('srcnet'), 'pass'],
  [sharedBytes, 'a directory of the node', site('demo'), 'pass'],
  [sharedBytes, 'no volumes', platformOf([]), 'not-applicable'],
  [
    sharedBytes,
    'two directories',
    site(
      'demo',
      object('PersistentVolume demo-arc-skaha-workload', ({ spec }) => {
        spec.hostPath.path = '/srv/other';
      }),
    ),
    [expect.stringMatching(/^the claims named arc are on .*\/srv\/other.* here and on .*\/srv\/arc/) as never],
  ],
  [
    sharedBytes,
    'one handle for two volumes',
    site(
      'canfar',
      object(VOLUME, ({ spec }) => {
        spec.csi.volumeHandle = 'canfar-arc-skaha-system';
      }),
    ),
    ['another volume has the handle canfar-arc-skaha-system too'],
  ],

  [staticVolumePairs, 'CephFS', site('canfar'), 'pass'],
  [staticVolumePairs, 'no volumes', platformOf([]), 'not-applicable'],
  [
    staticVolumePairs,
    'a volume that nobody names',
    site(
      'canfar',
      object(CLAIM, ({ spec }) => {
        delete spec.volumeName;
      }),
    ),
    ['no claim names it as its volume'],
  ],
  [
    staticVolumePairs,
    'a volume for two claims',
    site(
      'canfar',
      object('PersistentVolumeClaim skaha-system/arc', ({ spec }) => {
        spec.volumeName = 'canfar-arc-skaha-workload';
      }),
    ),
    ['no claim names it as its volume', '2 claims name it as their volume'],
  ],
  [
    staticVolumePairs,
    'kept for another claim, of another class, larger than the volume',
    site(
      'canfar',
      object(VOLUME, ({ spec }) => {
        spec.claimRef.namespace = 'skaha-system';
      }),
      object(CLAIM, ({ spec }) => {
        spec.storageClassName = 'cephfs';
        spec.resources.requests.storage = '2Ti';
      }),
    ),
    [
      `it is not reserved for ${CLAIM}, which names it`,
      `it differs from that of ${CLAIM}`,
      `it is less than ${CLAIM} asks for`,
    ],
  ],
  [
    staticVolumePairs,
    'a volume that goes with its claim',
    site(
      'canfar',
      object(VOLUME, ({ spec }) => {
        spec.persistentVolumeReclaimPolicy = 'Delete';
      }),
    ),
    ['Delete loses the data when the claim goes'],
  ],
];

caseTable(cases);
