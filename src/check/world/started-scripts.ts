import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { mountedFolders } from './mounted-files';
import type { WorldPod } from './pods';
import type { World } from './world';

/** A script of a ConfigMap that a container starts. */
export interface StartedScript {
  readonly pod: WorldPod;
  /** How messages name the container. */
  readonly title: string;
  readonly field: Field;
  /** Path in the container. */
  readonly name: string;
  readonly text: string;
  /** Texts of all files that the container mounts: what the script may call. */
  readonly texts: readonly string[];
}

/** Scripts that the commands and arguments of containers name. */
export const startedScripts = (world: World): StartedScript[] =>
  world.pods.flatMap((pod) =>
    containersOf(pod.view).flatMap(({ title, field }) => {
      const folders = mountedFolders(world, pod.view, field, pod.namespace);
      const texts = folders.flatMap((folder) => [...folder.texts.values()]);
      const words = ['command', 'args'].flatMap((list) => field.get(list).items()).map((word) => word.text() ?? '');
      return words.flatMap((name) => {
        const folder = folders.find(({ path }) => name.startsWith(`${path}/`));
        const text = folder?.texts.get(name.slice(folder.path.length + 1));
        // Other files that a command names are read by the program itself, in a language of its own.
        const isScript = text !== undefined && (name.endsWith('.sh') || text.startsWith('#!'));
        return !isScript ? [] : [{ pod, title, field, name, text, texts }];
      });
    }),
  );
