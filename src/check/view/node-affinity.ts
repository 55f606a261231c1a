import type { NodeKind } from '../../plan/provides';
import type { Field } from './field';
import type { PodView } from './pod-spec';

// Labels that every node has, with values that nobody lists.
const EVERY_NODE = /^(?:[\w.-]+\.)?(?:kubernetes\.io|k8s\.io)\//;

/** One way of being a suitable node, and where the pod asks for it; without conditions every node is. */
export interface NodeTerm {
  readonly path: string;
  /** Whether the nodes of a kind have the labels that it asks for. */
  fits(node: NodeKind): boolean;
}

/** The ways of being a suitable node that a pod names; any of them is enough. */
export function nodeTerms({ spec }: PodView): NodeTerm[] {
  const selector = spec.get('nodeSelector');
  const isSelected = (labels: NodeKind['labels']) =>
    selector.entries().every(([key, value]) => EVERY_NODE.test(key) || labels[key] === value.text());
  const terms = spec
    .get('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms')
    .items();
  if (terms.length === 0) return [{ path: selector.path, fits: ({ labels }) => isSelected(labels) }];
  return terms.map((term) => ({
    path: term.path,
    fits: ({ labels }) => isSelected(labels) && fitsTerm(term, labels),
  }));
}

/** Whether no taint of the nodes keeps a pod away. */
export const bearsTaints = ({ spec }: PodView, { taints }: NodeKind): boolean =>
  taints.every((taint) => taint.effect === 'PreferNoSchedule' || bears(spec, taint));

const fitsTerm = (term: Field, labels: NodeKind['labels']) =>
  term
    .get('matchExpressions')
    .items()
    .every((expression) => {
      const key = expression.get('key').text() ?? '';
      if (EVERY_NODE.test(key) && !Object.hasOwn(labels, key)) return true;
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      const values = expression
        .get('values')
        .items()
        .map((one) => one.text() ?? '');
      return holds(expression.get('operator').text() ?? '', value, values);
    });

function holds(operator: string, value: string | undefined, values: readonly string[]): boolean {
  switch (operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return false; // the API server refuses any other
  }
}

const bears = (spec: Field, taint: NodeKind['taints'][number]) =>
  spec
    .get('tolerations')
    .items()
    .some((toleration) => {
      const key = toleration.get('key').text() ?? '';
      const effect = toleration.get('effect').text() ?? '';
      if (effect !== '' && effect !== taint.effect) return false;
      if (toleration.get('operator').text() === 'Exists') return key === '' || key === taint.key;
      return key === taint.key && (toleration.get('value').text() ?? '') === (taint.value ?? '');
    });
