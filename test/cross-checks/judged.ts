import { rules } from '../../policies/index';
import { judge } from '../../src/check/judge';
import type { Answer, PlatformSubject, Rule } from '../../src/check/rule';
import { subjectsOf } from '../../src/check/subjects';
import { object as kubeObject } from '../kube/objects';
import { added, type Change, file, object, site, variable, without } from '../policies/site-subject';
import { manifestsOf, planOf, SITES } from '../sites/sites';

// biome-ignore lint/suspicious/noExplicitAny: changes reach into objects of every kind
type Draft = any;

const QUEUE = 'ClusterQueue canfar-cadc';
const OTHER = 'ClusterQueue canfar-ska';
const LIMITS = 'LimitRange skaha-workload/sessions';
const queue = (edit: (spec: Draft) => void): Change => object(QUEUE, ({ spec }) => edit(spec));
const group = (spec: Draft) => spec.resourceGroups[0];
const quota = (spec: Draft, flavour: string, resource: string) =>
  group(spec)
    .flavors.find(({ name }: Draft) => name === flavour)
    .resources.find(({ name }: Draft) => name === resource);
const flavour = (name: string, edit: (spec: Draft) => void): Change =>
  object(`ResourceFlavor canfar-${name}`, ({ spec }) => edit(spec));
const priority = (name: string, value: number) =>
  added({ ...kubeObject('kueue.x-k8s.io/v1beta2', 'WorkloadPriorityClass', name), value });
const limit = (edit: (limit: Draft) => void): Change => object(LIMITS, ({ spec }) => edit(spec.limits[0]));

/** What is wrong in manifests, whoever wrote them; each with the rule that says so, and what it says. */
export const JUDGED: readonly (readonly [
  check: string,
  what: string,
  rule: string,
  changes: readonly Change[],
  said: RegExp,
])[] = [
  [
    'Q3',
    'more GPUs in the file than in the LimitRange',
    'resources-file',
    [file('k8s-resources.json', '"options": [\n      1\n    ]', '"options": [1, 28]')],
    /has 28, and the LimitRange allows 1/,
  ],
  ['Q4', 'a LimitRange without a default', 'limit-range-offers', [limit((one) => delete one.default)], /absent/],
  [
    'Q5',
    'half a core by default',
    'limit-range-offers',
    [
      limit((one) => {
        one.defaultRequest.cpu = '500m';
      }),
    ],
    /500m and not a whole number of cores/,
  ],
  [
    'Q7',
    'a LimitRange below the desktop',
    'session-fits-limits',
    [
      limit((one) => {
        one.max.memory = '2Gi';
      }),
    ],
    /memory/,
  ],
  [
    'Q7',
    'a minimum above the init containers',
    'limit-range-offers',
    [
      limit((one) => {
        one.min = { cpu: '300m' };
      }),
    ],
    /a minimum refuses the init containers/,
  ],
  [
    'Q10',
    'a second LimitRange',
    'limit-range-single',
    [added(kubeObject('v1', 'LimitRange', 'skaha-workload/other'))],
    /has the LimitRange/,
  ],
  [
    'K1',
    'more memory than the nodes have',
    'queue-quota',
    [
      queue((spec) => {
        quota(spec, 'canfar-cpu', 'memory').nominalQuota = '14000Gi';
      }),
    ],
    /queues promise \S+ memory, and its nodes offer/,
  ],
  [
    'K2',
    'one flavour without labels over nodes with and without GPUs',
    'queue-flavours',
    [flavour('cpu', (spec) => delete spec.nodeLabels)],
    /GPUs have these labels, and sessions tell them apart/,
  ],
  [
    'K3',
    'cpu in two groups',
    'queue-well-formed',
    [
      queue((spec) => {
        spec.resourceGroups.push({ coveredResources: ['cpu'], flavors: [] });
      }),
    ],
    /the resource cpu is in .* already/,
  ],
  [
    'K3',
    'resources in another order',
    'queue-well-formed',
    [
      queue((spec) => {
        group(spec).coveredResources.reverse();
      }),
    ],
    /and coveredResources has/,
  ],
  [
    'K3',
    'a flavour as a resource',
    'queue-well-formed',
    [
      queue((spec) => {
        group(spec).flavors[0].resources[0].name = 'canfar-cpu';
      }),
    ],
    /it has canfar-cpu/,
  ],
  [
    'K4',
    'a flavour that is not there',
    'object-exists',
    [without('ResourceFlavor canfar-gpu')],
    /ResourceFlavor canfar-gpu/,
  ],
  [
    'K4',
    'a check that is not there',
    'object-exists',
    [
      queue((spec) => {
        spec.admissionChecksStrategy = { admissionChecks: [{ name: 'machines' }] };
      }),
    ],
    /AdmissionCheck machines/,
  ],
  [
    'K5',
    'a selector in place of labels',
    'queue-flavours',
    [
      flavour('cpu', (spec) => {
        spec.nodeLabels = { matchExpressions: [{ key: 'pool' }] };
      }),
    ],
    /matchExpressions is not the value of a label/,
  ],
  [
    'K5',
    'labels that no node has',
    'queue-flavours',
    [
      flavour('cpu', (spec) => {
        spec.nodeLabels = { pool: 'gone' };
      }),
    ],
    /no node of the cluster has these labels/,
  ],
  [
    'K6',
    'the name of a field in another version',
    'queue-well-formed',
    [
      queue((spec) => {
        spec.cohort = spec.cohortName;
      }),
    ],
    /v1beta2 has no cohort; it is called cohortName/,
  ],
  [
    'K6',
    'an API version that the session service does not ask for',
    'service-queues',
    [variable('SKAHA_KUEUE_API_VERSION', 'v1beta1')],
    /v1beta1/,
  ],
  [
    'K7',
    'a strategy that is spelt otherwise',
    'queue-well-formed',
    [
      queue((spec) => {
        spec.queueingStrategy = 'BestEffortFifo';
      }),
    ],
    /BestEffortFifo is none of StrictFIFO, BestEffortFIFO/,
  ],
  [
    'K7',
    'borowingLimit',
    'queue-well-formed',
    [
      queue((spec) => {
        quota(spec, 'canfar-cpu', 'cpu').borowingLimit = '1';
      }),
    ],
    /a quota has no borowingLimit/,
  ],
  [
    'K7',
    'a word in place of a mapping',
    'queue-well-formed',
    [
      queue((spec) => {
        spec.preemption.borrowWithinCohort = 'Never';
      }),
    ],
    /is a mapping with policy, not Never/,
  ],
  [
    'K8',
    'lending in a cohort of one',
    'queue-lending',
    [
      without(OTHER),
      queue((spec) => {
        quota(spec, 'canfar-cpu', 'cpu').lendingLimit = '420';
      }),
    ],
    /alone in the cohort canfar/,
  ],
  [
    'K8',
    'lending more than there is',
    'queue-lending',
    [
      queue((spec) => {
        quota(spec, 'canfar-gpu', 'nvidia.com/gpu').lendingLimit = '105';
      }),
    ],
    /it lends 105 of 104 that it has/,
  ],
  [
    'K9',
    'borrowWithinCohort beside fair sharing',
    'queue-lending',
    [
      queue((spec) => {
        spec.preemption.borrowWithinCohort = { policy: 'LowerPriority' };
      }),
    ],
    /shares fairly/,
  ],
  [
    'K11',
    'a queue for another namespace',
    'queue-reach',
    [
      queue((spec) => {
        spec.namespaceSelector.matchExpressions[0].values = ['elsewhere'];
      }),
    ],
    /does not select the namespace skaha-workload/,
  ],
  ['K12', 'a session type without a queue', 'service-queues', [variable('SKAHA_QUEUE_NOTEBOOK_NAME', undefined)], /./],
  [
    'K13',
    'a queue that nobody is led to',
    'queue-reach',
    [
      added(
        kubeObject('kueue.x-k8s.io/v1beta2', 'LocalQueue', 'skaha-workload/unions', {
          spec: { clusterQueue: 'canfar-cadc' },
        }),
      ),
    ],
    /leads no session type to this queue/,
  ],
  [
    'K14',
    'a resource without quota',
    'queue-reach',
    [
      queue((spec) => {
        group(spec).coveredResources.pop();
        group(spec).coveredResources = group(spec).coveredResources.filter((name: string) => name !== 'nvidia.com/gpu');
      }),
    ],
    /sessions may ask for nvidia.com\/gpu/,
  ],
  [
    'K15',
    'two values for one class',
    'queue-priorities',
    [
      object('WorkloadPriorityClass canfar-interactive', (draft) => {
        draft.value = 7;
      }),
    ],
    /and the PriorityClass of the same name has 100000/,
  ],
  [
    'K15',
    'a class that nobody installs',
    'priority-class-exists',
    [file('launch-carta.yaml', 'priorityClassName: canfar-interactive', 'priorityClassName: uber-user-preempt-medium')],
    /uber-user-preempt-medium/,
  ],
  [
    'K16',
    'a class above the interactive one',
    'queue-priorities',
    [priority('canfar-batch-high', 1_000_000)],
    /sessions have it, and a class with 1000000 is above/,
  ],
  [
    'K16',
    'a queue that stops whatever it likes',
    'queue-priorities',
    [
      queue((spec) => {
        spec.preemption.reclaimWithinCohort = 'Any';
      }),
    ],
    /stops sessions by Any/,
  ],
  [
    'K17',
    'a threshold that is the value of no class',
    'queue-priorities',
    [
      queue((spec) => {
        spec.preemption.borrowWithinCohort = { policy: 'LowerPriority', maxPriorityThreshold: 10_000 };
      }),
    ],
    /10000 is the value of no class/,
  ],
  [
    'K18',
    'a ResourceQuota below the queues',
    'queue-quota',
    [
      object('ResourceQuota skaha-workload/sessions', ({ spec }) => {
        spec.hard['requests.cpu'] = '100';
      }),
    ],
    /the queues admit \S+ cpu, and only 100 may run/,
  ],
  [
    'G1',
    'GPUs on offer that the session service is not told of',
    'limit-range-offers',
    [variable('GPU_ENABLED', 'false')],
    /it offers GPUs, and GPU_ENABLED is not true/,
  ],
  [
    'G6',
    'more slices than the nodes have',
    'queue-quota',
    [
      queue((spec) => {
        quota(spec, 'canfar-gpu', 'nvidia.com/gpu').nominalQuota = '112';
      }),
    ],
    /queues promise 120 nvidia.com\/gpu, and its nodes offer 112/,
  ],
  [
    'G6',
    'a label of another number of slices',
    'queue-flavours',
    [
      flavour('gpu', (spec) => {
        spec.nodeLabels['nvidia.com/gpu.count'] = '4';
      }),
    ],
    /no node of the cluster has these labels/,
  ],
  [
    'G7',
    'a taint that no session bears',
    'pod-finds-node',
    [
      file(
        'launch-carta.yaml',
        /\n +tolerations:\n(?: +- effect.*\n(?: {10,}\w.*\n)*| +- .*\n(?: {10,}\w.*\n)*)/,
        '\n',
      ),
    ],
    /./,
  ],
  [
    'S2',
    'other bytes under the same name',
    'shared-bytes',
    [
      object('PersistentVolume canfar-arc-skaha-workload', ({ spec }) => {
        spec.csi.volumeAttributes.rootPath = '/volumes/other';
      }),
    ],
    /./,
  ],
  [
    'S3',
    'two claims for one volume',
    'static-volume-pairs',
    [
      object('PersistentVolumeClaim skaha-system/arc', ({ spec }) => {
        spec.volumeName = 'canfar-arc-skaha-workload';
      }),
    ],
    /2 claims name it/,
  ],
  [
    'S4',
    'a volume type that is gone',
    'field-served',
    [
      object('PersistentVolume canfar-arc-skaha-workload', ({ spec }) => {
        delete spec.csi;
        spec.cephfs = { monitors: ['a'] };
      }),
    ],
    /no longer mounts/,
  ],
  [
    'S5',
    'a volume that goes with its claim',
    'static-volume-pairs',
    [
      object('PersistentVolume canfar-arc-skaha-workload', ({ spec }) => {
        spec.persistentVolumeReclaimPolicy = 'Delete';
      }),
    ],
    /Delete loses the data/,
  ],
  [
    'S6',
    'another folder than the storage service keeps',
    'session-mounts',
    [file('launch-carta.yaml', 'subPath: cavern', 'subPath: carta')],
    /shows carta and not cavern/,
  ],
  [
    'S7',
    'an fsGroup',
    'session-mounts',
    [file('launch-carta.yaml', 'runAsNonRoot: true', 'fsGroup: 42')],
    /an fsGroup changes the owner/,
  ],
  [
    'S8',
    'data that is not protected',
    'stateful-protected',
    [(platform) => ({ ...platform, manifests: platform.manifests.map((one) => ({ ...one, protect: false })) })],
    /is not protected from deletion/,
  ],
  [
    'S9',
    'another number than the session service allows',
    'resources-file',
    [variable('skaha.maxusersessions', '5')],
    /and the session service allows 5/,
  ],
  ['N4', 'a connection that no policy allows', 'network-edge-open', [without('NetworkPolicy skaha-system/redis')], /./],
  [
    'N5',
    'a user that Redis does not know',
    'redis-login-agrees',
    [file('launch-carta.yaml', 'redis://session:', 'redis://sessions:')],
    /Redis has no user/,
  ],
  [
    'N6',
    'a user namespace below the numbers of users',
    'session-mounts',
    [file('launch-carta.yaml', 'enableServiceLinks: false', 'hostUsers: false')],
    /a user namespace ends at 65535/,
  ],
];

/** What a rule says about the production-size site with changes. */
export function saidOf(id: string, changes: readonly Change[]): string[] {
  const rule = ruleOf(id) as Rule<'platform'>;
  return messages(judge(rule, site('canfar', ...changes), 'canfar'));
}

/** Rules about one object, or about the numbers of a site, each with a site that they find fault with. */
export const OF_SITES: readonly (readonly [check: string, what: string, rule: string, change: object, said: RegExp])[] =
  [
    [
      'Q8',
      'sixty sessions that may grow to most of a node',
      'memory-overcommit',
      { scratch: { kind: 'emptyDir', perSession: '1Gi' }, flexible: { limit: { cpu: 16, memory: '192Gi' } } },
      /times the .* that it has for them/,
    ],
    [
      'Q9',
      'no disk left for images',
      'image-room',
      { scratch: { kind: 'emptyDir', perSession: '128Gi' } },
      /leave 0Gi for images/,
    ],
  ];

export function saidOfSite(id: string, { flexible, ...change }: { flexible?: object }): string[] {
  const canfar = SITES.canfar as Draft;
  const plan = planOf({ ...canfar, ...change, sessions: { ...canfar.sessions, ...(flexible && { flexible }) } });
  return messages(judge(ruleOf(id) as Rule<'site'>, { plan }, 'canfar'));
}

/** N1 and N2 look at one object. */
export function saidOfObjects(id: string, change: Change): string[] {
  const canfar = SITES.canfar as Draft;
  const manifests = manifestsOf(canfar);
  const plan = planOf(canfar);
  const { manifests: changed } = change({ ...manifests, provides: plan.provides } as PlatformSubject);
  const subjects = subjectsOf({ plan, manifests: { ...manifests, manifests: changed }, file: 'canfar.ts' });
  const rule = ruleOf(id) as Rule<'manifest'>;
  return subjects.flatMap(({ kind, value }: Draft) =>
    kind === 'manifest' ? messages(judge(rule, value, 'canfar')) : [],
  );
}

const ruleOf = (id: string) => {
  const rule = rules.find((one) => one.id === id);
  if (!rule) throw new Error(`there is no rule ${id}`);
  return rule;
};

const messages = (answer: Answer): string[] =>
  answer.verdict === 'fail' ? answer.faults.map(({ message }) => message) : [];
