import { containersOf } from '../view/containers';
import { mountedFolders } from './mounted-files';
import type { WorldPod } from './pods';
import { propertyLines } from './properties';
import type { World } from './world';

/** One line of a properties file that a program reads. */
export interface Property {
  readonly pod: WorldPod;
  /** Name of the file, e.g. `cavern.properties`. */
  readonly file: string;
  /** Where it is in the container. */
  readonly path: string;
  readonly key: string;
  readonly value: string;
}

const known = new WeakMap<World, readonly Property[]>();

/** Everything that stands in properties files which pods of the platform mount. */
export function propertiesOfPods(world: World): readonly Property[] {
  const found = known.get(world) ?? world.pods.filter(({ maker }) => maker.file === undefined).flatMap(read(world));
  known.set(world, found);
  return found;
}

const read = (world: World) => (pod: WorldPod) =>
  containersOf(pod.view).flatMap(({ field }) =>
    mountedFolders(world, pod.view, field, pod.namespace).flatMap(({ path, texts }) =>
      [...texts]
        .filter(([file]) => file.endsWith('.properties'))
        .flatMap(([file, text]) =>
          propertyLines(file, text).map(
            ({ key, value = '' }): Property => ({ pod, file, path: `${path}/${file}`, key, value }),
          ),
        ),
    ),
  );
