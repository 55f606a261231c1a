import { groupKind } from '../../kube/reference';
import { Field } from '../view/field';
import { selects } from '../view/label-selector';
import type { WorldPod } from './pods';
import type { World, WorldObject } from './world';

/** The monitors by which Prometheus is told whom to ask. */
export const monitorsOf = (world: World): WorldObject[] =>
  world.delivered.filter(({ object }) => groupKind(object) === 'monitoring.coreos.com/PodMonitor');

/** Pods that Prometheus asks because of a monitor. */
export function podsOfMonitor(world: World, { object }: WorldObject): WorldPod[] {
  const spec = Field.of(object).get('spec');
  const namespaces = spec.get('namespaceSelector', 'matchNames').items();
  return world.pods.filter(
    ({ namespace, labels }) =>
      namespaces.some((one) => one.text() === namespace) && selects(spec.get('selector'), labels),
  );
}
