import { imageFresh } from '../../policies/base/image-fresh';
import { harborTypeLabel } from '../../policies/registry/harbor-type-label';
import { imageSizeBudget } from '../../policies/registry/image-size-budget';
import { labelVocabulary } from '../../policies/registry/label-vocabulary';
import { projectAndRepoNames } from '../../policies/registry/project-and-repo-names';
import { tagImmutableCompanion } from '../../policies/registry/tag-immutable-companion';
import { tagOnePerArtifact } from '../../policies/registry/tag-one-per-artifact';
import { tagOrders } from '../../policies/registry/tag-orders';
import { tagScheme } from '../../policies/registry/tag-scheme';
import { vulnerabilityBudget } from '../../policies/registry/vulnerability-budget';
import { workloadNameSafe } from '../../policies/registry/workload-name-safe';
import { artifact, testRows } from './container-rows';

testRows<'artifact'>([
  [imageFresh, 'new', artifact({ pushed: new Date('2026-11-01T00:00:00Z') }), 'pass'],
  [imageFresh, 'old', artifact({ pushed: new Date('2021-11-21T00:00:00Z') }), ['it is 1826 days old, more than 365']],
  [imageFresh, 'not known', artifact({}), 'unknown'],
  [harborTypeLabel, 'a type', artifact({ labels: ['team', 'headless'] }), 'pass'],
  [
    harborTypeLabel,
    'none',
    artifact({ labels: ['production'] }),
    ['it has the labels production, and none is a session type'],
  ],
  [harborTypeLabel, 'not known', artifact({}), 'unknown'],
  [labelVocabulary, 'exact', artifact({ labels: ['desktop-app', 'production'] }), 'pass'],
  [
    labelVocabulary,
    'near',
    artifact({ labels: ['desktop_app', 'Notebok'] }),
    [
      'the label desktop_app is no session type; did you mean desktop-app?',
      'the label Notebok is no session type; did you mean notebook?',
    ],
  ],
  [projectAndRepoNames, 'plain', artifact({ repository: 'xray-tools/a1' }), 'pass'],
  [
    projectAndRepoNames,
    'signs',
    artifact({ repository: 'lsst/lsst_v19_0_0' }),
    ['lsst_v19_0_0 has more than lower case, digits and hyphens'],
  ],
  [
    tagScheme,
    'schemes',
    artifact({
      tags: ['latest', '2024.03', '24.07', 'git-a1b2c3d', '5.1.0', 'v1.2', '6.6.4-34-py3.8.el7', '22.04-py3.13'],
    }),
    'pass',
  ],
  [
    tagScheme,
    'words',
    artifact({ tags: ['keep', 'old-tag', 'git-xyz'] }),
    ['the tag keep is no version', 'the tag old-tag is no version', 'the tag git-xyz is no version'],
  ],
  [tagImmutableCompanion, 'both', artifact({ tags: ['latest', '2024.03'] }), 'pass'],
  [
    tagImmutableCompanion,
    'only one that moves',
    artifact({ tags: ['latest'] }),
    ['it has only tags that move: latest'],
  ],
  [tagImmutableCompanion, 'named by a tag that moves', artifact({ tags: ['latest'], named: true }), 'unknown'],
  [tagOnePerArtifact, 'named by one', artifact({ named: true }), 'not-applicable'],
  [harborTypeLabel, 'named only', artifact({ named: true }), 'not-applicable'],
  [tagOnePerArtifact, 'one', artifact({}), 'pass'],
  [tagOnePerArtifact, 'two', artifact({ tags: ['latest', '1.0'] }), ['users see latest, and not 1.0']],
  [tagOrders, 'agree', artifact({ tags: ['1.01'], otherTags: ['1.10'] }), 'pass'],
  [
    tagOrders,
    'differ',
    artifact({ tags: ['1.9'], otherTags: ['1.10'] }),
    ['as texts 1.10 comes where 1.9 comes as a number'],
  ],
  [workloadNameSafe, 'short', artifact({ tags: ['1.0'] }), 'pass'],
  [
    workloadNameSafe,
    'ends with a sign',
    artifact({ tags: ['1.0-'] }),
    ['the session would be named tool-1-0-, which is no DNS label'],
  ],
  [vulnerabilityBudget, 'few', artifact({ vulnerabilities: { critical: 0, high: 2 } }), 'pass'],
  [
    vulnerabilityBudget,
    'many',
    artifact({ vulnerabilities: { critical: 1, high: 0 } }),
    ['1 critical and 0 high vulnerabilities; 0 and 5 are allowed'],
  ],
  [vulnerabilityBudget, 'not scanned', artifact({}), 'unknown'],
  [imageSizeBudget, 'small', artifact({ size: 1e9 }), 'pass'],
  [imageSizeBudget, 'large', artifact({ size: 25e9 }), ['its layers have 25.0 GB, more than 10.0']],
]);
