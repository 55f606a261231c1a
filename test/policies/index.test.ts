import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rules } from '../../policies/index';
import { casesOf, type Shown } from './cases-of';

const folder = join(__dirname, '..', '..', 'policies');
const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
  .flatMap(({ name: topic }) =>
    readdirSync(join(folder, topic)).map((file) => ({
      topic,
      id: basename(file, '.ts'),
      path: join(folder, topic, file),
    })),
  );

test('every file below policies/ is one rule of the list, under its own name and topic', () => {
  const names = (list: readonly { topic: string; id: string }[]) =>
    list.map(({ topic, id }) => `${topic}/${id}`).sort();
  expect(files.length).toBeGreaterThan(10);
  expect(names(rules)).toEqual(names(files));
});

const shown = new Map<string, Shown>();
for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.test.ts'),
)) {
  for (const [rule, { valid, invalid }] of casesOf(join(__dirname, file))) {
    const before = shown.get(rule);
    shown.set(rule, { valid: valid || before?.valid === true, invalid: invalid || before?.invalid === true });
  }
}

test.each(files)('$topic/$id is tested with valid and invalid cases', ({ id, path }) => {
  const exported = Object.entries(require(path) as Record<string, { id?: string }>).find(([, rule]) => rule.id === id);
  expect(exported && shown.get(exported[0])).toEqual({ valid: true, invalid: true });
});

test.each(rules.map((rule) => [rule.id, rule] as const))('%s says why and what to do, to a stranger', (id, rule) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  for (const sentence of [rule.why, rule.fix]) expect(sentence).toMatch(/^[A-Z\d].{15,}[.)]$/);
  expect(rule.source).not.toBe('');
});
