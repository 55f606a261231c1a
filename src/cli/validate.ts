import { UsageError } from '../errors';
import { budgetTable } from './budget-table';
import { defineCommand, OUTPUT, SITES, VERBOSE } from './command';
import { EXIT } from './io';
import { type ReadSites, readSites } from './load-site';
import type { ReportFormat } from './report-formats';

interface ValidateOptions {
  readonly output: ReportFormat;
  readonly verbose?: true;
}

/** Reads and plans sites, and says what is wrong with them. */
export const validate = defineCommand<ValidateOptions>({
  description:
    'Judges site files: keys, units, names, contradictions. As text it prints nothing when all is well; the other forms of the ' +
    'report have an entry for each mistake, at its place in the file.',
  arguments: [SITES],
  options: [OUTPUT, VERBOSE],
  examples: [
    { line: 'validate stacks/keck.ts', does: 'one site' },
    { line: 'validate stacks/*.ts -v', does: 'all sites, and where their capacity goes' },
    { line: 'validate stacks/*.ts -o github', does: 'annotations for a pull request' },
    { line: 'validate - < keck.yaml', does: 'YAML from standard input' },
  ],
  async run(files, { output, verbose }, io) {
    const read = await readSites(files, io);
    if (output !== 'text') io.stdout.write(report(read, output));
    const [first, ...others] = read.refused;
    if (first) throw UsageError.of([first, ...others]);
    // Beside a report that a program reads, people are told on standard error.
    const people = output === 'text' ? io.stdout : io.stderr;
    if (verbose)
      for (const { file, site, plan } of read.sites)
        people.write(`${file}: site "${site.name}" is valid\n${budgetTable(plan)}`);
    return EXIT.clean;
  },
});

function report({ sites, refused }: ReadSites, output: ReportFormat): string {
  // Loaded when a report is asked for: most calls print nothing.
  const { refusals, validityReport, valid } = require('./report-formats') as typeof import('./report-formats');
  return validityReport([...refused.flatMap(refusals), ...sites.map(({ file }) => valid(file))], output);
}
