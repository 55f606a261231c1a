import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import type { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type KueueObject, kueueOf } from '../../src/check/world/queues';
import { worldOf } from '../../src/check/world/world';

// Kueue 0.19.2, apis/kueue/v1beta2/clusterqueue_types.go.
const KEYS = [
  'admissionChecksStrategy',
  'admissionScope',
  'cohortName',
  'concurrentAdmissionPolicy',
  'fairSharing',
  'flavorFungibility',
  'namespaceSelector',
  'preemption',
  'queueingStrategy',
  'resourceGroups',
  'stopPolicy',
];
const QUOTA_KEYS = ['borrowingLimit', 'lendingLimit', 'name', 'nominalQuota'];
const POLICIES = ['Never', 'LowerPriority', 'LowerOrNewerEqualPriority', 'Any'];
const WORDS: readonly (readonly [path: readonly string[], words: readonly string[]])[] = [
  [['queueingStrategy'], ['StrictFIFO', 'BestEffortFIFO']],
  [['stopPolicy'], ['None', 'Hold', 'HoldAndDrain']],
  [['preemption', 'withinClusterQueue'], POLICIES.slice(0, 3)],
  [
    ['preemption', 'reclaimWithinCohort'],
    ['Never', 'LowerPriority', 'Any'],
  ],
  [
    ['preemption', 'borrowWithinCohort', 'policy'],
    ['Never', 'LowerPriority'],
  ],
  [
    ['flavorFungibility', 'whenCanBorrow'],
    ['Borrow', 'MayStopSearch', 'TryNextFlavor'],
  ],
  [
    ['flavorFungibility', 'whenCanPreempt'],
    ['Preempt', 'MayStopSearch', 'TryNextFlavor'],
  ],
];

export const queueWellFormed = defineRule({
  id: 'queue-well-formed',
  topic: 'queues',
  on: 'platform',
  severity: 'error',
  why: 'Kueue refuses a queue with a resource in two groups or in another order than it announced, and the API server drops a key that it does not know: the limit behind a misspelt key is no limit.',
  fix: 'Keep each resource and each flavour in one group, list resources in the order of coveredResources, and write keys and words as kueue.x-k8s.io/v1beta2 has them.',
  source: 'capacity-storage-network.md §3.4 K3, K6, K7',
  check: (platform) => {
    const queues = kueueOf(worldOf(platform), 'ClusterQueue');
    if (queues.length === 0) return notApplicable;
    return eachOf(queues, (queue): Fault[] => [...spelling(queue), ...groups(queue)]);
  },
});

function spelling({ one, spec }: KueueObject): Fault[] {
  // The version before had other names.
  const known = one.object.apiVersion.endsWith('/v1beta1') ? [...KEYS, 'cohort'] : KEYS;
  const keys = spec
    .entries()
    .filter(([key]) => !known.includes(key))
    .map(([key, { path }]) =>
      faultAt(
        one,
        path,
        `${one.object.apiVersion} has no ${key}${key === 'cohort' ? '; it is called cohortName' : ''}`,
      ),
    );
  const preemption = spec.get('preemption', 'borrowWithinCohort');
  if (typeof preemption.value === 'string')
    return [
      ...keys,
      faultAt(one, preemption.path, `borrowWithinCohort is a mapping with policy, not ${preemption.value}`),
    ];
  const words = WORDS.flatMap(([path, allowed]) => {
    const field = spec.get(...path);
    const word = field.text();
    return word === undefined || allowed.includes(word)
      ? []
      : [faultAt(one, field.path, `${word} is none of ${allowed.join(', ')}`)];
  });
  const quotas = resourcesOf(spec).flatMap((resource) =>
    resource
      .entries()
      .filter(([key]) => !QUOTA_KEYS.includes(key))
      .map(([key, { path }]) => faultAt(one, path, `a quota has no ${key}: it has ${QUOTA_KEYS.join(', ')}`)),
  );
  return [...keys, ...words, ...quotas];
}

const flavoursOf = (spec: Field) =>
  spec
    .get('resourceGroups')
    .items()
    .flatMap((group) => group.get('flavors').items());
const resourcesOf = (spec: Field) => flavoursOf(spec).flatMap((flavour) => flavour.get('resources').items());

function groups({ one, spec }: KueueObject): Fault[] {
  const seen = new Map<string, string>();
  const twice = (what: string, field: Field): Fault[] => {
    const name = `${what} ${field.text()}`;
    const before = seen.get(name);
    if (before !== undefined) return [faultAt(one, field.path, `the ${name} is in ${before} already`)];
    seen.set(name, field.path);
    return [];
  };
  return spec
    .get('resourceGroups')
    .items()
    .flatMap((group) => {
      const covered = group.get('coveredResources').items();
      const order = covered.map((field) => field.text());
      const flavours = group.get('flavors').items();
      return [
        ...covered.flatMap((field) => twice('resource', field)),
        ...flavours.flatMap((flavour) => twice('flavour', flavour.get('name'))),
        ...flavours.flatMap((flavour) => {
          const names = flavour
            .get('resources')
            .items()
            .map((resource) => resource.get('name').text());
          return names.join() === order.join()
            ? []
            : [
                faultAt(
                  one,
                  flavour.get('resources').path,
                  `it has ${names.join(', ')}, and coveredResources has ${order.join(', ')}`,
                ),
              ];
        }),
      ];
    });
}
