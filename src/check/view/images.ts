import { containersOf } from './containers';
import type { Field } from './field';
import type { PodView } from './pod-spec';

/** One image that a pod pulls. */
export interface ImageUse {
  /** What pulls it: `container "api"`, `volume "models"`. */
  readonly title: string;
  readonly field: Field;
}

/** Every image that a pod pulls: those of its containers and those that it mounts as volumes. */
export function imagesOf(pod: PodView): ImageUse[] {
  const volumes = pod.spec.get('volumes').items();
  return [
    ...containersOf(pod).map(({ title, field }) => ({ title, field: field.get('image') })),
    ...volumes
      .filter((volume) => volume.get('image').exists)
      .map((volume) => ({
        title: `volume ${JSON.stringify(volume.get('name').text())}`,
        field: volume.get('image', 'reference'),
      })),
  ];
}
