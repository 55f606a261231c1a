import { buildAll } from './launch/binaries';
import { endWithNpm } from './launch/end-with-npm';
import { forgetFacts } from './summary';

/** Before all tests: programs that are not in the cache yet are built here, where nobody waits with a timeout. */
export default async function buildOnce(): Promise<void> {
  endWithNpm();
  forgetFacts();
  await buildAll();
}
