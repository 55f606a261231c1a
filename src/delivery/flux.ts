import type { ChartRelease, KubeObject } from '../manifest';

/** Where Flux finds the folder, and where its Kustomizations live. */
export interface FluxTarget {
  readonly for: 'flux';
  /** Source that holds the folder. @default GitRepository `flux-system`, which `flux bootstrap` makes */
  readonly source?: { readonly kind: 'GitRepository' | 'OCIRepository' | 'Bucket'; readonly name: string };
  /** Path of the folder in the source. @default the site's name */
  readonly path?: string;
  /** Namespace of Flux. @default 'flux-system' */
  readonly namespace?: string;
}

/** What an object says to Flux: that it is never deleted when it holds data or the objects of others. */
export const fluxAnnotations = (protect: boolean): Record<string, string> =>
  protect ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : {};

/** One Kustomization. */
export interface FluxStep {
  readonly name: string;
  readonly folder: string;
  /** Steps that must be ready before. */
  readonly dependsOn: readonly string[];
  /** Whether it is ready only when its objects are. */
  readonly wait: boolean;
}

/** The Kustomizations of a site, each waiting for those it depends on. */
export function fluxKustomizations(
  site: string,
  steps: readonly FluxStep[],
  target: FluxTarget,
): readonly KubeObject[] {
  const nameOf = (step: string) => `${site}-${step}`;
  return steps.map(({ name, folder, dependsOn, wait }) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: nameOf(name), namespace: target.namespace ?? 'flux-system' },
    spec: {
      ...(dependsOn.length > 0 ? { dependsOn: dependsOn.map((step) => ({ name: nameOf(step) })) } : {}),
      sourceRef: target.source ?? { kind: 'GitRepository', name: 'flux-system' },
      path: `./${target.path ?? site}/${folder}`,
      interval: '10m',
      retryInterval: '1m',
      timeout: '10m',
      prune: true,
      wait,
    },
  }));
}

/** A chart as Flux takes it: where it comes from, and the release that Flux keeps. */
export function fluxChart(site: string, chart: ChartRelease, target: FluxTarget): readonly KubeObject[] {
  const metadata = {
    name: `${site}-${chart.name}`,
    namespace: target.namespace ?? 'flux-system',
    annotations: fluxAnnotations(chart.protect),
  };
  const oci = chart.repository.startsWith('oci://');
  const address = chart.repository.replace(/\/+$/, '');
  const source: KubeObject = oci
    ? {
        apiVersion: SOURCE_API,
        kind: 'OCIRepository',
        metadata,
        spec: { interval: '1h', url: `${address}/${chart.chart}`, ref: { tag: chart.version } },
      }
    : {
        apiVersion: SOURCE_API,
        kind: 'HelmRepository',
        metadata,
        spec: { interval: '1h', url: address },
      };
  const from = { kind: source.kind, name: metadata.name };
  const release: KubeObject = {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata,
    spec: {
      interval: '1h',
      timeout: '10m',
      releaseName: chart.name,
      targetNamespace: chart.namespace,
      // Where `helm list` looks for it, so that it can change hands.
      storageNamespace: chart.namespace,
      ...(oci
        ? { chartRef: from }
        : { chart: { spec: { chart: chart.chart, version: chart.version, interval: '1h', sourceRef: from } } }),
      install: { crds: 'Create', remediation: { retries: -1 } },
      upgrade: { crds: 'CreateReplace', remediation: { retries: 3 } },
      values: chart.values,
    },
  };
  return [source, release];
}

const SOURCE_API = 'source.toolkit.fluxcd.io/v1';
