import { deletionRefused } from '../../policies/objects/deletion-refused';
import { type Case, caseTable } from './case-table';
import { platformOf } from './platform-subject';
import { object, site, without } from './site-subject';

const POLICY = 'ValidatingAdmissionPolicy srcnet-protection';

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
