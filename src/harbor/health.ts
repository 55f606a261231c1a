import { setTimeout as pause } from 'node:timers/promises';
import { UsageError } from '../errors';
import { fieldsOf, listOf, textOf } from './answer';
import type { HarborApi } from './api';

/**
 * Waits until every part of a Harbor is well, as it is some minutes after a start.
 *
 * @param seconds how long
 * @param interval milliseconds between two looks. @default 5000
 * @throws {UsageError} naming what is not well when the time is over
 */
export async function waitUntilHealthy(api: HarborApi, seconds: number, interval = 5_000): Promise<void> {
  let ill = 'it does not answer';
  for (let waited = 0; waited <= seconds * 1000; waited += interval) {
    try {
      const answer = await api.send('GET', 'health', undefined, [401]);
      const { status, components } = fieldsOf(answer.body);
      // A wrong password is no illness: whoever asks next is told.
      if (status === 'healthy' || answer.status === 401) return;
      const names = listOf(components).filter((one) => one.status !== 'healthy');
      ill = `not well: ${names.map(({ name }) => textOf(name)).join(', ') || 'it does not say what'}`;
    } catch (error) {
      ill = error instanceof UsageError ? (error.problems[0]?.fact ?? error.title) : (error as Error).message;
    }
    await pause(interval);
  }
  throw new UsageError(`${api.host}: is not ready after ${seconds} seconds`, [
    { fact: ill, act: 'Look at the pods of Harbor' },
  ]);
}
