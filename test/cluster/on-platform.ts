import type { Plan } from '../../src/plan/plan';
import type { ControlPlane } from './launch/control-plane';
import { startPlatform } from './platform-on';
import { SessionService } from './session-service';

/** A site's platform on a control plane of its own, for the tests of the suite around it. */
export interface OnPlatform {
  readonly plan: Plan;
  /** @throws before the suite has started */
  readonly plane: ControlPlane;
  /** @throws before the suite has started */
  readonly service: SessionService;
}

/** Starts the platform before the tests of the surrounding suite, and ends it after them. */
export function onPlatform(plan: Plan): OnPlatform {
  let started: { plane: ControlPlane; service: SessionService } | undefined;
  beforeAll(async () => {
    const plane = await startPlatform(plan);
    started = { plane, service: await SessionService.connect(plane, plan) };
  });
  afterAll(() => started?.plane.stop());
  const must = () => {
    if (!started) throw new Error('the platform has not started');
    return started;
  };
  return {
    plan,
    get plane() {
      return must().plane;
    },
    get service() {
      return must().service;
    },
  };
}
