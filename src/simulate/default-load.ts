import type { Load, LoadStream } from '../config/load';
import { type Amounts, NOTHING } from '../plan/amounts';
import { EVERYONE } from '../plan/budget';
import { countIn } from '../plan/fit-count';
import type { Plan } from '../plan/plan';
import { teamOfType } from '../plan/queues';
import { sessionRequest } from '../plan/session-pod';
import { meanLength } from './arrivals';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const Gi = 2 ** 30;

/** Part of a team's CPU nodes that each type is assumed to fill; types of a site's own count as `other`. */
const PARTS: Readonly<Record<string, number>> = {
  notebook: 30,
  'desktop-app': 12,
  carta: 8,
  contributed: 8,
  firefly: 4,
  desktop: 2,
  headless: 36,
  other: 8,
};
/** Part of the sessions' room that goes to those four times as large as usual. */
const LARGE = 0.3;

const INTERACTIVE = { median: 2 * HOUR, p95: 12 * HOUR };
const BATCH = { median: 30 * MINUTE, p95: 6 * HOUR };

/**
 * A load for a site of which nobody has written one: all types that it offers, in usual and in large sizes, interactive
 * ones mostly in working hours. The parts and lengths are assumed; no platform publishes what is asked of it.
 *
 * @param busy percent of each team's promise that its sessions take on average
 */
export function defaultLoad(plan: Plan, busy: number): Load {
  const teams = plan.queues?.teams.map(({ team }) => team) ?? [EVERYONE];
  return { sessions: teams.flatMap((team) => streamsOfTeam(plan, team, busy / 100)) };
}

function streamsOfTeam(plan: Plan, team: string, busy: number): LoadStream[] {
  const types = typesOfTeam(plan, team);
  const parts = types.map((type) => PARTS[type] ?? (PARTS.other as number));
  const all = parts.reduce((sum, part) => sum + part, 0);
  const streams = types.flatMap((type, index) => {
    const part = ((parts[index] as number) / all) * busy;
    const large = largeSize(plan, type);
    return [
      ...stream(plan, team, { type, gpus: 0 }, large ? part * (1 - LARGE) : part),
      ...(large ? stream(plan, team, { type, gpus: 0, ...large }, part * LARGE) : []),
    ];
  });
  const gpus = plan.offers.gpus[0] ?? 0;
  const onGpu = types.filter(
    (type) => plan.sessionTypes[type]?.owner === 'none' && ['notebook', 'headless'].includes(type),
  );
  return [
    ...streams,
    ...(gpus > 0 ? onGpu.flatMap((type) => stream(plan, team, { type, gpus }, busy / onGpu.length)) : []),
  ];
}

/** The stream of sessions that fill a part of a team's promise on average; none for a promise without room for one. */
function stream(
  plan: Plan,
  team: string,
  size: Pick<LoadStream, 'type' | 'gpus' | 'cores' | 'memory'>,
  part: number,
): LoadStream[] {
  const type = plan.sessionTypes[size.type];
  if (!type) return [];
  const request = sessionRequest(plan, type, { cpu: size.cores, memory: size.memory, gpus: size.gpus });
  const batch = type.priority === 'request';
  const duration = batch ? BATCH : INTERACTIVE;
  const running = part * promised(plan, team, request);
  const perHour = (running * HOUR) / meanLength(duration);
  if (perHour <= 0) return [];
  const named = plan.queues && teamOfType(plan.site, size.type) !== team ? { team } : {};
  return [{ ...size, ...named, perHour: rounded(perHour), day: batch ? 'flat' : 'work', duration }];
}

/** Such sessions that have a place in what a team is promised, pool by pool. */
const promised = ({ budget }: Plan, team: string, request: Amounts): number =>
  budget
    .filter(({ physical }) => physical.gpu > 0 === request.gpu > 0)
    .reduce((sum, { teams }) => sum + countIn(teams[team] ?? NOTHING, request).times, 0);

function typesOfTeam({ site, sessionTypes }: Plan, team: string): string[] {
  const types = Object.keys(sessionTypes);
  if (site.queues.kind === 'none' || Object.hasOwn(site.queues.namespaces, team)) return types;
  return types.filter((type) => teamOfType(site, type) === team);
}

/** Four times the usual size, and at most half of the largest; undefined where that is not more than usual. */
function largeSize({ sessionTypes, offers }: Plan, type: string) {
  if (sessionTypes[type]?.resources) return undefined;
  const whole = (amount: number, unit: number) => Math.max(unit, Math.floor(amount / unit) * unit);
  const cores = whole(Math.min(4 * offers.request.cpu, offers.largest.cpu / 2), 1000);
  const memory = whole(Math.min(4 * offers.request.memory, offers.largest.memory / 2), Gi);
  return cores > offers.request.cpu || memory > offers.request.memory ? { cores, memory } : undefined;
}

/** Three digits say all that is known. */
const rounded = (rate: number) => Number(rate.toPrecision(3));
