import { cpSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The command line as a person has it who installed the package: bundle and launcher, no sources beside them. */
export function installedProgram(folder: string): string {
  for (const file of ['bin', 'dist/cli', 'package.json']) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  return join(folder, 'bin/astroplatform.js');
}
