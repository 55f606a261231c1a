import { UsageError } from '../errors';
import { type Action, idOf, type Session } from './action';
import { HarborError } from './harbor-error';

/** What became of one action. */
export interface Outcome {
  readonly action: Action;
  readonly result: 'done' | 'failed' | 'skipped';
  /** Why it was not done. */
  readonly reason?: string;
}

/** Actions that may fail with 5xx in a row. */
const FAILURES = 3;

/**
 * Does what was planned, one after the other. An action that Harbor refuses is told once, what needs it is left out, and
 * everything else goes on; run again, a new plan takes up what is left.
 *
 * @param each is told what became of each action, at once
 * @throws {UsageError} when Harbor cannot be reached any more, or fails several times in a row
 */
export async function applyActions(
  actions: readonly Action[],
  session: Session,
  each: (outcome: Outcome) => void = () => {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const missing = new Set<string>();
  let failures = 0;
  for (const action of actions) {
    const lacks = action.needs.find((one) => missing.has(idOf(one)));
    const error = lacks ? undefined : await attempt(action, session);
    const outcome: Outcome = lacks
      ? { action, result: 'skipped', reason: `it needs ${idOf(lacks)}` }
      : error
        ? { action, result: 'failed', reason: error.message }
        : { action, result: 'done' };
    // What could not be created is missing; what could not be changed is still there.
    if (outcome.result !== 'done' && action.verb === 'create') missing.add(idOf(action.object));
    outcomes.push(outcome);
    each(outcome);
    // Each of these was tried for half a minute. One can be a defect of Harbor; more are a Harbor that is down.
    if (!lacks) failures = error && error.status >= 500 ? failures + 1 : 0;
    if (error && failures >= FAILURES)
      throw new UsageError(`${session.api.host}: does not work`, [
        { fact: error.message, act: 'Run the command again when it does; it goes on where it stopped' },
      ]);
  }
  return outcomes;
}

/** Why Harbor refused, if it did. */
async function attempt(action: Action, session: Session): Promise<HarborError | undefined> {
  try {
    await action.run(session);
    return undefined;
  } catch (error) {
    if (error instanceof HarborError) return error;
    throw error;
  }
}
