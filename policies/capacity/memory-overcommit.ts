import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import type { Plan } from '../../src/plan/plan';

const Gi = 2 ** 30;

export const memoryOvercommit = defineRule({
  id: 'memory-overcommit',
  topic: 'capacity',
  on: 'site',
  severity: 'warning',
  why: 'Sessions of no chosen size are placed by what they request and may grow to their limit; when many of one node do, the kernel kills some of them.',
  fix: 'Raise sessions.flexible.request.memory, lower sessions.flexible.limit.memory, or raise sessions.flexible.overcommit if you know that few sessions grow.',
  source: 'capacity-storage-network.md §3.4 Q8',
  check: ({ plan }) => {
    if (plan.capacity.length === 0) return notApplicable;
    return fail(plan.capacity.flatMap((pool) => faultsOf(plan, pool)));
  },
});

function faultsOf({ site, offers }: Plan, { name, largestPod }: Plan['capacity'][number]): Fault[] {
  const { cpu, memory, ephemeral, pods } = largestPod;
  const disk = site.scratch.kind === 'emptyDir' ? site.scratch.perSession : 0;
  const sessions = Math.floor(
    Math.min(
      cpu / offers.request.cpu,
      memory / offers.request.memory,
      disk > 0 ? ephemeral / disk : Number.POSITIVE_INFINITY,
      pods,
    ),
  );
  const promised = (sessions * offers.limit.memory) / memory;
  const { overcommit } = site.sessions.flexible;
  if (!(promised > overcommit)) return [];
  const message = `${sessions} sessions fit a node of pools.${name} and may grow to ${gib(sessions * offers.limit.memory)}, ${promised.toFixed(1)} times the ${gib(memory)} that it has for them; sessions.flexible.overcommit is ${overcommit}`;
  return [{ message, place: { path: 'sessions.flexible' } }];
}

const gib = (bytes: number) => `${Math.floor(bytes / Gi)}Gi`;
