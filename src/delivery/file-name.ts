import { createHash } from 'node:crypto';
import type { KubeObject } from '../manifest';

/** Leaves room for the hash and the ending in the 255 bytes that file systems allow. */
const LONGEST = 200;

/**
 * A file name per object: `<kind>.<namespace>.<name>.yaml`, in lower case, so that objects differ on every file system.
 *
 * A name that is too long, has other characters than `a-z0-9.-`, or is taken by a second object, ends in `_` and a hash
 * of the object's identity; `_` occurs nowhere else, so no object can take the name of another.
 */
export function fileNames(objects: readonly KubeObject[]): ReadonlyMap<KubeObject, string> {
  const plain = objects.map(({ kind, metadata: { namespace, name } }) =>
    [kind, ...(namespace ? [namespace] : []), name].join('.').toLowerCase(),
  );
  const uses = new Map<string, number>();
  for (const name of plain) uses.set(name, (uses.get(name) ?? 0) + 1);
  return new Map(
    objects.map((object, index) => {
      const name = plain[index] ?? '';
      const isSafe = /^[a-z][a-z0-9.-]*$/.test(name) && name.length <= LONGEST && uses.get(name) === 1;
      return [object, `${isSafe ? name : `${shortened(name)}_${hashOf(object)}`}.yaml`];
    }),
  );
}

const shortened = (name: string) => name.replace(/[^a-z0-9.-]/g, '-').slice(0, LONGEST);

function hashOf({ apiVersion, kind, metadata: { namespace, name } }: KubeObject): string {
  const identity = JSON.stringify([apiVersion, kind, namespace ?? null, name]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 12);
}
