import { type KubeObject, objectName } from '../../src/manifest';
import type { Api } from './launch/api';

/** Uid of each object that is there: what stays the same however it changes, and not when it is made again. */
export async function identities(api: Api, objects: readonly KubeObject[]): Promise<Readonly<Record<string, string>>> {
  const pairs = objects.map(async (object) => [objectName(object), (await api.get(object))?.metadata.uid]);
  return Object.fromEntries((await Promise.all(pairs)).filter(([, uid]) => uid !== undefined));
}

/** Names of the objects that are not there. */
export async function absent(api: Api, objects: readonly KubeObject[]): Promise<readonly string[]> {
  const there = await identities(api, objects);
  return objects.map(objectName).filter((name) => !(name in there));
}
