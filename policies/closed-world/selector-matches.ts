import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { hasLabels, type Labels, selects } from '../../src/check/view/label-selector';
import { podOf } from '../../src/check/view/pod-spec';
import { faultAt } from '../../src/check/world/faults';
import { namespaceOf } from '../../src/check/world/pods';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

export const selectorMatches = defineRule({
  id: 'selector-matches',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A Service that selects no pod answers nothing, a disruption budget guards nothing, a network policy protects nothing.',
  fix: 'Write the labels that the pods have. Pods of sessions have those that the session service sets, e.g. canfar.net/kind.',
  source: 'platform-contract.md §2.5; capacity-storage-network.md §3.4 N4',
  check: (platform) => {
    const world = worldOf(platform);
    return eachOf(world.objects, (one): Fault[] =>
      selectorsOf(one)
        .filter(({ field, matches, namespace }) => field.exists && !pods(world, namespace).some(matches))
        .map(({ field, namespace }) =>
          faultAt(one, field.path, `${JSON.stringify(field.value)} selects no pod of ${namespace}`),
        ),
    );
  },
});

const pods = (world: World, namespace: string): Labels[] =>
  world.pods.filter((pod) => pod.namespace === namespace).map(({ labels }) => labels);

interface Selector {
  readonly field: Field;
  readonly namespace: string;
  readonly matches: (labels: Labels) => boolean;
}

/** Selectors of an object that look at pods of its own namespace, or of namespaces that it names. */
function selectorsOf(one: WorldObject): Selector[] {
  const { object } = one;
  const whole = Field.of(object);
  const namespace = namespaceOf(one);
  const byLabels = (field: Field): Selector => ({ field, namespace, matches: (labels) => hasLabels(field, labels) });
  const bySelector = (field: Field): Selector => ({ field, namespace, matches: (labels) => selects(field, labels) });
  switch (groupKind(object)) {
    case '/Service':
      return [byLabels(whole.get('spec', 'selector'))];
    case 'policy/PodDisruptionBudget':
      return [bySelector(whole.get('spec', 'selector'))];
    case 'monitoring.coreos.com/PodMonitor':
      return whole
        .get('spec', 'namespaceSelector', 'matchNames')
        .items()
        .map((name) => ({ ...bySelector(whole.get('spec', 'selector')), namespace: name.text() ?? '' }));
    case 'networking.k8s.io/NetworkPolicy':
      return [whole.get('spec', 'podSelector'), ...peersOf(whole)].filter(isNarrow).map(bySelector);
    default:
      return podSelectorsOf(whole, object).map(bySelector);
  }
}

// An empty selector means every pod, also where there is none yet.
const isNarrow = (selector: Field) => selector.entries().length > 0;

const peersOf = (policy: Field): Field[] =>
  [
    ['ingress', 'from'],
    ['egress', 'to'],
  ].flatMap(([list = '', side = '']) =>
    policy
      .get('spec', list)
      .items()
      .flatMap((rule) => rule.get(side).items())
      // A peer in other namespaces is looked for by the rules on namespaces and edges.
      .filter((peer) => !peer.get('namespaceSelector').exists)
      .map((peer) => peer.get('podSelector')),
  );

function podSelectorsOf(whole: Field, object: WorldObject['object']): Field[] {
  const pod = podOf(object);
  if (!pod) return [];
  const selector = whole.get('spec', 'selector');
  const spread = pod.spec
    .get('topologySpreadConstraints')
    .items()
    .map((one) => one.get('labelSelector'));
  const affinities = ['podAffinity', 'podAntiAffinity'].flatMap((kind) => {
    const affinity = pod.spec.get('affinity', kind);
    return [
      ...affinity.get('requiredDuringSchedulingIgnoredDuringExecution').items(),
      ...affinity
        .get('preferredDuringSchedulingIgnoredDuringExecution')
        .items()
        .map((one) => one.get('podAffinityTerm')),
    ]
      .filter((term) => !term.get('namespaces').exists && !term.get('namespaceSelector').exists)
      .map((term) => term.get('labelSelector'));
  });
  return [selector, ...spread, ...affinities];
}
