import { writeSummary } from './summary';

/** After all tests: what was looked at, for people. */
export default function showSummary(): void {
  process.stdout.write(`\n${writeSummary()}\n`);
}
