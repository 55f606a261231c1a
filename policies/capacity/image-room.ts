import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import type { Plan } from '../../src/plan/plan';

const Gi = 2 ** 30;
/** A few session images; each of them has 5 to 10 GiB. */
const LEAST = 20 * Gi;

export const imageRoom = defineRule({
  id: 'image-room',
  topic: 'capacity',
  on: 'site',
  severity: 'warning',
  why: 'Images and the scratch space of sessions share the disk of a node; when the sessions take all of it, kubelet deletes images and evicts sessions to make room for the next.',
  fix: 'Lower scratch.perSession so that a full node leaves room for images, or declare what the node really has for pods.',
  source: 'capacity-storage-network.md §3.4 Q9',
  check: ({ plan }) => {
    const { scratch } = plan.site;
    if (scratch.kind !== 'emptyDir' || plan.capacity.length === 0) return notApplicable;
    return fail(plan.capacity.flatMap((pool) => faultsOf(plan, pool)));
  },
});

function faultsOf({ site, offers }: Plan, { name, largestPod }: Plan['capacity'][number]): Fault[] {
  const { perSession } = site.scratch;
  const { cpu, memory, ephemeral, pods } = largestPod;
  const sessions = Math.floor(
    Math.min(cpu / offers.request.cpu, memory / offers.request.memory, ephemeral / perSession, pods),
  );
  const left = ephemeral - sessions * perSession;
  if (left >= LEAST) return [];
  const message = `${sessions} sessions of ${perSession / Gi}Gi leave ${Math.floor(left / Gi)}Gi for images on a node of pools.${name}`;
  return [{ message, place: { path: 'scratch.perSession' } }];
}
