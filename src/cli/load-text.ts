import type { Load, LoadStream } from '../config/load';
import { formatCpu, formatMemory, type Seconds } from '../config/units';
import { toYaml } from '../yaml';

/** A load as a file that a person goes on with. */
export function loadText(site: string, busy: number, { sessions }: Load): string {
  const header = [
    `# What is asked of ${site}: assumed, so that ${busy} % of each team's promise is in use on average.`,
    '# Change it to what you see or expect. perHour: one number, or 24 from midnight on; day: flat or work;',
    '# duration: 2h, { mean: 2h } or { median: 2h, p95: 12h }; without cores and memory, the usual size.',
  ];
  return `${header.join('\n')}\n${toYaml({ sessions: sessions.map(streamInput) })}`;
}

function streamInput({ type, team, perHour, day, cores, memory, gpus, duration }: LoadStream): object {
  return {
    type,
    ...(team !== undefined && { team }),
    perHour,
    ...(day !== 'flat' && { day }),
    ...(cores !== undefined && { cores: cores % 1000 === 0 ? cores / 1000 : formatCpu(cores) }),
    ...(memory !== undefined && { memory: formatMemory(memory) }),
    ...(gpus > 0 && { gpus }),
    duration:
      typeof duration === 'number'
        ? formatSpan(duration)
        : Object.fromEntries(Object.entries(duration).map(([key, seconds]) => [key, formatSpan(seconds)])),
  };
}

/** A time span as a load file states it, in the largest unit that stays whole. */
function formatSpan(seconds: Seconds): string {
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds % size === 0) return `${seconds / size}${unit}`;
  return `${seconds}s`;
}
