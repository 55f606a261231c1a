import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asset } from '../../src/constructs/assets';

const directory = join(__dirname, '../../assets');

test.each(['scripts', 'desktop', 'home'])('every file under assets/%s comes out as it is', (folder) => {
  const names = readdirSync(join(directory, folder));
  expect(names).not.toEqual([]);
  for (const name of names)
    expect(asset(`${folder}/${name}`)).toBe(readFileSync(join(directory, folder, name), 'utf8'));
});

test('a file that is not there is an error that names it', () => {
  expect(() => asset('scripts/none.sh')).toThrow(/none\.sh/);
});
