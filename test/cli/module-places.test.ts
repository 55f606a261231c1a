import { placeInModule } from '../../src/cli/module-places';

/** The text of the line from the place on. */
function at(source: string, path: string): string | undefined {
  const place = placeInModule(source, true, path);
  return place && source.split('\n')[place.line - 1]?.slice(place.column - 1);
}

const SOURCE = `import { shared } from './shared';
import type { Pool } from 'x';
const text = \`a { brace and \${[1, { pools: 2 }].length} more\`;
const base = { name: 'a', 'two words': 1 };
const taints: Array<{ key: string }> = [{ key: 'one' }, { key: 'two' }];
function pools(): Pool { return { wrong: 1 }; }
const gpu = { nodes: 3, taints } satisfies Pool;
const circle = { ...circle, circle };
export default defineSite({
  ...base,
  ...shared,
  pools: { cpu: { nodes: 1, labels: { "a b": 'x', 'c.d': 'y' } }, gpu, other: shared.pool },
  'quoted': { deep: (({ a: 1 })) },
  circle,
});
`;

test.each([
  ['pools', 'pools: {'],
  ['pools.cpu.nodes', 'nodes: 1, labels'],
  ['pools.cpu.labels["a b"]', `"a b": 'x'`],
  ['pools.cpu.labels["c.d"]', `'c.d': 'y'`],
  ['quoted.deep.a', 'a: 1 }'],
  // Through names of the same file, and out of a spread.
  ['pools.gpu.nodes', 'nodes: 3'],
  ['pools.gpu.taints[1].key', `key: 'two'`],
  ['["two words"]', `'two words': 1`],
  ['name', `name: 'a'`],
  // What stands in another file, or nowhere: the nearest above.
  ['pools.other.nodes', 'other: shared'],
  ['pools.cpu.gpus.count', 'cpu: {'],
  ['pools.gpu.taints[7].key', 'taints } satisfies'],
  ['circle.circle.circle.x', 'circle };'],
])('%s is written at: %s', (path, text) => {
  expect(at(SOURCE, path)?.slice(0, text.length)).toBe(text);
});

test.each(['login', 'toString', '[0]', 'rules[0]', ''])('%j is nowhere', (path) => {
  expect(at(SOURCE, path)).toBeUndefined();
});

test.each([
  'module.exports = { a: 1 };',
  'export = { a: 1 };',
  'const x = { a: 1 };\nexport default x;',
  'export default f(g({ a: 1 }));',
])('whatever way it is exported: %s', (source) => {
  expect(at(source, 'a')).toMatch(/^a: 1/);
});

test('of a program whose value is made by code: nowhere', () => {
  expect(placeInModule('export default (() => { const a = 1; return { a }; })();', true, 'a')).toBeUndefined();
});
