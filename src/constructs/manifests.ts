import { ApiObject, App } from 'cdk8s';
import { type Construct, Node } from 'constructs';
import { edgesOf } from '../kube/edges';
import type { ChartRelease, KubeObject, Manifest, Manifests, ManagedSecret as Secret } from '../manifest';
import { BACKUP, backupText } from './backup';
import { HelmChart } from './helm-chart';
import { ManagedSecret } from './managed-secret';
import { capabilityOf, Resource } from './resource';

/**
 * Turns a construct tree into manifests: plain objects with the ids of what they depend on.
 *
 * Edges come from the references between the objects and from `node.addDependency`. The result depends on the tree
 * alone: `CDK8S_*` variables of the environment have no effect.
 *
 * @param site name of the site
 * @param options `disposable`: nothing is kept when it is taken away. @default false
 * @throws {Error} naming both when two objects have the same kind, namespace and name
 */
export function manifestsOf(root: Construct, site: string, { disposable = false } = {}): Manifests {
  const constructs = Node.of(root).findAll();
  const objects = constructs.filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  const secrets = constructs.filter(ManagedSecret.isManagedSecret);
  const bodies = withoutCdk8sVariables(() => objects.map((object) => object.toJson() as KubeObject));
  const keep = !disposable;
  const manifests = objects.map((object, index) => manifest(object, bodies[index] as KubeObject, keep));
  const declared = secrets.map((construct) => secret(construct, keep));
  const charts = constructs.filter(HelmChart.isHelmChart).map((one) => chart(one, keep));
  refuseTwins(manifests);
  const edges = edgesOf(manifests, declared, charts);
  const complete = <T extends { id: string; dependsOn: readonly string[] }>(one: T): T => ({
    ...one,
    dependsOn: [...new Set([...(edges.get(one.id) ?? []), ...one.dependsOn])],
  });
  return {
    site,
    manifests: manifests.map(complete),
    secrets: declared.map(complete),
    ...(charts.length > 0 && { charts: charts.map(complete) }),
  };
}

function manifest(construct: ApiObject, object: KubeObject, keep: boolean): Manifest {
  const id = Node.of(construct).path;
  const {
    protect = false,
    last = false,
    backup,
    renamedFrom = [],
  } = Resource.isResource(construct) ? construct.intent : {};
  return {
    id,
    capability: capabilityOf(construct),
    object: protect && keep && backup ? annotated(object, BACKUP, backupText(backup)) : object,
    dependsOn: explicit(construct),
    protect: protect && keep,
    ...(last && { last }),
    renamedFrom,
  };
}

const annotated = (object: KubeObject, key: string, text: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [key]: text } },
});

function secret(construct: ManagedSecret, keep: boolean): Secret {
  const id = Node.of(construct).path;
  const { namespace, name, keys, labels, type = 'Opaque', protect = false, renamedFrom } = construct.props;
  return {
    id,
    capability: capabilityOf(construct),
    namespace,
    name,
    type,
    labels: {
      'app.kubernetes.io/managed-by': 'astroplatform',
      'app.kubernetes.io/component': capabilityOf(construct),
      ...labels,
    },
    keys,
    dependsOn: explicit(construct),
    ...(protect && keep && { protect }),
    ...(renamedFrom && { renamedFrom }),
  };
}

const chart = (construct: HelmChart, keep: boolean): ChartRelease => ({
  id: Node.of(construct).path,
  capability: capabilityOf(construct),
  ...construct.props,
  dependsOn: explicit(construct),
  protect: keep,
});

/** Ids of everything inside what a construct, or one that holds it, was told to depend on. */
function explicit(construct: Construct): string[] {
  return Node.of(construct)
    .scopes.flatMap((scope) => Node.of(scope).dependencies)
    .flatMap((dependency) => Node.of(dependency).findAll())
    .filter((one) => one !== construct && isDelivered(one))
    .map((one) => Node.of(one).path);
}

const isDelivered = (one: unknown) =>
  ApiObject.isApiObject(one) || ManagedSecret.isManagedSecret(one) || HelmChart.isHelmChart(one);

function refuseTwins(objects: readonly Manifest[]): void {
  const seen = new Map<string, string>();
  for (const { id, object } of objects) {
    const { kind, apiVersion, metadata } = object;
    const key = [apiVersion.split('/').slice(0, -1), kind, metadata.namespace, metadata.name].join(' ');
    const twin = seen.get(key);
    if (twin !== undefined)
      throw new Error(`${twin} and ${id} are the same object: ${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
    seen.set(key, id);
  }
}

function withoutCdk8sVariables<T>(work: () => T): T {
  const saved = Object.entries(process.env).filter(([name]) => name.startsWith('CDK8S_'));
  for (const [name] of saved) delete process.env[name];
  try {
    return work();
  } finally {
    for (const [name, value] of saved) process.env[name] = value;
  }
}

/** An empty tree. */
export const newTree = (): App => new App();
