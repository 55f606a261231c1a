import { groupKind } from '../../kube/reference';
import { Field } from '../view/field';
import { hasLabels } from '../view/label-selector';
import { namespaceOf, type WorldPod } from './pods';
import type { World, WorldObject } from './world';

/** The Services of a platform, those of its sessions and of operators included. */
export const servicesOf = (world: World): WorldObject[] =>
  [...world.objects, ...world.operated].filter(({ object }) => groupKind(object) === '/Service');

/** Pods to which a Service hands connections on; none where it has no selector. */
export function podsBehind(world: World, service: WorldObject): WorldPod[] {
  const selector = Field.of(service.object).get('spec', 'selector');
  if (!selector.exists) return [];
  return world.pods.filter(
    ({ namespace, labels }) => namespace === namespaceOf(service) && hasLabels(selector, labels),
  );
}
