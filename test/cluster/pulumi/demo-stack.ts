import type { SiteInput } from '../../../src/config/site';
import demo from '../../../stacks/demo';
import { planOf } from '../../sites/sites';
import { ControlPlane, NOTHING_RUNS } from '../launch/control-plane';
import { provide } from '../launch/provided';
import { Workspace } from './workspace';

/** What the tests of a file have. */
export interface DemoStack {
  readonly site: SiteInput;
  /** @throws before the tests have started */
  readonly plane: ControlPlane;
  /** Of this test alone. @throws before it has started */
  readonly stack: Workspace;
}

/** A control plane on which nothing runs for the tests of a file, and for each of them a stack of the smallest site. */
export function demoStack(): DemoStack {
  let plane: ControlPlane | undefined;
  let stack: Workspace | undefined;
  beforeAll(async () => {
    plane = await ControlPlane.start(NOTHING_RUNS);
    await provide(plane, planOf(demo));
  });
  afterAll(() => plane?.stop());
  beforeEach(async () => {
    stack = await Workspace.create(plane as ControlPlane, 'demo');
  });
  afterEach(() => stack?.remove());
  const must = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('the tests have not started');
    return one;
  };
  return {
    site: demo,
    get plane() {
      return must(plane);
    },
    get stack() {
      return must(stack);
    },
  };
}
