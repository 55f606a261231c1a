import { type Problem, UsageError } from '../errors';
import { secretDefinition } from '../kube/definitions';
import { groupOf, targetId } from '../kube/reference';
import {
  type ChartRelease,
  type KubeObject,
  type ManagedSecret,
  type Manifest,
  type Manifests,
  objectName,
} from '../manifest';
import type { Ordered } from './order';

/** A manifest, a managed secret or a chart, and what must exist before it. */
export type Deliverable = Ordered &
  (
    | { readonly manifest: Manifest; readonly secret?: never; readonly chart?: never }
    | { readonly secret: ManagedSecret; readonly manifest?: never; readonly chart?: never }
    | { readonly chart: ChartRelease; readonly manifest?: never; readonly secret?: never }
  );

/**
 * All that an engine delivers: manifests, managed secrets and charts in one graph.
 *
 * What no engine could deliver is a {@link UsageError}: an id or an object that comes twice, and a workload with
 * `replicas` under a HorizontalPodAutoscaler, because every delivery would then undo what the autoscaler did.
 */
export function graphOf({ site, manifests, secrets, charts = [] }: Manifests): readonly Deliverable[] {
  const problems = [
    ...twice([...manifests, ...secrets, ...charts].map(({ id }) => [id, `the construct path "${id}"`])),
    ...twice([
      ...manifests.map(({ object }) => [identity(object), objectName(object)] as const),
      ...secrets.map(
        (secret) => [targetId(secretDefinition(secret)), `Secret ${secret.namespace}/${secret.name}`] as const,
      ),
    ]),
    ...twice(charts.map(({ namespace, name }) => [`${namespace}/${name}`, `the release ${namespace}/${name}`])),
    ...scaledTwice(manifests),
  ];
  if (problems.length > 0) throw new UsageError(`site "${site}": its objects cannot be delivered`, problems);
  return [
    ...manifests.map((manifest) => ({ id: manifest.id, dependsOn: manifest.dependsOn, manifest })),
    ...secrets.map((secret) => ({ id: secret.id, dependsOn: secret.dependsOn, secret })),
    ...charts.map((chart) => ({ id: chart.id, dependsOn: chart.dependsOn, chart })),
  ];
}

const identity = ({ apiVersion, kind, metadata: { namespace, name } }: KubeObject) =>
  targetId({ group: groupOf(apiVersion), kind, name, ...(namespace === undefined ? {} : { namespace }) });

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
    const { apiVersion = '', kind, name } = object.spec?.scaleTargetRef ?? {};
    const workload = workloads.get(identity({ apiVersion, kind, metadata: { ...object.metadata, name } }));
    if (workload?.spec?.replicas === undefined) return [];
    const fact = `it states spec.replicas, and ${objectName(object)} sets them too`;
    return [{ path: objectName(workload), fact, act: 'Leave spec.replicas out.' }];
  });
}
