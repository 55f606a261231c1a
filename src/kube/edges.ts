import type { ChartRelease, ManagedSecret, Manifest } from '../manifest';
import { definitionsOf, secretDefinition } from './definitions';
import { groupKind, groupOf, targetId } from './reference';
import { referencesOf } from './references';
import { Spot } from './spot';

/**
 * What must exist first: for each manifest, managed secret and chart, the ids of those whose objects it names.
 *
 * A workload follows the ConfigMaps, Secrets, claims, ServiceAccount, PriorityClass and Namespace that it names; a
 * custom resource its CustomResourceDefinition, or the chart that defines its kind; a claim its volume, not the volume
 * its claim. Selectors order nothing.
 *
 * @returns ids in the order of the manifests; an empty list for what depends on nothing of ours
 */
export function edgesOf(
  manifests: readonly Manifest[],
  secrets: readonly ManagedSecret[],
  charts: readonly ChartRelease[] = [],
): Map<string, readonly string[]> {
  const makers = new Map<string, string>();
  for (const { id, object } of manifests) {
    for (const [index, definition] of definitionsOf(object).entries()) {
      const key = targetId(definition);
      // What stands there as an object of its own comes before what a controller makes.
      if (index === 0 || !makers.has(key)) makers.set(key, id);
    }
  }
  for (const secret of secrets) makers.set(targetId(secretDefinition(secret)), secret.id);
  const definers = crds(manifests);

  const brought = new Map(charts.flatMap(({ id, apis }) => apis.map((api) => [groupOf(api), id])));

  const edges = new Map<string, readonly string[]>();
  const inNamespace = (namespace: string) => makers.get(targetId({ group: '', kind: 'Namespace', name: namespace }));
  for (const { id, namespace } of charts) edges.set(id, present([inNamespace(namespace)], id));
  // An engine may have an operator make a managed secret from a store.
  const stores = manifests.filter(({ object }) => STORES.has(groupKind(object))).map(({ id }) => id);
  const operator = brought.get(SECRETS_GROUP);
  for (const { id, namespace } of secrets) edges.set(id, present([inNamespace(namespace), operator, ...stores], id));
  for (const { id, object } of manifests) {
    const named = referencesOf(object)
      .filter(({ later }) => !later)
      .map((reference) => makers.get(targetId(reference)));
    const definer = definers.get(groupKind(object)) ?? brought.get(groupOf(object.apiVersion));
    edges.set(id, present([definer, ...named], id));
  }
  return edges;
}

const SECRETS_GROUP = 'external-secrets.io';
const STORES = new Set([`${SECRETS_GROUP}/ClusterSecretStore`, `${SECRETS_GROUP}/SecretStore`]);

/** Ids of the CustomResourceDefinitions, by group and kind of what they define. */
function crds(manifests: readonly Manifest[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { id, object } of manifests) {
    if (groupKind(object) !== 'apiextensions.k8s.io/CustomResourceDefinition') continue;
    const spec = new Spot(object, '', []).get('spec');
    found.set(`${spec.get('group').text()}/${spec.get('names', 'kind').text()}`, id);
  }
  return found;
}

const present = (ids: readonly (string | undefined)[], self: string) => [
  ...new Set(ids.filter((id): id is string => id !== undefined && id !== self)),
];
