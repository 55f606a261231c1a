import { queueFlavours } from '../../policies/queues/queue-flavours';
import { queueLending } from '../../policies/queues/queue-lending';
import { queuePriorities } from '../../policies/queues/queue-priorities';
import { queueQuota } from '../../policies/queues/queue-quota';
import { queueReach } from '../../policies/queues/queue-reach';
import { queueWellFormed } from '../../policies/queues/queue-well-formed';
import type { KubeObject } from '../../src/manifest';
import type { NodeKind } from '../../src/plan/provides';
import { object } from '../kube/objects';
import { type Case, caseTable } from './case-table';
import { platformOf } from './platform-subject';
import { site } from './site-subject';

// Queues that somebody wrote by hand, without a session service beside them. More is in test/cross-checks.

const none = platformOf([]);
const kueue = (kind: string, name: string, spec: object, version = 'v1beta2') =>
  object(`kueue.x-k8s.io/${version}`, kind, name, { spec } as never);
const quota = (nominalQuota: string, more: object = {}) => ({ name: 'cpu', nominalQuota, ...more });
const queue = (name: string, cpu: object, more: object = {}, version?: string) =>
  kueue(
    'ClusterQueue',
    name,
    { resourceGroups: [{ coveredResources: ['cpu'], flavors: [{ name: 'big', resources: [cpu] }] }], ...more },
    version,
  );
const flavour = (name: string, nodeLabels?: object) =>
  kueue('ResourceFlavor', name, { ...(nodeLabels && { nodeLabels }) });
const on = (objects: readonly KubeObject[], nodes: readonly NodeKind[] = []) =>
  platformOf(objects, { provides: { nodes } });
const nodes = (labels: Record<string, string>, cpu?: number): NodeKind => ({
  labels,
  taints: [],
  ...(cpu !== undefined && { offers: { cpu } }),
});
const local = kueue('LocalQueue', 'apps/own', { clusterQueue: 'a' });

const cases: Case[] = [
  [queueWellFormed, 'a site', site('canfar'), 'pass'],
  [queueWellFormed, 'no queues', none, 'not-applicable'],
  [
    queueWellFormed,
    'the names of the version before',
    on([queue('a', quota('1'), { cohort: 'c' }, 'v1beta1')]),
    'pass',
  ],
  [
    queueWellFormed,
    'the same in this version',
    on([queue('a', quota('1'), { cohort: 'c' })]),
    ['kueue.x-k8s.io/v1beta2 has no cohort; it is called cohortName'],
  ],
  [queueWellFormed, 'groups that are no list', on([kueue('ClusterQueue', 'a', { resourceGroups: 3 })]), 'unknown'],

  [queueLending, 'a site', site('canfar'), 'pass'],
  [queueLending, 'no queues', none, 'not-applicable'],
  [
    queueLending,
    'two that lend',
    on(['a', 'b'].map((name) => queue(name, quota('4', { lendingLimit: '4' }), { cohortName: 'c' }))),
    'pass',
  ],
  [
    queueLending,
    'a limit without a cohort',
    on([queue('a', quota('4', { borrowingLimit: '1' }))]),
    ['the queue is in no cohort'],
  ],

  [queueFlavours, 'a site', site('canfar'), 'pass'],
  [queueFlavours, 'no flavours', none, 'not-applicable'],
  [queueFlavours, 'nodes that nobody declares', on([flavour('big')]), 'pass'],
  [queueFlavours, 'one flavour for all nodes that are alike', on([flavour('big')], [nodes({}), nodes({})]), 'pass'],
  [
    queueFlavours,
    'two flavours of the same nodes',
    on([flavour('big', { pool: 'big' }), flavour('small', {})], [nodes({ pool: 'big' })]),
    ['nodes of the flavour big have these labels too, and would be counted twice'],
  ],

  [queueReach, 'a site', site('canfar'), 'pass'],
  [queueReach, 'no queues', none, 'not-applicable'],
  [queueReach, 'all namespaces', on([local, queue('a', quota('1'), { namespaceSelector: {} })]), 'pass'],
  [
    queueReach,
    'no namespace',
    on([local, queue('a', quota('1'))]),
    ['ClusterQueue a does not select the namespace apps'],
  ],

  [queueQuota, 'a site', site('canfar'), 'pass'],
  [queueQuota, 'no queues', none, 'not-applicable'],
  [queueQuota, 'as much as there is', on([flavour('big'), queue('a', quota('4'))], [nodes({}, 4000)]), 'pass'],
  [queueQuota, 'nodes whose number nobody says', on([flavour('big'), queue('a', quota('400'))], [nodes({})]), 'pass'],
  [
    queueQuota,
    'more in two queues than there is',
    on([flavour('big'), queue('a', quota('3')), queue('b', quota('1500m'))], [nodes({}, 4000)]),
    ['queues promise 4.5 cpu, and its nodes offer 4'],
  ],
  [queueQuota, 'no amount at all', on([flavour('big'), queue('a', quota('many'))], [nodes({}, 4000)]), 'unknown'],

  [queuePriorities, 'a site', site('canfar'), 'pass'],
  [queuePriorities, 'no classes', none, 'not-applicable'],
  [
    queuePriorities,
    'a value that is not that of its twin',
    on([
      { ...object('kueue.x-k8s.io/v1beta2', 'WorkloadPriorityClass', 'high'), value: 2 },
      { ...object('scheduling.k8s.io/v1', 'PriorityClass', 'high'), value: 1 },
    ]),
    ['it is 2, and the PriorityClass of the same name has 1'],
  ],
];

caseTable(cases);
