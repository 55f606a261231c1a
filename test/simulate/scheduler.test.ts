import { amounts } from '../../src/plan/amounts';
import type { Demand } from '../../src/simulate/demand';
import { vectorOf } from '../../src/simulate/demand';
import { NodeRoom } from '../../src/simulate/node-room';
import { Random } from '../../src/simulate/random';
import { Scheduler } from '../../src/simulate/scheduler';
import { Session } from '../../src/simulate/session';

const size = (cpu: number) => ({
  ...amounts(() => 0),
  cpu,
  memory: cpu * 2 ** 20,
  pods: 1,
});
const demand = (index: number, cpu: number): Demand => ({
  index,
  type: 'headless',
  team: 0,
  priority: 0,
  request: vectorOf(size(cpu)),
  open: [true],
});
const [small, large] = [demand(0, 1000), demand(1, 3000)];
const scheduler = (nodes: number, cpu: number) => {
  const room = { ...size(cpu), pods: 10 };
  const group = { pool: 'a', count: nodes, labels: {}, taints: [], room, free: room };
  const choice = { order: 'spread', byPool: true } as const;
  const placed: Session[] = [];
  const rooms = new NodeRoom([group], ['a'], [small, large], choice, new Random(1));
  return { placed, scheduler: new Scheduler(rooms, (session) => placed.push(session)) };
};
let count = 0;
const session = (of: Demand, asked: number) => Object.assign(new Session(of, count++, asked), { pool: 0 });

test('pods that wait have their turn in the order in which they came, whenever they were asked for', () => {
  const { placed, scheduler: one } = scheduler(1, 3000);
  const runs = session(large, 0);
  one.add(runs);
  one.settle();
  // The queue let in the one that was asked for last first; both wait for the node.
  const [first, second] = [session(large, 2), session(large, 1)];
  for (const waits of [first, second]) one.add(waits);
  one.settle();
  expect(placed).toEqual([runs]);
  one.end(runs);
  one.settle();
  expect(placed).toEqual([runs, first]);
});

test('whose pod is known to have come first is first', () => {
  const { placed, scheduler: one } = scheduler(1, 3000);
  const [second, first] = [7, 4].map((turn) => Object.assign(session(large, 0), { turn })) as [Session, Session];
  const last = session(large, 0);
  for (const waits of [second, first, last]) one.add(waits);
  for (const _ of [0, 1, 2]) {
    one.settle();
    one.end(placed.at(-1) as Session);
  }
  expect(placed).toEqual([first, second, last]);
});

test('of nodes that are equally good a session gets the one that it is wished, and no worse one', () => {
  const { scheduler: one } = scheduler(3, 4000);
  const wished = Object.assign(session(large, 0), { wish: 2 });
  one.add(wished);
  one.settle();
  expect(wished.node).toBe(2);
  // A node with less left is a worse one, so this wish is not heard.
  const other = Object.assign(session(small, 1), { wish: 2 });
  one.add(other);
  one.settle();
  expect(other.node).not.toBe(2);
});
