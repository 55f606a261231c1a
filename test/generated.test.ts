import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GENERATED } from '../scripts/generated';

test.each(GENERATED)('$file is what `npm run generate` writes', ({ file, content }) => {
  expect(readFileSync(join(__dirname, '..', file), 'utf8')).toBe(content());
});
