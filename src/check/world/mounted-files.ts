import type { Field } from '../view/field';
import { type PodView, volumesOf } from '../view/pod-spec';
import type { World } from './world';

/** A folder of a container that holds nothing but files of ConfigMaps and Secrets. */
export interface MountedFolder {
  /** Absolute path in the container. */
  readonly path: string;
  /** Names of its files; `undefined` where nobody can know all of them. */
  readonly files: ReadonlySet<string> | undefined;
  /** Texts of those of its files that are known, by name; `*` stands for each secret value in them. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What a volume puts into a folder. */
interface Content {
  readonly files: Set<string>;
  readonly texts: Map<string, string>;
  complete: boolean;
}

// By pod and path of the container: many rules ask for the same folders.
const known = new WeakMap<PodView, Map<string, readonly MountedFolder[]>>();

/** The folders that a container mounts from ConfigMaps and Secrets. */
export function mountedFolders(
  world: World,
  pod: PodView,
  container: Field,
  namespace: string,
): readonly MountedFolder[] {
  const ofPod = known.get(pod) ?? new Map<string, readonly MountedFolder[]>();
  known.set(pod, ofPod);
  const folders = ofPod.get(container.path) ?? foldersOf(world, pod, container, namespace);
  ofPod.set(container.path, folders);
  return folders;
}

function foldersOf(world: World, pod: PodView, container: Field, namespace: string): MountedFolder[] {
  const volumes = volumesOf(pod.spec);
  return container
    .get('volumeMounts')
    .items()
    .flatMap((mount) => {
      const path = mount.get('mountPath').text();
      const volume = volumes.get(mount.get('name').text());
      if (path === undefined || volume === undefined || mount.get('subPath').exists) return [];
      const content = contentOf(world, volume, namespace);
      if (!content) return [];
      return [{ path, files: content.complete ? content.files : undefined, texts: content.texts }];
    });
}

function contentOf(world: World, volume: Field, namespace: string): Content | undefined {
  const content: Content = { files: new Set(), texts: new Map(), complete: true };
  const configMap = volume.get('configMap');
  const secret = volume.get('secret');
  const projected = volume.get('projected');
  if (configMap.exists) addFiles(world, content, configMap, 'ConfigMap', 'name', namespace);
  else if (secret.exists) addFiles(world, content, secret, 'Secret', 'secretName', namespace);
  else if (projected.exists) {
    for (const source of projected.get('sources').items()) {
      if (source.get('configMap').exists) {
        addFiles(world, content, source.get('configMap'), 'ConfigMap', 'name', namespace);
      } else if (source.get('secret').exists) {
        addFiles(world, content, source.get('secret'), 'Secret', 'name', namespace);
      } else content.complete = false; // tokens and the like, whose names are paths of their own
    }
  } else return undefined;
  return content;
}

function addFiles(
  world: World,
  content: Content,
  source: Field,
  kind: 'ConfigMap' | 'Secret',
  nameField: string,
  namespace: string,
): void {
  const name = source.get(nameField).text() ?? '';
  const keys = world.find({ group: '', kind, namespace, name })?.keys;
  const items = source.get('items').items();
  const paths: [key: string, path: string][] =
    items.length > 0
      ? items.map((item) => [item.get('key').text() ?? '', item.get('path').text() ?? ''])
      : [...(keys ?? [])].map((key) => [key, key]);
  if (items.length === 0 && keys === undefined) content.complete = false;
  for (const [key, path] of paths) {
    content.files.add(path);
    const text = kind === 'ConfigMap' ? world.configText(namespace, name, key) : world.secretText(namespace, name, key);
    if (text !== undefined) content.texts.set(path, text);
  }
}
