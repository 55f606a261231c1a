import type { Construct } from 'constructs';
import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import type { PodDisruptionBudgetSpec } from 'kubernetes-types/policy/v1';
import type { KubeObject } from '../manifest';
import { Resource } from './resource';

type Labels = Readonly<Record<string, string>>;

/** Of several pods, one at a time may be taken away on purpose. */
export const disruptionBudget = (scope: Construct, metadata: KubeObject['metadata'], labels: Labels): Resource =>
  new Resource(scope, 'disruption-budget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } } satisfies PodDisruptionBudgetSpec,
  });

/** Several pods are on different nodes, as far as there are any. */
export const overNodes = (labels: Labels): TopologySpreadConstraint[] => [
  {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labels },
  },
];
