import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { recipeOf } from '../../src/cli/repository-recipes';
import { Folder } from './fake-io';

const folder = new Folder();
afterAll(() => folder.remove());

test('one call searches a repository once', () => {
  folder.write('recipes/base/Dockerfile', 'FROM scratch\n');
  folder.write('recipes/tool/Dockerfile', 'FROM images.example.org/lab/base:1\n');
  const ask = (searched: Parameters<typeof recipeOf>[4]) =>
    recipeOf('images.example.org/lab/base:1', 'recipes/tool/Dockerfile', ['images.example.org'], folder.path, searched);
  const searched = new Map();
  expect(ask(searched)).toBe(join('recipes', 'base', 'Dockerfile'));
  rmSync(join(folder.path, 'recipes/base'), { recursive: true });
  expect(ask(searched)).toBe(join('recipes', 'base', 'Dockerfile'));
  expect(ask(new Map())).toBeUndefined();
});
