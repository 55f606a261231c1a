import { join } from 'node:path';
import type { Contender } from './measure';

const ROOT = join(__dirname, '../..');

/** What every command of Pulumi does before it asks anything: load the program as `cmd/run` of `@pulumi/pulumi` does. */
export const programContenders = (): Contender[] => [
  loaded('Pulumi program loaded', {}),
  loaded('Pulumi program loaded, through the TypeScript compiler', { swc: false }),
];

const loaded = (name: string, options: object): Contender => ({
  name,
  command: process.execPath,
  cwd: join(ROOT, 'stacks'),
  argv: [
    '--conditions=astroplatform:source',
    '--eval',
    `require('ts-node').register(${JSON.stringify({ project: '../tsconfig.pulumi.json', transpileOnly: true, ...options })});
    for (const file of ['cli/load-site', 'constructs/platform', 'delivery/pulumi', 'delivery/pulumi-harbor'])
      require('../src/' + file);`,
  ],
});
