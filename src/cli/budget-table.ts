import { type Amounts, formatAmount, RESOURCES, type ResourceName } from '../plan/amounts';
import type { Plan } from '../plan/plan';
import { table } from './table';

/** Where the capacity for sessions goes: one line per pool and resource, whose parts add up to what is physically there. */
export function budgetTable({ budget }: Plan): string {
  const teams = Object.keys(budget[0]?.teams ?? {});
  const head = ['POOL', 'RESOURCE', 'PHYSICAL', 'RESERVED', 'HEADROOM', ...teams, 'UNASSIGNED'];
  const lines = budget.flatMap((pool) =>
    RESOURCES.filter((resource) => pool.physical[resource] > 0).map((resource) => {
      const parts: Amounts[] = [pool.physical, pool.reserved, pool.headroom];
      for (const team of teams) if (pool.teams[team]) parts.push(pool.teams[team]);
      return [pool.pool, resource, ...[...parts, pool.unassigned].map((part) => readable(resource, part[resource]))];
    }),
  );
  return table([head, ...lines]);
}

const SCALE: Partial<Record<ResourceName, { readonly unit: number; readonly name: string }>> = {
  cpu: { unit: 1000, name: '' },
  memory: { unit: 2 ** 30, name: 'Gi' },
  ephemeral: { unit: 2 ** 30, name: 'Gi' },
};

/** Cores and GiB with what is behind the point, so that a person can add them up; anything finer as Kubernetes writes it. */
export function readable(resource: ResourceName, amount: number): string {
  const scale = SCALE[resource];
  if (!scale) return String(amount);
  const text = `${amount / scale.unit}`;
  return /^\d+(\.\d{1,3})?$/.test(text) ? `${text}${scale.name}` : formatAmount(resource, amount);
}
