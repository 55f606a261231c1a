import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rules } from '../../policies';

const root = join(__dirname, '..', '..');
const folders = readdirSync(join(root, 'policies'), { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && entry.name !== 'node_modules',
);
const files = folders.flatMap(({ name: topic }) =>
  readdirSync(join(root, 'policies', topic)).map((file) => ({ topic, id: basename(file, '.ts'), file })),
);

test('rules are found at all', () => {
  expect(files.length).toBeGreaterThan(10);
});

test('every file below policies/ is one rule of the list, under its own name and topic', () => {
  const names = (list: readonly { topic: string; id: string }[]) =>
    list.map(({ topic, id }) => `${topic}/${id}`).sort();
  expect(names(rules)).toEqual(names(files));
});

test.each(files)('$topic/$id is tested with valid and invalid cases', ({ topic, id }) => {
  const path = join(root, 'test', 'policies', `${id}.test.ts`);
  expect(existsSync(path)).toBe(true);
  const text = readFileSync(path, 'utf8');
  const [, name] = new RegExp(`import \\{ (\\w+) \\} from '\\.\\./\\.\\./policies/${topic}/${id}'`).exec(text) ?? [];
  // `ruleTable` itself refuses a table without valid or invalid cases.
  expect(text).toContain(`ruleTable(${name}, {`);
});

test.each(rules.map((rule) => [rule.id, rule] as const))('%s says why and what to do, to a stranger', (id, rule) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  for (const sentence of [rule.why, rule.fix]) expect(sentence).toMatch(/^[A-Z\d].{15,}[.)]$/);
  expect(rule.source).not.toBe('');
});
