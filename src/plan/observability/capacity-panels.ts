import type { Plan } from '../plan';
import { line, type Panel } from './dashboard';
import type { Terms } from './terms';

/** Cores of nodes that have no memory left for even the smallest session. */
export function strandedCores({ offers, capacity: pools }: Plan, terms: Terms): string {
  const stranded = pools.map(({ name }) => {
    const free = (resource: string) =>
      `(sum by (node) (${terms.allocatable(name, resource)}) - (sum by (node) (${terms.requested(name, resource)}) or 0 * sum by (node) (${terms.allocatable(name, resource)})))`;
    return `sum(clamp_min(${free('cpu')}, 0) and on (node) (${free('memory')} < ${offers.request.memory}))`;
  });
  return stranded.map((one) => `(${one} or vector(0))`).join(' + ');
}

/** What pools have, what is promised of it, and what nobody can have. */
export const capacityPanels = (plan: Plan, terms: Terms): Panel[] => [
  ...(['cpu', 'memory'] as const).map(
    (resource): Panel => ({
      title: resource === 'cpu' ? 'Cores' : 'Memory',
      description: 'Part of each pool that running pods are promised.',
      kind: 'timeseries',
      unit: 'percentunit',
      queries: plan.capacity.map(({ name }) =>
        line(`sum(${terms.requested(name, resource)}) / sum(${terms.allocatable(name, resource)})`, name),
      ),
    }),
  ),
  {
    title: 'Stranded cores',
    description: 'Free cores of nodes that have no memory left for the smallest session: nobody can have them.',
    kind: 'timeseries',
    unit: 'short',
    queries: [line(strandedCores(plan, terms), 'stranded')],
  },
  {
    title: 'Nodes',
    description: 'Nodes of each pool that are there, ready or not.',
    kind: 'timeseries',
    unit: 'short',
    queries: plan.capacity.map(({ name }) => line(`count(${terms.allocatable(name, 'pods')})`, name)),
  },
  ...(plan.offers.gpus.length > 0
    ? [
        {
          title: 'GPUs',
          description: 'GPUs, or slices of them, that sessions have, of those that there are.',
          kind: 'timeseries' as const,
          unit: 'short' as const,
          queries: plan.capacity
            .filter(({ node }) => node.gpu > 0)
            .flatMap(({ name }) => [
              line(`sum(${terms.requested(name, 'nvidia_com_gpu')})`, `${name}: taken`),
              line(`sum(${terms.allocatable(name, 'nvidia_com_gpu')})`, `${name}: all`),
            ]),
        },
      ]
    : []),
];
