import type { Result } from '../rule';
import { oneLine } from './one-line';
import { inReadingOrder } from './reading-order';
import { about, listed, type Reporter, saying } from './reporter';

/** Annotations of GitHub Actions: one workflow command per finding. Findings that a waiver covers are left out. */
export const githubReport: Reporter = (results, options = {}) =>
  inReadingOrder(listed(results, options))
    .filter(({ verdict, waiver }) => waiver === undefined && (verdict === 'fail' || verdict === 'unknown'))
    .map((result) => `${command(result)}\n`)
    .join('');

function command(result: Result): string {
  const { rule, verdict, severity, place, fix } = result;
  const level = verdict === 'unknown' || severity === 'info' ? 'notice' : severity;
  const title = verdict === 'unknown' ? `${rule} (undecided)` : rule;
  const properties = { file: place?.file, line: place?.line, col: place?.column, title };
  const object = place?.path === undefined ? about(result) : `${about(result)} ${place.path}`;
  const lines = [`${object}: ${saying(result)}`, ...(fix === undefined ? [] : [`fix: ${fix}`])];
  const head = Object.entries(properties).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${property(oneLine(String(value)))}`],
  );
  // Breaks of our own; those of the message are shown as `\n`.
  return `::${level} ${head.join(',')}::${lines.map((line) => data(oneLine(line))).join('%0A')}`;
}

const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
