import { groupKind } from '../../kube/reference';
import { Field } from '../view/field';
import type { World, WorldObject } from './world';

/** A LimitRange of the namespace of the sessions. */
export interface SessionLimits {
  readonly one: WorldObject;
  readonly limits: Field;
}

/** LimitRanges of the namespace of the sessions. */
export const limitRangesOf = (world: World): SessionLimits[] =>
  world.delivered
    .filter(
      ({ object }) => groupKind(object) === '/LimitRange' && object.metadata.namespace === world.service?.sessions,
    )
    .map((one) => ({ one, limits: Field.of(one.object).get('spec', 'limits') }));
