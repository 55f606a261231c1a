import { type Amounts, formatAmount, KUBERNETES_NAMES, type ResourceName, UNITS } from '../plan/amounts';
import type { PoolResult, SimulationResult, TypeResult } from '../simulate/result';
import { table } from './table';

/**
 * What came of a simulation, for a person.
 *
 * @param busy percent, where the load is an assumed one
 */
export function simulationText(file: string, busy: number | undefined, result: SimulationResult): string {
  const { days, seed, sessions, types, teams, pools, pending, never } = result;
  const load = busy === undefined ? '' : `; the load is assumed (${busy} % busy), --print-load writes it`;
  return [
    `${file}: ${sessions} sessions in ${days} ${days === 1 ? 'day' : 'days'}, seed ${seed}${load}\n`,
    table(
      [
        ['SESSION', ...['ASKED', 'LET IN', 'RAN', 'WAITING', 'STOPPED', 'WAIT P50', 'WAIT P95', 'LONGEST']],
        ...types.map(typeRow),
      ],
      1,
    ),
    ...(teams
      ? [
          table([
            ['TEAM', 'MOST OF', 'PROMISED', 'USED', 'PEAK', 'USED/PROMISED'],
            ...teams.map(({ team, resource, promised, mean, peak, part }) => [
              team,
              KUBERNETES_NAMES[resource],
              written(resource, promised),
              written(resource, mean),
              written(resource, peak),
              part === Number.MAX_VALUE ? 'all lent' : percent(part),
            ]),
          ]),
        ]
      : []),
    table([['POOL', 'NODES', 'CPU', 'MEMORY', 'DISK', 'GPU', 'STRANDED CORES', 'PEAK'], ...pools.map(poolRow)], 1),
    '  pools: part in use on average. Stranded: cores free on nodes without room for any session of the load\n',
    ...(pending.peak > 0 && pending.mean > 0
      ? [
          `  let in without a node: ${pending.mean.toFixed(1)} on average, ${pending.peak} at most; they hold their quota\n`,
        ]
      : []),
    ...never.map(({ session, path, fact, act }) =>
      `  never: ${session}: ${path ? `${path}: ` : ''}${fact}. ${act ?? ''}`.trimEnd().concat('\n'),
    ),
  ].join('');
}

function typeRow({ type, gpu, asked, admitted, placed, waiting, stopped, wait }: TypeResult): string[] {
  const counts = [asked, admitted, placed, waiting, stopped].map(String);
  const times = wait ? [wait.p50, wait.p95, wait.longest].map(span) : ['-', '-', '-'];
  return [gpu ? `${type} + GPU` : type, ...counts, ...times];
}

function poolRow({ pool, nodes, room, mean, stranded }: PoolResult): string[] {
  const part = (resource: ResourceName) => (room[resource] > 0 ? percent(mean[resource] / room[resource]) : '-');
  return [
    pool,
    String(nodes),
    ...[part('cpu'), part('memory'), part('ephemeral'), part('gpu')],
    ...[stranded.mean, stranded.peak].map((cores) => (cores / 1000).toFixed(0)),
  ];
}

/** An average is no whole number; in whole units it is as exact as anybody needs. */
const written = (resource: ResourceName, amounts: Amounts) =>
  formatAmount(resource, Math.round(amounts[resource] / UNITS[resource]) * UNITS[resource]);

const percent = (part: number) => `${(part * 100).toFixed(0)} %`;

/** A wait as a person says it: `0`, `40s`, `12m`, `3h05m`, `2d04h`. */
function span(seconds: number): string {
  const whole = Math.round(seconds);
  const pair = (large: number, small: number, units: string) =>
    `${large}${units[0]}${String(small).padStart(2, '0')}${units[1]}`;
  if (whole < 1) return '0';
  if (whole < 60) return `${whole}s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? pair(hours, minutes % 60, 'hm') : pair(Math.floor(hours / 24), hours % 24, 'dh');
}
