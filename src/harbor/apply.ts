import { type Action, idOf, type Session } from './action';
import { HarborError } from './harbor-error';

/** What became of one action. */
export interface Outcome {
  readonly action: Action;
  readonly result: 'done' | 'failed' | 'skipped';
  /** Why it was not done. */
  readonly reason?: string;
}

/**
 * Does what was planned, one after the other. An action that Harbor refuses is told once, what needs it is left out, and
 * everything else goes on; run again, a new plan takes up what is left.
 *
 * @param each is told what became of each action, at once
 * @throws {UsageError} when Harbor cannot be reached any more
 */
export async function applyActions(
  actions: readonly Action[],
  session: Session,
  each: (outcome: Outcome) => void = () => {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const missing = new Set<string>();
  for (const action of actions) {
    const lacks = action.needs.find((one) => missing.has(idOf(one)));
    const outcome: Outcome = lacks
      ? { action, result: 'skipped', reason: `it needs ${idOf(lacks)}` }
      : await attempt(action, session);
    // What could not be created is missing; what could not be changed is still there.
    if (outcome.result !== 'done' && action.verb === 'create') missing.add(idOf(action.object));
    outcomes.push(outcome);
    each(outcome);
  }
  return outcomes;
}

async function attempt(action: Action, session: Session): Promise<Outcome> {
  try {
    await action.run(session);
    return { action, result: 'done' };
  } catch (error) {
    if (!(error instanceof HarborError)) throw error;
    return { action, result: 'failed', reason: error.message };
  }
}
