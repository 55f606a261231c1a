import { z } from 'zod';

// Units are read here and nowhere else: behind this border sizes are bytes, CPU is millicores, time is seconds, all of
// them whole and exact (at most 2^53).

const BINARY: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 };
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A size such as `200Gi`; read as bytes. */
export const Memory = quantity(
  /^(\d{1,15})(Ki|Mi|Gi|Ti|Pi)$/,
  (number, unit) => number * (BINARY[unit] ?? Number.NaN),
  (text) =>
    /^\d+[kKMGTP]B?$/.test(text)
      ? `${show(text)} is a decimal size; Kubernetes counts memory in powers of two. Write ${text.replace(/B$/, '').toUpperCase()}i`
      : `${show(text)} is not a size. Write a size such as 200Gi`,
);

/** Processor time such as `2` (cores) or `500m` (thousandths of a core); read as millicores. */
export const Cpu = quantity(
  /^(\d{1,12})(m?)$/,
  (number, unit) => number * (unit === 'm' ? 1 : 1000),
  (text) => `${show(text)} is not an amount of CPU. Write cores such as 16, or 500m`,
  z.number().int().nonnegative().max(1e9).transform(String),
);

/** A time span such as `4d`, `12h`, `30m`, `90s`; read as seconds. */
export const Duration = quantity(
  /^(\d{1,9})([smhd])$/,
  (number, unit) => number * (SECONDS[unit] ?? Number.NaN),
  (text) => `${show(text)} is not a time span. Write a time span such as 4d, 12h or 30m`,
);

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

function quantity(
  pattern: RegExp,
  read: (number: number, unit: string) => number,
  mistake: (text: string) => string,
  alternative?: z.ZodType<string, number>,
) {
  const text = z
    .string()
    .regex(pattern, { error: (issue) => mistake(String(issue.input)) })
    .transform((value, context) => {
      const [, number, unit] = pattern.exec(value) ?? [];
      const result = read(Number(number), unit ?? '');
      if (Number.isSafeInteger(result)) return result;
      context.issues.push({
        code: 'custom',
        input: value,
        message: `${show(value)} is larger than we can count exactly`,
      });
      return z.NEVER;
    });
  return alternative ? z.union([text, alternative.pipe(text)]) : text;
}

const show = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
