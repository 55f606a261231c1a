import fc from 'fast-check';
import { layersOf, type Ordered } from '../../src/delivery/order';
import { UsageError } from '../../src/errors';

const node = (id: string, ...dependsOn: string[]): Ordered => ({ id, dependsOn });
const ids = (layers: readonly (readonly Ordered[])[]) => layers.map((layer) => layer.map(({ id }) => id));

test('puts each member into the earliest layer after all that it depends on, in the order given', () => {
  const members = [
    node('app', 'db', 'ns'),
    node('other'),
    node('db', 'claim', 'ns'),
    node('claim', 'ns'),
    node('ns'),
    node('page', 'ns'),
  ];
  expect(ids(layersOf(members))).toEqual([['other', 'ns'], ['claim', 'page'], ['db'], ['app']]);
  expect(layersOf([])).toEqual([]);
  expect(ids(layersOf([node('b', 'a', 'a'), node('a')]))).toEqual([['a'], ['b']]);
});

test('names the ring', () => {
  const members = [
    node('far', 'x'),
    node('x', 'free', 'c'),
    node('free'),
    node('a', 'b'),
    node('b', 'free', 'c'),
    node('c', 'a'),
  ];
  expect(() => layersOf(members)).toThrow(
    new UsageError('the objects cannot be ordered', [
      { fact: 'these depend on each other in a ring: c → a → b → c', act: 'Remove one of these dependencies.' },
    ]),
  );
  expect(() => layersOf([node('me', 'me')])).toThrow('in a ring: me → me');
});

test('names what does not exist', () => {
  expect(() => layersOf([node('a', 'nobody')])).toThrow('a: it depends on "nobody", which does not exist.');
});

test('a layer is one more than the deepest dependency, for any graph (property)', () => {
  const graph = fc
    .array(fc.array(fc.nat(), { maxLength: 6 }), { maxLength: 40 })
    .map((edges) =>
      edges.map((targets, index) =>
        node(`n${index}`, ...(index === 0 ? [] : targets.map((target) => `n${target % index}`))),
      ),
    );
  fc.assert(
    fc.property(graph, fc.infiniteStream(fc.nat()), (members, numbers) => {
      const shuffled = members
        .map((member) => ({ member, at: numbers.next().value }))
        .sort((a, b) => a.at - b.at)
        .map((x) => x.member);
      const layers = layersOf(shuffled);
      const depth = new Map(layers.flatMap((layer, index) => layer.map(({ id }) => [id, index])));
      expect(depth.size).toBe(members.length);
      for (const { id, dependsOn } of members) {
        expect(depth.get(id)).toBe(Math.max(-1, ...dependsOn.map((other) => depth.get(other) ?? Number.NaN)) + 1);
      }
      for (const layer of layers) {
        const places = layer.map((member) => shuffled.indexOf(member));
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }
    }),
    { seed: 20261120 },
  );
});

test('stays linear: ten thousand members in a line, in layers of a hundred, and in layers where each needs all before', () => {
  const count = 10_000;
  const line = Array.from({ length: count }, (_, index) =>
    index === 0 ? node('0') : node(`${index}`, `${index - 1}`),
  );
  const wide = Array.from({ length: count }, (_, index) =>
    node(
      `${index}`,
      ...(index < 100 ? [] : Array.from({ length: 100 }, (_, other) => `${index - (index % 100) - 100 + other}`)),
    ),
  );
  const start = process.hrtime.bigint();
  expect(layersOf(line.reverse())).toHaveLength(count);
  expect(layersOf(wide)).toHaveLength(count / 100);
  // A million edges; an exponential or quadratic walk does not end within minutes.
  expect(Number(process.hrtime.bigint() - start) / 1e9).toBeLessThan(10);
});
