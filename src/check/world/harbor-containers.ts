import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { parseImageReference } from '../view/image-reference';
import type { WorldPod } from './pods';
import type { World } from './world';

/** The program of each image of Harbor, without which its container ends at once (goharbor/harbor:make/photon). */
export const HARBOR_PROGRAMS: Readonly<Record<string, string>> = {
  'harbor-core': '/harbor/harbor_core',
  'harbor-jobservice': '/harbor/harbor_jobservice',
  'harbor-exporter': '/harbor/harbor_exporter',
  'harbor-registryctl': '/home/harbor/harbor_registryctl',
  'registry-photon': '/usr/bin/registry_DO_NOT_USE_GC',
  'trivy-adapter-photon': '/home/scanner/bin/scanner-trivy',
};

/** One container of a part of Harbor. */
export interface HarborContainer {
  /** Last part of the name of its image. */
  readonly image: string;
  readonly pod: WorldPod;
  readonly field: Field;
}

/** Containers of a platform that run a part of Harbor, by their images. */
export const harborContainers = (world: World): HarborContainer[] =>
  world.pods.flatMap((pod) =>
    containersOf(pod.view).flatMap(({ field }): HarborContainer[] => {
      const image =
        parseImageReference(field.get('image').text() ?? '')
          ?.repository.split('/')
          .at(-1) ?? '';
      return image in HARBOR_PROGRAMS ? [{ image, pod, field }] : [];
    }),
  );
