import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../policies/index';

const page = readFileSync(join(__dirname, '../../docs/capacity.md'), 'utf8');
const rows = [...page.matchAll(/^\| (?<check>[QKG]\d.*?) \| (?<held>.*) \|$/gm)].map(({ groups }) => groups ?? {});

test('the page says of every cross-check of sizes, queues and GPUs what holds it', () => {
  const ids = (letter: string, count: number) => Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
  const told = rows.flatMap(({ check = '' }) => check.match(/\b[QKG]\d+\b/g) ?? []);
  expect(told.sort()).toEqual([...ids('Q', 10), ...ids('K', 20), ...ids('G', 8)].sort());
});

test('every rule that it names exists', () => {
  const named = rows.flatMap(({ held = '' }) =>
    [...held.matchAll(/rules? ((?:`[\w-]+`(?:, )?)+)/g)].flatMap(([, list = '']) => list.match(/[\w-]+/g) ?? []),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(rules.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
});
