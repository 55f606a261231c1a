import type { KubeObject } from '../../manifest';

/** A place that names a kind together with its API version: the object itself, or a reference in it. */
export interface ApiUse {
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: string;
}

const known = new WeakMap<KubeObject, readonly ApiUse[]>();

/** Every API version that an object names, its own first. */
export function apiUsesOf(object: KubeObject): readonly ApiUse[] {
  const before = known.get(object);
  if (before) return before;
  const uses: ApiUse[] = [];
  visit(object, '');
  known.set(object, uses);
  return uses;

  function visit(value: unknown, path: string): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, `${path}[${index}]`);
      return;
    }
    const { apiVersion, kind } = value as Record<string, unknown>;
    const at = path && `${path}.`;
    if (typeof apiVersion === 'string' && typeof kind === 'string') {
      uses.push({ apiVersion, kind, path: `${at}apiVersion` });
    }
    for (const [key, child] of Object.entries(value)) visit(child, at + key);
  }
}
