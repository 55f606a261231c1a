import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const pages = ['AGENTS.md', 'README.md', ...readdirSync(join(root, 'docs')).map((page) => `docs/${page}`)];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const folders = [root, join(root, page, '..')];
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside);

  test('names files and folders that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target = '']) => target);
    const paths = code.filter((inside) =>
      /^(?:src|test|policies|stacks|scripts|docs|schema|assets|bin|\.ci)\/[\w./-]+$/.test(inside),
    );
    const missing = [...links, ...paths].filter((path) => !folders.some((folder) => existsSync(join(folder, path))));
    expect(missing).toEqual([]);
  });

  test('names commands that exist', () => {
    const commands = [...text.matchAll(/\bnpm (?:run )?(?:--\S+ )?(test|demo|local|generate|format|[\w-]+:[\w-]+)/g)];
    expect(commands.map(([, name = '']) => name).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
