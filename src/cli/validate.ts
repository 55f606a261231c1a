import { budgetTable } from './budget-table';
import { defineCommand, SITES, VERBOSE } from './command';
import { EXIT } from './io';
import { loadSites } from './load-site';

/** Reads and plans sites, and says what is wrong with them. */
export const validate = defineCommand<{ verbose?: true }>({
  description: 'Judges site files: keys, units, names, contradictions. Prints nothing when all is well.',
  arguments: [SITES],
  options: [VERBOSE],
  examples: [
    { line: 'validate stacks/keck.ts', does: 'one site' },
    { line: 'validate stacks/*.ts -v', does: 'all sites, and where their capacity goes' },
    { line: 'validate - < keck.yaml', does: 'YAML from standard input' },
  ],
  async run(files, { verbose }, io) {
    for (const { file, site, plan } of await loadSites(files, io)) {
      if (verbose) io.stdout.write(`${file}: site "${site.name}" is valid\n${budgetTable(plan)}`);
    }
    return EXIT.clean;
  },
});
