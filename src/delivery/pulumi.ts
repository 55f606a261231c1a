import { Provider, type ProviderArgs } from '@pulumi/kubernetes/provider';
import * as pulumi from '@pulumi/pulumi';
import type { ChartRelease, KubeObject, ManagedSecret, Manifest, Manifests } from '../manifest';
import { edgesOver } from './barriers';
import { graphOf } from './graph';
import { type Identified, identityOf, parentsOf, typeToken } from './identity';
import { layersOf } from './order';
import { withOutputs } from './pulumi-outputs';
import { type SuppliedValues, secretValues, type Values } from './pulumi-secrets';
import { piecesOf } from './secret-sources';
import { withSkipAwait } from './skip-await';

export { assertNoStatefulReplacement, statefulUrns } from './identity';
export { applyContent, HarborContent, type HarborContentArgs } from './pulumi-harbor';
export { asString, outputResolver } from './pulumi-outputs';
export type { SuppliedValues } from './pulumi-secrets';

/** Version of the provider's plugin that belongs to the SDK in use. */
const { version: VERSION } = require('@pulumi/kubernetes/package.json') as { readonly version: string };

/** What {@link deliver} may be told beside the manifests. */
export interface DeliverOptions {
  /** How the provider reaches the cluster, e.g. `{ context: 'canfar' }`. @default as kubectl does */
  readonly cluster?: ProviderArgs;
  /** Waits until objects are ready. Switch off for a cluster that does not run pods yet. @default true */
  readonly await?: boolean;
  /** Values of secret sources by name. @default `pulumi config set --secret <name>` of the stack */
  readonly supplied?: SuppliedValues;
}

/** The resources of a site by construct path. */
export type Delivered = ReadonlyMap<string, pulumi.Resource>;

/**
 * Registers a site with Pulumi, one resource per object, named by its construct path; call it once in the program of a
 * stack.
 *
 * What holds data is protected, and kept when the stack is destroyed. ConfigMaps and Secrets change in place. Secret
 * values are made once and stay encrypted in the state. Throws a {@link UsageError} for manifests that cannot be
 * delivered, before the first resource is registered.
 *
 * @example
 * ```ts
 * deliver(platform(plan), { cluster: { context: 'canfar' } });
 * ```
 */
export function deliver(manifests: Manifests, options: DeliverOptions = {}): Delivered {
  const awaits = options.await ?? true;
  const layers = layersOf(graphOf(manifests));
  const edges = edgesOver(layers);
  const bodies = new Map(manifests.manifests.map(({ id, object }) => [id, bodyOf(object, awaits)]));
  const values = secretValues(manifests.secrets, options.supplied ?? {});
  const provider = providerOf(options.cluster ?? {});

  const resources = new Map<string, pulumi.Resource>();
  const parents = new Map<string, Group>();
  const barriers: pulumi.Resource[] = [];
  const waitsFor = (id: string): pulumi.Resource[] => {
    const edge = edges.get(id) ?? { direct: [] };
    if ('barrier' in edge) return barriers.slice(edge.barrier, edge.barrier + 1);
    return edge.direct.flatMap((one) => resources.get(one) ?? []);
  };
  const lastBarrier = Math.max(-1, ...[...edges.values()].map((edge) => ('barrier' in edge ? edge.barrier : -1)));
  for (const [depth, layer] of layers.entries()) {
    for (const { id, manifest, secret, chart } of layer) {
      const parent = parentOf(id, parents);
      const shared = { provider, version: VERSION, dependsOn: waitsFor(id), ...(parent && { parent }) };
      const [type, body, own] = registrationOf();
      resources.set(id, new KubernetesObject(type, id, body, { ...shared, ...own }));

      function registrationOf(): readonly [string, pulumi.Inputs | undefined, pulumi.CustomResourceOptions] {
        if (chart) return [RELEASE, releaseOf(chart, awaits), keptIf(chart.protect)];
        if (manifest) return [typeToken(manifest.object), bodies.get(id), optionsOf(manifest)];
        return [typeToken(SECRET), secretBody(secret, values), secretOptions(secret)];
      }
    }
    const done = layer.flatMap(({ id }) => resources.get(id) ?? []);
    if (depth <= lastBarrier) barriers.push(barrierAfter(depth, [...done, ...barriers.slice(-1)]));
  }
  return resources;
}

/** Any Kubernetes object: built-in kinds and custom resources alike, with all their fields. */
class KubernetesObject extends pulumi.CustomResource {}

/** A chart or a component, so that the display is a tree. */
class Group extends pulumi.ComponentResource {
  constructor(type: string, name: string, parent?: pulumi.Resource) {
    super(type, name, {}, parent ? { parent } : {});
    this.registerOutputs();
  }
}

/**
 * Names are explicit, so a ConfigMap or Secret that were replaced on every change would be away for a moment: they change
 * in place. A stack is one cluster for good: another path of a kubeconfig must not look like another cluster, of which
 * everything would be created anew.
 */
const providerOf = (cluster: ProviderArgs) =>
  new Provider('kubernetes', {
    clusterIdentifier: pulumi.getStack(),
    ...cluster,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    enableServerSideApply: true,
  });

const bodyOf = (object: KubeObject, awaits: boolean) => withOutputs(withSkipAwait(object, awaits));

const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const SECRET_OPTIONS = { additionalSecretOutputs: ['data', 'stringData'] };

function secretBody({ name, namespace, labels, type, keys }: ManagedSecret, values: Values): pulumi.Inputs {
  const texts = Object.entries(keys).map(([key, text]) => [
    key,
    pulumi.secret(pulumi.concat(...piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : values(piece))))),
  ]);
  return { ...SECRET, metadata: { name, namespace, labels }, type, stringData: Object.fromEntries(texts) };
}

function secretOptions({
  id,
  name,
  namespace,
  protect,
  renamedFrom = [],
}: ManagedSecret): pulumi.CustomResourceOptions {
  const object = { ...SECRET, metadata: { name, namespace } };
  return { ...SECRET_OPTIONS, ...keptIf(protect), aliases: aliasesOf({ id, object, protect: false, renamedFrom }) };
}

function optionsOf(manifest: Manifest): pulumi.CustomResourceOptions {
  const isSecret = manifest.object.apiVersion === 'v1' && manifest.object.kind === 'Secret';
  return {
    aliases: aliasesOf(manifest),
    ...keptIf(manifest.protect),
    ...(isSecret && SECRET_OPTIONS),
  };
}

const keptIf = (protect = false) => (protect ? { protect: true, retainOnDelete: true } : {});

/**
 * A chart is a Helm release, as `helm` itself would make it, so that it can change hands, its hooks run, and its
 * definitions stay when it goes. Pulumi's other way, a component with a resource per object of the chart, has none of
 * that, and would delete definitions together with everything that is written in them.
 */
const RELEASE = 'kubernetes:helm.sh/v3:Release';

function releaseOf(
  { name, namespace, chart, repository, version, values }: ChartRelease,
  awaits: boolean,
): pulumi.Inputs {
  const address = repository.replace(/\/+$/, '');
  return {
    name,
    namespace,
    ...(address.startsWith('oci://') ? { chart: `${address}/${chart}` } : { chart, repositoryOpts: { repo: address } }),
    version,
    values,
    skipAwait: !awaits,
    timeout: 600,
    // Which form of its inputs the provider is given; the SDK says the same.
    compat: 'true',
  };
}

function aliasesOf(one: Identified): string[] {
  const prefix = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::`;
  return identityOf(one).aliases.map((alias) => prefix + alias);
}

function parentOf(id: string, known: Map<string, Group>): Group | undefined {
  let parent: Group | undefined;
  for (const { type, name } of parentsOf(id)) {
    const group = known.get(name) ?? new Group(type, name, parent);
    known.set(name, group);
    parent = group;
  }
  return parent;
}

/** Stands for everything up to a layer: whoever depends on it waits for all of that. */
const barrierAfter = (layer: number, dependsOn: readonly pulumi.Resource[]) =>
  new pulumi.Stash(`layer-${layer}`, { input: layer }, { dependsOn: [...dependsOn] });
