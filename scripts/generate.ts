// Writes every file that is generated from the sources: `npm run generate`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED } from './generated';

for (const { file, content } of GENERATED) writeFileSync(join(__dirname, '..', file), content());
