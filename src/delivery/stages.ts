import { groupKind } from '../kube/reference';
import type { Deliverable } from './graph';
import { isProvisioned } from './late-claims';
import { layersOf } from './order';

/** Objects that are applied together, and the stages that must be ready before. */
export interface Stage {
  /** Says what its objects are, not how many stages come before. */
  readonly name: string;
  readonly members: readonly Deliverable[];
  readonly dependsOn: readonly string[];
}

const FIRST = 'namespaces';
const BASE = 'base';

const MADE_FIRST = new Set(['/Namespace', 'apiextensions.k8s.io/CustomResourceDefinition']);
const WORKLOADS = new Set(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet', 'batch/Job']);

/**
 * Sorts into stages whose names stay the same whatever else a site switches on: namespaces, then all that runs nothing,
 * then a stage per capability with its workloads and what needs them.
 *
 * An engine that deletes what leaves a stage would otherwise delete and make again whatever a change moves from one
 * number to the next. A ring of stages is a {@link UsageError}.
 *
 * @param members in an order in which everything follows what it depends on
 */
export function stagesOf(members: readonly Deliverable[]): readonly Stage[] {
  const stageOf = new Map<string, string>();
  for (const member of members) {
    const after = member.dependsOn.some((id) => ![FIRST, BASE, undefined].includes(stageOf.get(id)));
    stageOf.set(member.id, after || isWorkload(member) ? capabilityOf(member) : isFirst(member) ? FIRST : BASE);
  }
  // A claim that waits for its first reader is filled in the stage of that reader.
  for (const claim of members.filter(isProvisioned)) {
    const reader = members.find(({ dependsOn }) => dependsOn.includes(claim.id));
    if (reader) stageOf.set(claim.id, stageOf.get(reader.id) ?? BASE);
  }

  const names = [...new Set(stageOf.values())];
  const always: Readonly<Record<string, readonly string[]>> = { [FIRST]: [], [BASE]: [FIRST] };
  const stages = names.map((name) => {
    const own = members.filter(({ id }) => stageOf.get(id) === name);
    const needed = own.flatMap(({ dependsOn }) => dependsOn.map((id) => stageOf.get(id) ?? name));
    const before = new Set([...(always[name] ?? [FIRST, BASE]), ...needed]);
    return { id: name, name, members: own, dependsOn: names.filter((one) => one !== name && before.has(one)).sort() };
  });
  return layersOf(stages)
    .flat()
    .map(({ name, members: own, dependsOn }) => ({ name, members: own, dependsOn }));
}

const isFirst = ({ manifest }: Deliverable) => manifest !== undefined && MADE_FIRST.has(groupKind(manifest.object));
const isWorkload = ({ manifest }: Deliverable) => manifest !== undefined && WORKLOADS.has(groupKind(manifest.object));
const capabilityOf = ({ manifest, secret }: Deliverable) => (manifest ?? secret).capability;
