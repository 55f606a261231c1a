import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import type { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type KueueObject, kueueOf } from '../../src/check/world/queues';
import { worldOf } from '../../src/check/world/world';
import type { NodeKind } from '../../src/plan/provides';

const GPU_COUNT = 'nvidia.com/gpu.count';

export const queueFlavours = defineRule({
  id: 'queue-flavours',
  topic: 'queues',
  on: 'platform',
  severity: 'error',
  why: 'Kueue leads a session to nodes by the labels of a flavour. One flavour over nodes that sessions tell apart admits sessions that no node takes; one that no node fits admits none.',
  fix: 'Make a flavour for each kind of nodes, with labels that only these have, as a plain mapping.',
  source: 'capacity-storage-network.md §3.4 K2, K5, G6; §0 finding 3',
  check: ({ provides, ...rest }) => {
    const flavours = kueueOf(worldOf({ provides, ...rest }), 'ResourceFlavor');
    if (flavours.length === 0) return notApplicable;
    return eachOf(flavours, (flavour): Fault[] => {
      const labels = flavour.spec.get('nodeLabels');
      const shape = misshapen(flavour, labels);
      return shape.length > 0 || provides.nodes.length === 0 ? shape : kinds(flavour, labels, provides.nodes, flavours);
    });
  },
});

function misshapen({ one }: KueueObject, labels: Field): Fault[] {
  return labels
    .entries()
    .filter(([, field]) => typeof field.value !== 'string')
    .map(([key, { path }]) =>
      faultAt(one, path, `${key} is not the value of a label: nodeLabels is a mapping of labels, not a selector`),
    );
}

function kinds(
  { one, name }: KueueObject,
  labels: Field,
  nodes: readonly NodeKind[],
  all: readonly KueueObject[],
): Fault[] {
  const fits = (of: Field) =>
    nodes.filter((node) => of.entries().every(([key, value]) => node.labels[key] === value.text()));
  const found = fits(labels);
  const path = 'spec.nodeLabels';
  if (found.length === 0) return [faultAt(one, path, 'no node of the cluster has these labels')];
  const counts = new Set(found.map((node) => node.labels[GPU_COUNT] ?? 'none'));
  // Kueue cannot say which of them a session would get, and the session service asks by this very label.
  if (counts.size > 1)
    return [
      faultAt(
        one,
        path,
        `nodes with ${[...counts].join(' and ')} GPUs have these labels, and sessions tell them apart`,
      ),
    ];
  const twin = all.find(
    (other) => other.name < name && found.some((node) => fits(other.spec.get('nodeLabels')).includes(node)),
  );
  return twin
    ? [faultAt(one, path, `nodes of the flavour ${twin.name} have these labels too, and would be counted twice`)]
    : [];
}
