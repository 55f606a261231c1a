import { type Answer, type Question, wouldFit } from '../../../src/plan/fit';
import type { Api } from '../launch/api';
import type { RealSession } from './cluster-state';
import type { Scenario, Step } from './scenario';
import { Shadow } from './shadow';
import type { Staged } from './stage';

/** A disagreement with the cluster. */
export interface Disagreement {
  readonly seed: number;
  readonly by: 'closed form' | 'simulation';
  readonly at: string;
  readonly what: string;
}

/** Sessions of the first kind that are asked for at once, at most: enough to fill these nodes. */
const MOST = 14;

/** One scenario on the cluster, step by step, with the closed form and the simulation beside it. */
export class Rehearsal {
  readonly disagreements: Disagreement[] = [];
  /** What was compared; `moved` are those that run on another node. */
  readonly compared = { sessions: 0, admitted: 0, placed: 0, pending: 0, answers: 0, moved: 0 };
  private readonly scenario: Scenario;
  private readonly shadow: Shadow;
  private readonly first: Answer;
  private readonly burst: number;
  private asked = 0;
  /** Those that the simulation knows. */
  private told = 0;
  /** Those that have not been ended. */
  private readonly open: number[] = [];
  private done = false;
  /** What the closed form said of the session that was just asked for. */
  private expected: { readonly name: string; readonly answer: Answer } | undefined;
  /** Asked for since the last look. */
  private fresh: { readonly name: string; readonly kind: number }[] = [];

  constructor(private readonly staged: Staged) {
    this.scenario = staged.scenario;
    this.shadow = new Shadow(this.scenario, staged.nodes);
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
      await this.ask(api, step.ask);
      const name = this.key(this.asked - 1);
      const kind = this.scenario.kinds[step.ask] as Question;
      this.expected = { name, answer: wouldFit(this.scenario.plan, kind, this.shadow.situation()) };
    } else if (this.scenario.plan.queues) {
      // Without queues a Job whose pod was refused by the quota tries again in its own time, minutes later.
      const [session] = this.open.splice(step.end % Math.max(1, this.open.length), 1);
      if (session === undefined) return;
      const jobs = `/apis/batch/v1/namespaces/${this.staged.namespace}/jobs`;
      await api.must('DELETE', `${jobs}/s${session}?propagationPolicy=Background`);
      this.shadow.end(this.key(session));
    }
  }

  /** Compares with what the cluster has come to. */
  look(all: ReadonlyMap<string, RealSession>, index: number): void {
    if (this.done || index >= this.length) return;
    const real = new Map([...all].filter(([key]) => key.startsWith(`${this.staged.namespace}/`)));
    const fresh = this.fresh.splice(0).map((one) => ({ ...one, found: must(real, one.name) }));
    // Without queues the Job controller makes the pods, many at a time: which of them meet the quota first is chance.
    if (!this.scenario.plan.queues) fresh.sort((a, b) => Number(b.found.admitted) - Number(a.found.admitted));
    for (const { name, kind, found } of fresh)
      this.shadow.ask(name, kind, this.scenario.plan.queues ? found : { ...found, created: this.told++ });
    this.shadow.settle(real);
    const at = index === 0 ? `${this.burst} of kind 0` : JSON.stringify(this.scenario.steps[index - 1]);
    const disagree = (by: Disagreement['by'], what: string) => {
      this.disagreements.push({ seed: this.scenario.seed, by, at: `step ${index}, ${at}`, what });
      this.done = true;
    };
    const sessions = [...real.values()];
    const placed = sessions.filter(({ node }) => node !== undefined).length;
    const admitted = sessions.filter((one) => one.admitted).length;
    this.compared.sessions += sessions.length;
    this.compared.admitted += admitted;
    this.compared.placed += placed;
    this.compared.pending += sessions.length - placed;
    const differences = this.shadow.differences(real);
    if (differences.length > 0) disagree('simulation', differences.join('; '));
    if (index === 0) this.lookAtBurst(admitted, placed, disagree);
    else this.lookAtAnswer(real, disagree);
    const elsewhere = this.shadow.elsewhere(real);
    this.compared.moved += elsewhere.length;
    if (this.scenario.plan.queues?.topology && elsewhere.length > 0) disagree('simulation', elsewhere.join('; '));
    this.shadow.adopt(real);
  }

  private lookAtBurst(admitted: number, placed: number, disagree: (by: 'closed form', what: string) => void): void {
    const atOnce = this.placeable;
    if (placed !== Math.min(this.burst, atOnce)) disagree('closed form', `${atOnce} at once, ${placed} run`);
    if (this.scenario.plan.queues && admitted !== Math.min(this.burst, this.letIn))
      disagree('closed form', `${this.letIn} let in, ${admitted} on the cluster`);
    this.compared.answers++;
  }

  private lookAtAnswer(
    real: ReadonlyMap<string, RealSession>,
    disagree: (by: 'closed form', what: string) => void,
  ): void {
    const { expected } = this;
    this.expected = undefined;
    const { plan } = this.scenario;
    // Whoever may stop others starts although `fit`, which stops nobody, says that it waits.
    if (!expected || !plan.queues || plan.queues.preempt !== 'never') return;
    this.compared.answers++;
    const runs = must(real, expected.name).node !== undefined;
    const { verdict } = expected.answer;
    if (runs !== (verdict === 'fits')) disagree('closed form', `${verdict}, but it ${runs ? 'runs' : 'does not run'}`);
  }

  /** Sessions of the first kind that the closed form says run, when more than enough are asked for. */
  private get placeable(): number {
    return this.first.pools.reduce((sum, { now }) => sum + now, 0);
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

function must(real: ReadonlyMap<string, RealSession>, name: string): RealSession {
  const found = real.get(name);
  if (!found) throw new Error(`the cluster has no session ${name}`);
  return found;
}
