import { type Answer, type Question, wouldFit } from '../../../src/plan/fit';
import type { Api } from '../launch/api';
import type { Scenario, Step } from './scenario';
import { Shadow } from './shadow';
import type { Staged } from './stage';
import type { RealSession } from './watched';

/** A disagreement with the cluster. */
export interface Disagreement {
  readonly seed: number;
  readonly by: 'closed form' | 'simulation';
  readonly at: string;
  readonly what: string;
}

/** Sessions of the first kind that are asked for at once, at most: enough to fill these nodes. */
const MOST = 14;

/** What happened in a step, and what the cluster made of it. */
interface Round {
  readonly ended: readonly string[];
  readonly asked: readonly { readonly name: string; readonly kind: number; readonly as: Asked }[];
  readonly real: Real;
}
type Asked = Pick<RealSession, 'created' | 'uid'>;
type Real = ReadonlyMap<string, RealSession>;

/** One scenario on the cluster, step by step, with the closed form and the simulation beside it. */
export class Rehearsal {
  readonly disagreements: Disagreement[] = [];
  /** What was compared; `moved` are those that run on another node. */
  readonly compared = { sessions: 0, admitted: 0, placed: 0, pending: 0, answers: 0, moved: 0 };
  private readonly scenario: Scenario;
  private readonly history: Round[] = [];
  private readonly first: Answer;
  private readonly burst: number;
  private asked = 0;
  /** Those that have not been ended. */
  private readonly open: number[] = [];
  private done = false;
  /** What the closed form said of the session that was just asked for. */
  private expected: { readonly name: string; readonly answer: Answer } | undefined;
  /** Asked for and ended since the last look. */
  private fresh: { readonly name: string; readonly kind: number }[] = [];
  private ended: string[] = [];

  constructor(private readonly staged: Staged) {
    this.scenario = staged.scenario;
    this.first = wouldFit(this.scenario.plan, this.scenario.kinds[0] as Question);
    this.burst = Math.min(MOST, this.letIn + 2);
  }

  /** Steps that it takes. */
  get length(): number {
    return 1 + this.scenario.steps.length;
  }

  /** Asks for so many sessions of the first kind that they do not all get in, while the queues are still closed. */
  async begin(api: Api): Promise<void> {
    for (let count = 0; count < this.burst; count++) await this.ask(api, 0);
  }

  /** Does a step: the first opens the queues. */
  async step(api: Api, index: number): Promise<void> {
    if (this.done || index >= this.length) return;
    if (index === 0) return this.staged.open();
    const step = this.scenario.steps[index - 1] as Step;
    if ('ask' in step) {
      const kind = this.scenario.kinds[step.ask] as Question;
      const answer = wouldFit(this.scenario.plan, kind, this.played(this.history).situation());
      this.expected = { name: this.key(this.asked), answer };
      await this.ask(api, step.ask);
    } else if (this.scenario.plan.queues) {
      // Without queues a Job whose pod was refused by the quota tries again in its own time, minutes later.
      const [session] = this.open.splice(step.end % Math.max(1, this.open.length), 1);
      if (session === undefined) return;
      const jobs = `/apis/batch/v1/namespaces/${this.staged.namespace}/jobs`;
      await api.must('DELETE', `${jobs}/s${session}?propagationPolicy=Background`);
      this.ended.push(this.key(session));
    }
  }

  /** Whether the cluster has come to what is expected of it. */
  agrees(all: Real, index: number): boolean {
    return this.done || index >= this.length || this.judge(this.round(all), index).length === 0;
  }

  /** Compares with what the cluster has come to, and goes on from there. */
  look(all: Real, index: number): void {
    if (this.done || index >= this.length) return;
    const round = this.round(all);
    this.disagreements.push(...this.judge(round, index));
    this.done = this.disagreements.length > 0;
    const sessions = [...round.real.values()];
    const placed = sessions.filter(({ node }) => node !== undefined).length;
    this.compared.sessions += sessions.length;
    this.compared.admitted += sessions.filter(({ admitted }) => admitted).length;
    this.compared.placed += placed;
    this.compared.pending += sessions.length - placed;
    this.compared.answers += index === 0 || this.answerCounts ? 1 : 0;
    this.compared.moved += this.settled(round).elsewhere(round.real).length;
    this.history.push(round);
    this.expected = undefined;
    this.fresh = [];
    this.ended = [];
  }

  private round(all: Real): Round {
    const { queues } = this.scenario.plan;
    const real = new Map([...all].filter(([key]) => key.startsWith(`${this.staged.namespace}/`)));
    const fresh = this.fresh.map((one) => ({ ...one, found: real.get(one.name) ?? MISSING }));
    // Without queues the Job controller makes the pods, many at a time: which of them meet the quota first is chance.
    if (!queues) fresh.sort((a, b) => Number(b.found.admitted) - Number(a.found.admitted));
    const before = this.history.reduce((sum, { asked }) => sum + asked.length, 0);
    const asked = fresh.map(({ name, kind, found }, index) => ({
      name,
      kind,
      as: queues ? found : { ...found, created: before + index },
    }));
    return { ended: this.ended, asked, real };
  }

  /** The simulation after all of these. */
  private played(rounds: readonly Round[]): Shadow {
    const shadow = new Shadow(this.scenario, this.staged.nodes);
    for (const round of rounds) {
      play(shadow, round);
      shadow.adopt(round.real);
    }
    return shadow;
  }

  /** The simulation after a step, before it takes over what the cluster decided by chance. */
  private settled(round: Round): Shadow {
    const shadow = this.played(this.history);
    play(shadow, round);
    return shadow;
  }

  private judge(round: Round, index: number): Disagreement[] {
    const at = index === 0 ? `${this.burst} of kind 0` : JSON.stringify(this.scenario.steps[index - 1]);
    const found: Disagreement[] = [];
    const disagree = (by: Disagreement['by'], what: string) =>
      found.push({ seed: this.scenario.seed, by, at: `step ${index}, ${at}`, what });
    const shadow = this.settled(round);
    const differences = shadow.differences(round.real);
    if (differences.length > 0) disagree('simulation', differences.join('; '));
    if (index === 0) this.judgeBurst(round.real, disagree);
    else this.judgeAnswer(round.real, disagree);
    const elsewhere = shadow.elsewhere(round.real);
    if (this.scenario.plan.queues?.topology && elsewhere.length > 0) disagree('simulation', elsewhere.join('; '));
    return found;
  }

  private judgeBurst(real: Real, disagree: (by: 'closed form', what: string) => void): void {
    const sessions = [...real.values()];
    const placed = sessions.filter(({ node }) => node !== undefined).length;
    const admitted = sessions.filter((one) => one.admitted).length;
    const { runs } = this;
    if (placed !== runs) disagree('closed form', `${runs} of ${this.burst} run, and ${placed} do on the cluster`);
    if (this.scenario.plan.queues && admitted !== Math.min(this.burst, this.letIn))
      disagree('closed form', `${this.letIn} let in, ${admitted} on the cluster`);
  }

  private judgeAnswer(real: Real, disagree: (by: 'closed form', what: string) => void): void {
    if (!this.expected || !this.answerCounts) return;
    const { name, answer } = this.expected;
    const runs = real.get(name)?.node !== undefined;
    if (runs !== (answer.verdict === 'fits'))
      disagree('closed form', `${answer.verdict}, but it ${runs ? 'runs' : 'does not run'}`);
  }

  /** Whoever may stop others starts although `fit`, which stops nobody, says that it waits. */
  private get answerCounts(): boolean {
    return this.expected !== undefined && this.scenario.plan.queues?.preempt === 'never';
  }

  /** Sessions of the first kind that the closed form says run, when more than enough are asked for. */
  private get placeable(): number {
    return this.first.pools.reduce((sum, { now }) => sum + now, 0);
  }

  /** Those of the first that run: without a look at nodes, queues fill the quota of one pool before they try the next. */
  private get runs(): number {
    const { queues } = this.scenario.plan;
    if (!queues || queues.topology) return Math.min(this.burst, this.placeable);
    let [left, runs] = [this.burst, 0];
    for (const { pool } of queues.flavours) {
      const { admitted = 0, now = 0 } = this.first.pools.find((one) => one.pool === pool) ?? {};
      const letIn = Math.min(left, admitted);
      left -= letIn;
      runs += Math.min(letIn, now);
    }
    return runs;
  }

  /** Those that it says are let in. */
  private get letIn(): number {
    const { pools } = this.first;
    if (!this.scenario.plan.queues || this.scenario.plan.queues.topology) return this.placeable;
    return pools.reduce((sum, { admitted = 0 }) => sum + admitted, 0);
  }

  private async ask(api: Api, kind: number): Promise<void> {
    const name = this.key(this.asked);
    this.open.push(this.asked);
    await api.create(this.staged.job(kind, `s${this.asked++}`));
    this.fresh.push({ name, kind });
  }

  private key(session: number): string {
    return `${this.staged.namespace}/s${session}`;
  }
}

/** One that the cluster does not show yet. */
const MISSING: RealSession = { created: -1, uid: '0', admitted: false, admittedAt: -1, turn: -1, node: undefined };

function play(shadow: Shadow, { ended, asked, real }: Round): void {
  for (const { name, kind, as } of asked) shadow.ask(name, kind, as);
  for (const name of ended) shadow.end(name);
  shadow.settle(real);
}
