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
const CHARTS = 'addons';
const LATE_CHARTS = 'configured-addons';
const BASE = 'base';

const MADE_FIRST = new Set(['/Namespace', 'apiextensions.k8s.io/CustomResourceDefinition']);
const WORKLOADS = new Set(['apps/DaemonSet', 'apps/Deployment', 'apps/StatefulSet', 'batch/Job']);

/**
 * Sorts into stages whose names stay the same whatever else a site switches on: namespaces, then the charts of add-ons,
 * then all that runs nothing, then a stage per capability with its workloads and what needs them. A chart that reads what
 * is in the base comes after it.
 *
 * An engine that deletes what leaves a stage would otherwise delete and make again whatever a change moves from one
 * number to the next. A ring of stages is a {@link UsageError}.
 *
 * @param members in an order in which everything follows what it depends on
 */
export function stagesOf(members: readonly Deliverable[]): readonly Stage[] {
  const stageOf = new Map<string, string>();
  for (const member of members) {
    stageOf.set(member.id, stageFor(member, new Set(member.dependsOn.map((id) => stageOf.get(id)))));
  }
  // A claim that waits for its first reader is filled in the stage of that reader.
  for (const claim of members.filter(isProvisioned)) {
    const reader = members.find(({ dependsOn }) => dependsOn.includes(claim.id));
    if (reader) stageOf.set(claim.id, stageOf.get(reader.id) ?? BASE);
  }

  const names = [...new Set(stageOf.values())];
  const always: Readonly<Record<string, readonly string[]>> = {
    [FIRST]: [],
    [CHARTS]: [FIRST],
    [BASE]: [FIRST, CHARTS],
  };
  const stages = names.map((name) => {
    const own = members.filter(({ id }) => stageOf.get(id) === name);
    const needed = own.flatMap(({ dependsOn }) => dependsOn.map((id) => stageOf.get(id) ?? name));
    const before = new Set([...(always[name] ?? [FIRST, CHARTS, BASE]), ...needed]);
    return { id: name, name, members: own, dependsOn: names.filter((one) => one !== name && before.has(one)).sort() };
  });
  return layersOf(stages)
    .flat()
    .map(({ name, members: own, dependsOn }) => ({ name, members: own, dependsOn }));
}

/** The stage of a member, from the stages of what it depends on. */
function stageFor(member: Deliverable, before: ReadonlySet<string | undefined>): string {
  const isEarly = (stages: readonly string[]) => [...before].every((one) => one === undefined || stages.includes(one));
  if (member.chart) return isEarly([FIRST, CHARTS]) ? CHARTS : LATE_CHARTS;
  if (isWorkload(member) || !isEarly([FIRST, CHARTS, BASE])) return capabilityOf(member);
  return isFirst(member) ? FIRST : BASE;
}

const isFirst = ({ manifest }: Deliverable) => manifest !== undefined && MADE_FIRST.has(groupKind(manifest.object));
const isWorkload = ({ manifest }: Deliverable) => manifest !== undefined && WORKLOADS.has(groupKind(manifest.object));
const capabilityOf = ({ manifest, secret, chart }: Deliverable) => (manifest ?? secret ?? chart).capability;
