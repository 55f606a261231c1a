import * as z from 'zod';

// Units are read here and nowhere else: behind this border sizes are bytes, CPU is millicores, time is seconds, all of
// them whole, above zero and exact (at most 2^53).

const BINARY: Readonly<Record<string, number>> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 };
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const memory: Unit = {
  pattern: /^([1-9]\d{0,14})(Ki|Mi|Gi|Ti|Pi)$/,
  factors: BINARY,
  most: Number.MAX_SAFE_INTEGER,
  bound: 'less than 8Pi',
  example: 'a size such as 200Gi',
  meant: meantMemory,
};

/** A size such as `200Gi`, in powers of two; read as bytes. */
export const Memory = quantity(memory);

const cpu: Unit = {
  pattern: /^([1-9]\d{0,11})(m?)$/,
  factors: { m: 1, '': 1000 },
  most: 1e12,
  bound: 'at most 1000000000 cores',
  example: 'cores such as 16, or thousandths such as 500m',
  meant: meantCpu,
};

const cores: Unit = {
  ...cpu,
  example: 'whole cores such as 16',
  meant: (text) => wholeOf(cpu, text, 1000, formatCpu),
};

/** Processor time such as `2` (cores) or `500m` (thousandths of a core); read as millicores. */
export const Cpu = z.union([quantity(cpu), count()], { error: ({ input }) => advice(cpu, input) });

/** Whole cores such as `16`; read as millicores. */
export const Cores = z.union([quantity(cpu), count()], { error: ({ input }) => advice(cores, input) });

/** A size in whole GiB such as `200Gi`, read as bytes. */
export const WholeMemory = quantity({ ...memory, meant: (text) => wholeOf(memory, text, 2 ** 30, formatMemory) });

/** A time span such as `4d`, `12h`, `30m`, `90s`; read as seconds. */
export const Duration = quantity({
  pattern: /^(0|[1-9]\d{0,9})([smhd])$/,
  factors: SECONDS,
  most: 2 ** 31 - 1, // the longest deadline that Kubernetes takes
  bound: 'at most 24855d',
  example: 'a time span such as 4d, 12h or 30m',
  meant: (text) => /^(\d+) ?([smhd])[a-z]*$/i.exec(text)?.slice(1).join('').toLowerCase(),
});

/** Size in bytes, whole. */
export type Bytes = number;
/** Thousandths of a core, whole. */
export type Millicores = number;
/** Seconds, whole. */
export type Seconds = number;

/** Bytes as Kubernetes writes them, in the largest binary unit that stays whole. */
export function formatMemory(bytes: Bytes): string {
  for (const unit of ['Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const) {
    const size = BINARY[unit] as number;
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

/** Millicores as Kubernetes writes them: `2` or `250m`. */
export const formatCpu = (millicores: Millicores): string =>
  millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;

interface Unit {
  /** Digits and unit, in two groups. */
  readonly pattern: RegExp;
  readonly factors: Readonly<Record<string, number>>;
  readonly most: number;
  /** The same in words. */
  readonly bound: string;
  readonly example: string;
  /** What the writer most likely meant. */
  readonly meant: (text: string) => string | undefined;
}

function quantity(unit: Unit) {
  const error = ({ input }: { readonly input?: unknown }) => advice(unit, input);
  return z
    .string({ error })
    .regex(unit.pattern, { error })
    .transform((text, context) => {
      const [, digits, name] = unit.pattern.exec(text) ?? [];
      const result = Number(digits) * (unit.factors[name ?? ''] ?? Number.NaN);
      if (result <= unit.most) return result;
      context.issues.push({ code: 'custom', input: text, message: `write ${unit.bound}` });
      return z.NEVER;
    });
}

/** A number of cores. */
function count() {
  return z
    .int()
    .min(1)
    .max(1e9)
    .transform((cores) => cores * 1000);
}

function advice({ pattern, example, meant }: Unit, input: unknown): string {
  const guess = typeof input === 'string' || typeof input === 'number' ? meant(String(input)) : undefined;
  return `write ${guess !== undefined && pattern.test(guess) ? guess : example}`;
}

/** What was meant, in whole steps, at least one. */
function wholeOf({ meant, pattern, factors }: Unit, text: string, step: number, format: (value: number) => string) {
  const [, digits, name = ''] = pattern.exec(meant(text) ?? '') ?? [];
  if (digits === undefined) return undefined;
  const value = Number(digits) * (factors[name] ?? Number.NaN);
  return format(Math.max(1, Math.floor(value / step)) * step);
}

function meantMemory(text: string): string | undefined {
  const [, whole, fraction = '', letter] = /^(\d{1,15})(?:\.(\d{1,3}))? ?([kmgtp]?)(?:i?b?)$/i.exec(text) ?? [];
  if (whole === undefined) return undefined;
  if (!letter) return Number(text) >= 2 ** 30 ? formatMemory(Math.floor(Number(text) / 1024) * 1024) : `${text}Gi`;
  const unit = `${letter.toUpperCase()}i`;
  return fraction === '' ? `${whole}${unit}` : formatMemory(Number(`${whole}.${fraction}`) * (BINARY[unit] ?? 0));
}

function meantCpu(text: string): string | undefined {
  if (/^\d{1,9}\.\d{1,3}$/.test(text)) return `${Math.round(Number(text) * 1000)}m`;
  return /^(\d+) ?(?:cores?|cpus?)$/i.exec(text)?.[1];
}
