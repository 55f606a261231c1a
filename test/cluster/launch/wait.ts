import { setTimeout as sleep } from 'node:timers/promises';

/** What no waiting can mend. */
export class Hopeless extends Error {}

/**
 * Waits until `check` answers something, and returns it.
 *
 * @throws {Error} saying what did not come, and the last reason that `check` threw
 */
export async function until<T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  { seconds = 30, every = 100 }: { seconds?: number; every?: number } = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (let reason: unknown; ; ) {
    try {
      const answer = await check();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      reason = error;
    }
    if (Date.now() > deadline) {
      throw new Error(`after ${seconds} s still not: ${what}${reason ? `\n${String(reason)}` : ''}`);
    }
    await sleep(every);
  }
}
