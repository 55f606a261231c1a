import { type Amounts, amounts, NOTHING, plus, RESOURCES } from '../../../src/plan/amounts';
import type { Situation } from '../../../src/plan/fit';
import { declaredNodes, type NodeGroup } from '../../../src/plan/nodes';
import { poolOrder, SimulatedCluster } from '../../../src/simulate/cluster';
import { type Demand, demandOf } from '../../../src/simulate/demand';
import { Random } from '../../../src/simulate/random';
import { Session } from '../../../src/simulate/session';
import type { Scenario } from './scenario';
import type { RealSession } from './watched';

/**
 * The simulation of a scenario, beside the cluster: it is told the same, and must come to the same. What the cluster
 * decides by chance (the order of ids, that in which pods of sessions let in together come to the scheduler, nodes with
 * equal scores) it is told.
 */
export class Shadow {
  private readonly pools: readonly string[];
  private readonly nodes: readonly NodeGroup[];
  private readonly demands: readonly Demand[];
  private readonly cluster: SimulatedCluster;
  private readonly sessions = new Map<string, Session>();

  constructor(
    private readonly scenario: Scenario,
    /** Names of the nodes, in the order of the simulation. */
    private readonly names: readonly string[],
  ) {
    const { plan, kinds } = scenario;
    this.nodes = declaredNodes(plan);
    this.pools = poolOrder(plan);
    this.demands = kinds.map((kind, index) => ({ index, ...demandOf(plan, kind, this.pools, this.nodes) }));
    this.cluster = new SimulatedCluster(
      plan,
      { pools: this.pools, nodes: this.nodes, demands: this.demands, random: new Random(scenario.seed) },
      { admitted: () => {}, placed: () => {}, stopped: () => {} },
    );
  }

  ask(name: string, kind: number, { created, uid }: Pick<RealSession, 'created' | 'uid'>): void {
    const tie = Number.parseInt(uid.replaceAll('-', '').slice(0, 12), 16);
    const session = new Session(this.demands[kind] as Demand, this.sessions.size, created, tie);
    this.sessions.set(name, session);
    this.cluster.ask(session);
  }

  end(name: string): void {
    const session = this.sessions.get(name);
    if (!session) throw new Error(`there is no session ${name}`);
    this.sessions.delete(name);
    this.cluster.end(session);
  }

  /** Everything that can happen now happens; of nodes that are equally good it takes those of the cluster. */
  settle(real: ReadonlyMap<string, RealSession> = new Map()): void {
    for (const [name, session] of this.sessions) {
      const found = real.get(name);
      session.wish = this.names.indexOf(found?.node ?? '');
      session.turn = found?.turn ?? -1;
    }
    this.cluster.settle(0);
  }

  /** What has become of a session. */
  state(name: string): 'runs' | 'let in' | 'waits' {
    const session = this.sessions.get(name);
    if (!session) throw new Error(`there is no session ${name}`);
    return stateOf(session.admittedAt >= 0, session.node >= 0);
  }

  /** In what the cluster came to something else; empty when it did not. */
  differences(real: ReadonlyMap<string, RealSession>): string[] {
    const differences: string[] = [];
    for (const [name, session] of this.sessions) {
      const found = real.get(name);
      const here = this.state(name);
      const there = found ? stateOf(found.admitted, found.node !== undefined) : 'missing';
      if (here !== there)
        differences.push(`${name} (kind ${session.demand.index}): ${here} here, ${there} on the cluster`);
    }
    return differences;
  }

  /** Sessions that run elsewhere than here. */
  elsewhere(real: ReadonlyMap<string, RealSession>): string[] {
    return [...this.sessions].flatMap(([name, { node }]) => {
      const there = real.get(name)?.node;
      return node >= 0 && there !== undefined && there !== this.names[node]
        ? [`${name}: ${this.names[node]} here, ${there} on the cluster`]
        : [];
    });
  }

  /** Takes over what the cluster decided by chance. */
  adopt(real: ReadonlyMap<string, RealSession>): void {
    for (const [name, session] of this.sessions) {
      const found = real.get(name);
      if (!found) continue;
      if (session.admittedAt >= 0) session.admittedAt = found.admittedAt;
      if (session.node < 0 || found.node === undefined) continue;
      const node = this.names.indexOf(found.node);
      if (node === session.node) continue;
      this.cluster.nodes.give(session.node, session.demand.request);
      this.cluster.nodes.take(node, session.demand.request);
      session.node = node;
    }
    this.cluster.reorder();
  }

  /** The state of the cluster as `fit` is given it. */
  situation(): Situation {
    const usage: Record<string, Record<string, Amounts>> = {};
    for (const { demand, pool } of this.sessions.values()) {
      const team = this.scenario.plan.queues?.teams[demand.team]?.team;
      const name = this.pools[pool];
      if (team === undefined || name === undefined) continue;
      usage[team] ??= {};
      const of = usage[team];
      of[name] = plus(of[name] ?? NOTHING, amountsOf(demand));
    }
    let node = 0;
    // Real nodes are one each.
    const nodes = this.pools.flatMap((pool) =>
      this.nodes
        .filter((group) => group.pool === pool)
        .flatMap((group) =>
          Array.from({ length: group.count }, () => {
            const at = node++;
            const free = amounts((resource) => this.cluster.nodes.left(at, RESOURCES.indexOf(resource)));
            return { ...group, count: 1, free };
          }),
        ),
    );
    return { nodes, usage };
  }
}

const stateOf = (admitted: boolean, placed: boolean) => (placed ? 'runs' : admitted ? 'let in' : 'waits');

const amountsOf = ({ request }: Demand): Amounts =>
  amounts((resource) => request[RESOURCES.indexOf(resource)] as number);
