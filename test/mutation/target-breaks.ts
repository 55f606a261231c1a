import type { PlatformSubject } from '../../src/check/rule';
import { targetId } from '../../src/kube/reference';
import { referencesOf } from '../../src/kube/references';
import { objectName } from '../../src/manifest';
import { type Break, renameKey, set, withObject, withSecret } from './break';

/** Things that somebody names, under another name: objects, managed secrets and their keys. */
export function targetBreaks({ manifests, secrets }: PlatformSubject): Break[] {
  const named = manifests.flatMap(({ object }) => referencesOf(object)).filter(({ optional }) => !optional);
  const ids = new Set(named.map(targetId));
  const ofObjects = manifests.flatMap((manifest): Break[] => {
    const { apiVersion, kind, metadata } = manifest.object;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const place = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
    if (!ids.has(targetId({ group, kind, name: metadata.name, ...place }))) return [];
    return [
      {
        title: `the name of ${objectName(manifest.object)}`,
        sort: `name ${kind}`,
        apply: (platform) =>
          withObject(platform, manifest, (object) => set(object, ['metadata', 'name'], `${metadata.name}x`)),
      },
    ];
  });
  const ofSecrets = secrets.flatMap((secret): Break[] => {
    const { namespace, name } = secret;
    const id = targetId({ group: '', kind: 'Secret', namespace, name });
    const keys = new Set(named.filter((one) => targetId(one) === id).flatMap(({ key }) => key ?? []));
    return [
      {
        title: `the name of Secret ${namespace}/${name}`,
        sort: 'name Secret',
        apply: (platform) => withSecret(platform, secret, { name: `${name}x` }),
      },
      ...[...keys].map((key) => ({
        title: `the key ${key} of Secret ${namespace}/${name}`,
        sort: 'key Secret',
        apply: (platform: PlatformSubject) => withSecret(platform, secret, { keys: renameKey(secret.keys, key) }),
      })),
    ];
  });
  return [...ofObjects, ...ofSecrets];
}
