import { deletionRefused } from '../../policies/objects/deletion-refused';
import type { PlatformSubject } from '../../src/check/rule';
import { HARBOR_SITES } from '../sites/harbor-sites';
import { manifestsOf, planOf } from '../sites/sites';
import { type Case, caseTable } from './case-table';
import { platformOf } from './platform-subject';
import { object, site, without } from './site-subject';

const POLICY = 'ValidatingAdmissionPolicy srcnet-protection';

const harbor = HARBOR_SITES.canfar;
const { manifests, secrets } = manifestsOf(harbor);
const operated: PlatformSubject = { manifests, secrets, provides: planOf(harbor).provides };
const known = (from: string, to: string) =>
  object('ValidatingAdmissionPolicy canfar-protection', ({ spec }) => {
    const [, condition] = spec.matchConditions;
    condition.expression = condition.expression.replace(from, to);
  });
const OPERATOR = 'system:serviceaccount:cnpg-system:';

const cases: Case[] = [
  [deletionRefused, 'a site', site('srcnet'), 'pass'],
  [deletionRefused, 'a site with Secrets that are protected', site('canfar'), 'pass'],
  [deletionRefused, 'a cluster to play with', platformOf([], { provides: { disposable: true } }), 'not-applicable'],
  [
    deletionRefused,
    'a claim that the policy does not know',
    site(
      'srcnet',
      object(POLICY, ({ spec }) => {
        const [, known] = spec.matchConditions;
        known.expression = known.expression.replace("'persistentvolumeclaims/skaha-system/arc', ", '');
      }),
    ),
    ['no admission policy refuses to delete it, and it holds data'],
  ],
  [
    deletionRefused,
    'claims of StatefulSets that it does not know',
    site(
      'srcnet',
      object(POLICY, ({ spec }) => {
        const [, known] = spec.matchConditions;
        known.expression = known.expression.replace('skaha-system/data-redis-', 'skaha-system/other-');
      }),
    ),
    ['no admission policy refuses to delete it, and it holds data'],
  ],
  [
    deletionRefused,
    'claims of which it knows that of the first pod only',
    site(
      'srcnet',
      object(POLICY, ({ spec }) => {
        const [, known] = spec.matchConditions;
        known.expression = known.expression.replace('skaha-system/data-redis-', 'skaha-system/data-redis-0');
      }),
      object('StatefulSet skaha-system/redis', ({ spec }) => {
        spec.replicas = 2;
      }),
    ),
    ['no admission policy refuses to delete it, and it holds data'],
  ],
  [deletionRefused, 'claims of CloudNativePG', operated, 'pass'],
  [
    deletionRefused,
    'claims of CloudNativePG that it does not know',
    known('skaha-system/postgres-', 'skaha-system/other-')(operated),
    // One for each of its servers.
    Array.from({ length: 3 }, () => 'no admission policy refuses to delete it, and it holds data'),
  ],
  [
    deletionRefused,
    'an operator that cannot take away what it made',
    known(OPERATOR, 'system:serviceaccount:elsewhere:')(operated),
    Array.from({ length: 3 }, () => `canfar-protection refuses to let ${OPERATOR}operator delete it`),
  ],
  [
    deletionRefused,
    'claims that every program may take away',
    known(OPERATOR, 'system:serviceaccount:')(operated),
    Array.from({ length: 3 }, () => 'system:serviceaccount:default:default may delete it, and it holds data'),
  ],
  [
    deletionRefused,
    'whoever cleans up is refused too',
    site(
      'srcnet',
      object(POLICY, ({ spec }) => {
        spec.matchConditions[0].expression = "request.userInfo.username != 'system:kube-controller-manager'";
        spec.matchConditions[1].expression =
          "oldObject.metadata.name == 'postgres-backup' && request.resource.resource == 'persistentvolumeclaims'";
      }),
    ),
    expect.arrayContaining([
      'srcnet-protection refuses to let system:serviceaccount:kube-system:generic-garbage-collector delete it',
      'srcnet-protection refuses to let system:serviceaccount:kube-system:namespace-controller delete it',
    ]),
  ],
  [
    deletionRefused,
    'more than what holds data',
    site(
      'srcnet',
      object(POLICY, ({ spec }) => {
        spec.matchConstraints.resourceRules.push({
          apiGroups: ['apps'],
          apiVersions: ['v1'],
          operations: ['DELETE'],
          resources: ['deployments'],
        });
        spec.matchConditions.pop();
      }),
    ),
    expect.arrayContaining(['srcnet-protection refuses to delete it, and it holds no data']),
  ],
  [
    deletionRefused,
    'a policy that is not in force',
    site('srcnet', without('ValidatingAdmissionPolicyBinding srcnet-protection')),
    expect.arrayContaining(['no admission policy refuses to delete it, and it holds data']),
  ],
];

caseTable(cases);
