import { type Manifest, objectName } from '../../src/manifest';
import { type Break, type Path, set, textsOf, withObject, withText } from './break';
import { isReference, type Leaf } from './references';
import { templateLeaves } from './template-leaves';

/** References in the fields of an object. */
export function fieldBreaks(manifest: Manifest): Break[] {
  const { kind } = manifest.object;
  return leaves(manifest.object, [])
    .filter(({ leaf }) => isReference({ ...leaf, kind }))
    .map(({ leaf, path }) => ({
      title: `${objectName(manifest.object)} ${leaf.path} = ${leaf.value}`,
      sort: `${kind} ${leaf.path}`,
      apply: (platform) => withObject(platform, manifest, (object) => set(object, path, another(leaf.value))),
    }));
}

/** References in the session files of a ConfigMap. */
export function templateBreaks(manifest: Manifest): Break[] {
  return textsOf(manifest).flatMap(([name, text]) => {
    const kind = /^(launch|service|ingress)-.*\.yaml$/.exec(name)?.[1];
    if (kind === undefined) return [];
    return templateLeaves(text)
      .filter((leaf) => isReference({ ...leaf, kind }))
      .map((leaf) => ({
        title: `${name} ${leaf.path} = ${leaf.value}`,
        sort: `${kind} ${leaf.path}`,
        apply: (platform) =>
          withText(
            platform,
            manifest,
            name,
            leaf.with(String(another(/^\d+$/.test(leaf.value) ? Number(leaf.value) : leaf.value))),
          ),
      }));
  });
}

function leaves(value: unknown, path: Path): { leaf: Omit<Leaf, 'kind'>; path: Path }[] {
  if (typeof value === 'object' && value !== null) {
    const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
    return keys.flatMap((key) => leaves((value as Record<string | number, unknown>)[key], [...path, key]));
  }
  // Files of ConfigMaps are texts, and broken as such.
  if (path[0] === 'data' || path[0] === 'binaryData') return [];
  const shown = path.map((key) => (typeof key === 'number' ? '[]' : key)).join('.');
  return [{ leaf: { path: shown, value: value as Leaf['value'] }, path }];
}

/** Any other value of the same type. */
function another(value: Leaf['value']): Leaf['value'] {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return value === 'true' ? 'false' : `${value}x`;
}
