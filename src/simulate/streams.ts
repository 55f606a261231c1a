import type { Load, LoadStream } from '../config/load';
import { formatCpu, formatMemory } from '../config/units';
import { didYouMean } from '../did-you-mean';
import { type Problem, UsageError } from '../errors';
import { teamsOf } from '../plan/budget';
import { type Question, wouldFit } from '../plan/fit';
import { refusal } from '../plan/fit-offer';
import type { NodeGroup } from '../plan/nodes';
import type { Plan } from '../plan/plan';
import { type Demand, demandOf } from './demand';

/** Sessions that are alike, ready to be played. */
export interface Stream {
  readonly from: LoadStream;
  readonly demand: Demand;
  /** Longest life of such a session, in seconds. */
  readonly longest: number;
  /** Why such a session never starts, however long it waits. */
  readonly never?: Problem;
}

/**
 * Prepares a load for a site.
 *
 * @param file name of the load's file, for messages
 * @throws {UsageError} for types and teams that the site does not have, and sizes that its session service refuses
 */
export function streamsOf(
  plan: Plan,
  { sessions }: Load,
  given: { readonly pools: readonly string[]; readonly nodes: readonly NodeGroup[]; readonly file: string },
): Stream[] {
  const problems = sessions.flatMap((stream, index) => [...problemsOf(plan, stream, `sessions[${index}]`)]);
  if (problems.length > 0)
    throw new UsageError(
      `${given.file}: site "${plan.site.name}" has no such sessions`,
      problems.map((problem) => ({ file: given.file, ...problem })),
    );
  const demands = new Map<string, Demand>();
  return sessions.map((from) => {
    const question = questionOf(from);
    const found = demandOf(plan, question, given.pools, given.nodes);
    // Queues treat as one what asks for the same, whichever stream it comes from.
    const key = JSON.stringify([found.type, found.team, [...found.request]]);
    const demand = demands.get(key) ?? { index: demands.size, ...found };
    demands.set(key, demand);
    const type = plan.sessionTypes[from.type];
    const answer = wouldFit(plan, question, { nodes: given.nodes, usage: {} });
    return {
      from,
      demand,
      longest: type?.deadline ?? plan.site.sessions.expiry,
      ...(answer.verdict === 'never' && answer.reason && { never: answer.reason }),
    };
  });
}

/** A stream as a question of `fit`. */
export const questionOf = ({ type, team, cores, memory, gpus }: LoadStream): Question => ({
  type,
  team,
  cpu: cores,
  memory,
  gpus,
});

/** A stream as a person reads it: `notebook, 4 cores, 16Gi, 1 GPU`. */
export const streamName = ({ type, cores, memory, gpus }: LoadStream): string =>
  [
    type,
    ...(cores === undefined ? [] : [`${formatCpu(cores)} cores`]),
    ...(memory === undefined ? [] : [formatMemory(memory)]),
    ...(gpus === 0 ? [] : [`${gpus} GPU`]),
  ].join(', ');

function* problemsOf(plan: Plan, stream: LoadStream, path: string): Generator<Problem> {
  const types = Object.keys(plan.sessionTypes);
  const teams = teamsOf(plan.site).map(([team]) => team);
  const type = Object.hasOwn(plan.sessionTypes, stream.type) ? plan.sessionTypes[stream.type] : undefined;
  if (!type)
    yield { path: `${path}.type`, fact: `the site has no "${stream.type}"`, act: didYouMean(stream.type, types) };
  if (stream.team !== undefined && !plan.queues)
    yield { path: `${path}.team`, fact: 'the site has no queues, so teams have no quotas', act: 'Leave it out' };
  else if (stream.team !== undefined && !teams.includes(stream.team))
    yield { path: `${path}.team`, fact: `the site has no "${stream.team}"`, act: didYouMean(stream.team, teams) };
  const refused = type && refusal(plan, questionOf(stream), type, []);
  if (refused) yield { path, fact: refused.fact, ...(refused.act !== undefined && { act: refused.act }) };
}
