import { defineCommand } from './command';
import { EXIT } from './io';

/** Prints the JSON Schema of a site, for editors and other programs. */
export const schema = defineCommand({
  description: 'Prints the JSON Schema of a site, for editors and for other programs that write sites.',
  arguments: [],
  options: [],
  examples: [
    {
      line: 'schema > site.schema.json',
      does: 'a YAML site then begins: # yaml-language-server: $schema=site.schema.json',
    },
  ],
  async run(_args, _options, io) {
    const document: unknown = require('../../schema/site.schema.json');
    io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return EXIT.clean;
  },
});
