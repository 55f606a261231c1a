import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { teamsOf } from './budget';
import type { PoolCapacity } from './capacity';
import { openTeams, teamOfType } from './queues';

/** Most pools, and labels of one, that a queue can tell apart (Kueue's own bounds). */
const MOST_FLAVOURS = 64;
const MOST_LABELS = 8;

/** Queues that nobody reaches, sessions without a queue, and names of teams and types that do not exist. */
export function* queueProblems(
  site: Site,
  types: readonly string[],
  capacity: readonly PoolCapacity[],
): Generator<Problem> {
  const { queues } = site;
  if (queues.kind === 'none') {
    if (site.maintenance.mode === 'drain')
      yield {
        path: 'maintenance.mode',
        fact: 'drain stops sessions by their queues, and queues.kind is none',
        act: `Write block, and end what still runs: kubectl delete jobs --all --namespace=${site.namespaces.sessions}`,
      };
    if (Object.keys(site.teams).length > 0)
      yield {
        path: 'teams',
        fact: 'nothing keeps what a team is promised: queues.kind is none',
        act: "Write queues: { kind: 'kueue' }, or remove the teams",
      };
    return;
  }
  const teams = teamsOf(site).map(([team]) => team);
  for (const [type, team] of Object.entries(queues.types)) {
    if (!types.includes(type)) yield unknown(`queues.types.${type}`, `no session type "${type}"`, types);
    if (!teams.includes(team)) yield unknown(`queues.types.${type}`, `no team "${team}" in teams`, teams);
    if (Object.hasOwn(queues.namespaces, team))
      yield {
        path: `queues.types.${type}`,
        fact: `queues.namespaces.${team} leads team "${team}" to another session service`,
        act: 'A queue is in one namespace: remove one of the two',
      };
  }
  for (const [team, namespace] of Object.entries(queues.namespaces)) {
    if (!teams.includes(team)) yield unknown(`queues.namespaces.${team}`, `no team "${team}" in teams`, teams);
    const key = (['services', 'sessions'] as const).find((one) => site.namespaces[one] === namespace);
    if (key)
      yield {
        path: `queues.namespaces.${team}`,
        fact: `"${namespace}" is namespaces.${key} of this platform`,
        act: 'Lead session types to the team in queues.types, or name the namespace of its own session service',
      };
  }
  yield* reach(site, types);
  yield* bounds(capacity);
}

/** Every team's queue is reached by some session, and every session type reaches a queue. */
function* reach(site: Site, types: readonly string[]): Generator<Problem> {
  const open = openTeams(site);
  const lost = types.filter((type) => teamOfType(site, type) === undefined);
  if (open.length > 1) {
    for (const team of open)
      yield {
        path: `teams.${team}`,
        fact: `no session would ever reach its queue: the session service chooses a queue by session type, and ${open.length} teams are named neither in queues.types nor in queues.namespaces`,
        act: `Lead a session type to it in queues.types, or name the namespace of its own session service in queues.namespaces; one team may stay unnamed`,
      };
  } else if (lost.length > 0) {
    yield {
      path: 'queues.types',
      fact: `sessions of ${lost.join(', ')} have no queue, and would run without quota`,
      act: 'Name their team',
    };
  } else if (open.length === 1 && types.every((type) => teamOfType(site, type) !== open[0])) {
    yield {
      path: `teams.${open[0]}`,
      fact: 'no session would ever reach its queue: queues.types leads every session type to other teams',
      act: 'Leave one type to it, or remove the team',
    };
  }
}

function* bounds(capacity: readonly PoolCapacity[]): Generator<Problem> {
  if (capacity.length > MOST_FLAVOURS)
    yield {
      path: 'pools',
      fact: `${capacity.length} pools take sessions, and a queue tells at most ${MOST_FLAVOURS} apart`,
      act: 'Join pools whose nodes are alike',
    };
  for (const { name, labels } of capacity) {
    if (Object.keys(labels).length >= MOST_LABELS)
      yield {
        path: `pools.${name}.labels`,
        fact: `a queue tells pools apart by at most ${MOST_LABELS} labels, one of them the number of GPUs`,
        act: 'Name one label that only this pool has',
      };
  }
}

const unknown = (path: string, what: string, known: readonly string[]): Problem => ({
  path,
  fact: `there is ${what}`,
  act: `Known: ${known.join(', ')}`,
});
