import type { KubeObject, ManagedSecret, Manifest } from '../../src/manifest';

/** An object with the least that it needs, for tests. */
export function object(apiVersion: string, kind: string, name: string, rest: Record<string, unknown> = {}): KubeObject {
  const [namespace, own] = name.includes('/') ? name.split('/') : [undefined, name];
  const { metadata, ...fields } = rest as { metadata?: Record<string, unknown> };
  return { apiVersion, kind, metadata: { name: own ?? '', ...(namespace && { namespace }), ...metadata }, ...fields };
}

/** A manifest whose id is `kind/name`. */
export const manifest = (object: KubeObject): Manifest => ({
  id: `${object.kind}/${object.metadata.name}`,
  capability: 'test',
  object,
  dependsOn: [],
  protect: false,
  renamedFrom: [],
});

/** A managed secret with these keys. */
export const managedSecret = (namespace: string, name: string, keys: readonly string[]): ManagedSecret => ({
  id: `ManagedSecret/${name}`,
  capability: 'test',
  namespace,
  name,
  type: 'Opaque',
  labels: {},
  keys: Object.fromEntries(keys.map((key) => [key, [`text of ${key}`]])),
  dependsOn: [],
});
