import { definitionsOf } from '../../src/kube/definitions';
import { targetId, targetName } from '../../src/kube/reference';
import { readReferences } from '../../src/kube/references';
import type { KubeObject } from '../../src/manifest';
import type { Plan } from '../../src/plan/plan';
import type { Api } from './launch/api';

/**
 * What an object names and the cluster does not have yet. Names that the site leaves to others inside its own namespaces
 * do not count: nobody can bring them before those namespaces exist.
 */
export async function missingFor(api: Api, object: KubeObject, { provides }: Plan): Promise<string[]> {
  const elsewhere = new Set([...provides.secrets, ...provides.claims]);
  const own = new Set(definitionsOf(object).map(targetId));
  const missing: string[] = [];
  for (const reference of readReferences(object).references) {
    if (reference.later || reference.optional || own.has(targetId(reference))) continue;
    if (elsewhere.has(`${reference.namespace}/${reference.name}`)) continue;
    if (!(await api.has(reference))) missing.push(`${reference.path} names ${targetName(reference)}`);
  }
  return missing;
}

/** Plays the operators: makes the Secrets that an ExternalSecret or a Certificate asks for, with made-up values. */
export async function fill(api: Api, object: KubeObject): Promise<void> {
  const [, ...made] = definitionsOf(object);
  for (const { kind, namespace, name, keys } of made) {
    if (kind !== 'Secret') continue;
    const stringData = Object.fromEntries([...(keys ?? [])].map((key) => [key, 'made up']));
    const metadata = { name, ...(namespace && { namespace }) };
    await api.apply({ apiVersion: 'v1', kind, metadata, stringData }, { manager: 'operator' });
  }
}
