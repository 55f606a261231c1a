import type { Field } from '../view/field';
import { environmentOf } from './environment';
import { mountedFolders } from './mounted-files';
import type { WorldPod } from './pods';
import type { World } from './world';

/** A text in which a container may name files, hosts or variables, and where it stands. */
export interface ContainerText {
  readonly text: string;
  /** A path of the object, or of a file in the container. */
  readonly path: string;
}

const COMMANDS = [
  ['command'],
  ['args'],
  ['livenessProbe', 'exec', 'command'],
  ['readinessProbe', 'exec', 'command'],
  ['startupProbe', 'exec', 'command'],
  ['lifecycle', 'postStart', 'exec', 'command'],
  ['lifecycle', 'preStop', 'exec', 'command'],
];

/** Everything that a container is told: its commands, its variables, and the files of ConfigMaps that it mounts. */
export const textsOf = (world: World, pod: WorldPod, container: Field): ContainerText[] => [
  ...COMMANDS.flatMap((keys) => container.get(...keys).items()).map((item) => ({
    text: item.text() ?? '',
    path: item.path,
  })),
  ...[...environmentOf(container).values()].map(({ value = '', field: { path } }) => ({ text: value, path })),
  ...mountedFolders(world, pod.view, container, pod.namespace).flatMap(({ path, texts }) =>
    [...texts].map(([name, text]) => ({ text, path: `${path}/${name}` })),
  ),
];
