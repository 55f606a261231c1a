import type { Field } from '../view/field';
import { volumesOf } from '../view/pod-spec';
import type { WorldPod } from './pods';
import type { World } from './world';

/** One file that a container mounts by itself from a ConfigMap or Secret, into a folder with other files. */
export interface FileMount {
  /** Absolute path in the container. */
  readonly path: string;
  /** Key that the file is. */
  readonly key: string;
  /** Whether the ConfigMap or Secret has that key. */
  readonly exists: boolean;
  /** Its text, with `*` for each secret value; `undefined` where nobody here knows it. */
  readonly text: string | undefined;
  /** Where the key stands. */
  readonly field: Field;
}

/** The files that a container mounts one by one (`subPath`) from ConfigMaps and Secrets. */
export function fileMountsOf(world: World, { view, namespace }: WorldPod, container: Field): FileMount[] {
  const volumes = volumesOf(view.spec);
  return container
    .get('volumeMounts')
    .items()
    .flatMap((mount): FileMount[] => {
      const volume = volumes.get(mount.get('name').text());
      const path = mount.get('mountPath').text();
      const field = mount.get('subPath');
      const key = field.text();
      if (!volume || path === undefined || key === undefined) return [];
      const secret = volume.get('secret', 'secretName').text();
      const name = secret ?? volume.get('configMap', 'name').text();
      if (name === undefined) return [];
      const kind = secret === undefined ? 'ConfigMap' : 'Secret';
      const text =
        secret === undefined ? world.configText(namespace, name, key) : world.secretText(namespace, name, key);
      const keys = world.find({ group: '', kind, namespace, name })?.keys;
      return [{ path, key, exists: keys === undefined || keys.has(key), text, field }];
    });
}
