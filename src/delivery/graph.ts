import { type Problem, UsageError } from '../errors';
import { type KubeObject, type ManagedSecret, type Manifest, type Manifests, objectName } from '../manifest';
import type { Ordered } from './order';

/** A manifest or a managed secret with everything that must exist before it. */
export type Deliverable = Ordered &
  (
    | { readonly manifest: Manifest; readonly secret?: never }
    | { readonly secret: ManagedSecret; readonly manifest?: never }
  );

/**
 * All that an engine delivers, with the edges that Kubernetes implies added to the declared ones: an object follows its
 * Namespace, a custom resource follows its CustomResourceDefinition.
 *
 * What no engine could deliver is a {@link UsageError}: an id or an object that comes twice, and a workload with
 * `replicas` under a HorizontalPodAutoscaler, because every delivery would then undo what the autoscaler did.
 */
export function graphOf({ site, manifests, secrets }: Manifests): readonly Deliverable[] {
  const problems = [
    ...twice([...manifests, ...secrets].map(({ id }) => [id, `the construct path "${id}"`])),
    ...twice([
      ...manifests.map(({ object }) => [identity(object), objectName(object)] as const),
      ...secrets.map(({ namespace, name }) => [`/Secret/${namespace}/${name}`, `Secret ${namespace}/${name}`] as const),
    ]),
    ...scaledTwice(manifests),
  ];
  if (problems.length > 0) throw new UsageError(`site "${site}": its objects cannot be delivered`, problems);

  const namespaces = new Map<string, string>();
  const definitions = new Map<string, string>();
  for (const { id, object } of manifests) {
    if (object.apiVersion === 'v1' && object.kind === 'Namespace') namespaces.set(object.metadata.name, id);
    if (object.kind === 'CustomResourceDefinition') {
      definitions.set(`${object.spec?.group}/${object.spec?.names?.kind}`, id);
    }
  }
  const edges = (declared: readonly string[], ...implied: (string | undefined)[]) => [
    ...new Set([...declared, ...implied.filter((id) => id !== undefined)]),
  ];
  return [
    ...manifests.map((manifest) => {
      const { apiVersion, kind, metadata } = manifest.object;
      const definition = definitions.get(`${groupOf(apiVersion)}/${kind}`);
      const dependsOn = edges(manifest.dependsOn, namespaces.get(metadata.namespace ?? ''), definition);
      return { id: manifest.id, dependsOn, manifest };
    }),
    ...secrets.map((secret) => ({
      id: secret.id,
      dependsOn: edges(secret.dependsOn, namespaces.get(secret.namespace)),
      secret,
    })),
  ];
}

const groupOf = (apiVersion: string) => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');

/** What the API server takes for the same object, whatever the version. */
const identity = ({ apiVersion, kind, metadata }: KubeObject) =>
  `${groupOf(apiVersion)}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;

function twice(entries: readonly (readonly [key: string, name: string])[]): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const [key, name] of entries) {
    if (seen.has(key))
      problems.push({ path: name, fact: 'it is declared twice', act: 'Give one of them another name.' });
    seen.add(key);
  }
  return problems;
}

function scaledTwice(manifests: readonly Manifest[]): Problem[] {
  const workloads = new Map(manifests.map(({ object }) => [identity(object), object]));
  return manifests.flatMap(({ object }): Problem[] => {
    if (object.kind !== 'HorizontalPodAutoscaler') return [];
    const target = object.spec?.scaleTargetRef ?? {};
    const key = `${groupOf(target.apiVersion ?? '')}/${target.kind}/${object.metadata.namespace ?? ''}/${target.name}`;
    const workload = workloads.get(key);
    if (workload?.spec?.replicas === undefined) return [];
    const fact = `it states spec.replicas, and ${objectName(object)} sets them too`;
    return [{ path: objectName(workload), fact, act: 'Leave spec.replicas out.' }];
  });
}
