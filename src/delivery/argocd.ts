import type { ChartRelease, KubeObject } from '../manifest';

/** Where Argo CD finds the folder, and where its Application lives. */
export interface ArgocdTarget {
  readonly for: 'argocd';
  /** Address of the Git repository that holds the folder, e.g. `https://git.example.org/platform.git`. */
  readonly repository: string;
  /** Branch, tag or commit. @default 'HEAD' */
  readonly revision?: string;
  /** Path of the folder in the repository. @default the site's name */
  readonly path?: string;
  /** Namespace of Argo CD. @default 'argocd' */
  readonly namespace?: string;
  /** Argo CD project. @default 'default' */
  readonly project?: string;
  /** Name under which Argo CD knows the cluster. @default 'in-cluster' */
  readonly cluster?: string;
}

/** What an object says to Argo CD: its wave, and that it is never deleted when it holds data or the objects of others. */
export function argocdAnnotations(
  { metadata }: Pick<KubeObject, 'metadata'>,
  layer: number,
  protect: boolean,
): Record<string, string> {
  const wave = { 'argocd.argoproj.io/sync-wave': String(layer) };
  if (!protect) return wave;
  const own = metadata.annotations?.[SYNC_OPTIONS];
  return { ...wave, [SYNC_OPTIONS]: `${own ? `${own},` : ''}Prune=false,Delete=false` };
}

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** Where the Applications of charts are delivered to: the cluster of Argo CD itself, which may be another than that of the site. */
const OWN_CLUSTER = 'in-cluster';

/** The Application that keeps a site in step with a folder. Without finalizer: deleting it deletes nothing else. */
export const argocdApplication = (
  name: string,
  site: string,
  folder: string,
  target: ArgocdTarget,
  cluster = target.cluster ?? OWN_CLUSTER,
): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: {
    name,
    namespace: target.namespace ?? 'argocd',
    // The API server's own answer is compared, so that fields it fills in are no difference.
    annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' },
  },
  spec: {
    project: target.project ?? 'default',
    source: {
      repoURL: target.repository,
      targetRevision: target.revision ?? 'HEAD',
      path: `${target.path ?? site}/${folder}`,
      directory: { recurse: true },
    },
    destination: { name: cluster },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      // A namespace or a definition that is not there yet comes later: tried again until it is.
      retry: { limit: -1, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } },
      // Of a kind that a chart has yet to define, the API server cannot say beforehand what it would do.
      syncOptions: ['ServerSideApply=true', 'PruneLast=true', 'SkipDryRunOnMissingResource=true'],
    },
  },
});

/** The Application that delivers the Applications of charts, into the cluster of Argo CD. */
export const argocdChartsApplication = (site: string, folder: string, target: ArgocdTarget): KubeObject =>
  argocdApplication(`${site}-${folder}`, site, folder, target, OWN_CLUSTER);

/**
 * The Application of one chart, which Argo CD templates itself. Without finalizer: what the chart brought stays when the
 * Application goes. It is tried again until its namespace is there.
 */
export const argocdChart = (site: string, chart: ChartRelease, wave: number, target: ArgocdTarget): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: {
    name: `${site}-${chart.name}`,
    namespace: target.namespace ?? 'argocd',
    annotations: {
      'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
      ...argocdAnnotations({ metadata: { name: chart.name } }, wave, chart.protect),
    },
  },
  spec: {
    project: target.project ?? 'default',
    source: {
      // Argo CD knows a registry of OCI by an address without scheme.
      repoURL: chart.repository.replace(/^oci:\/\//, ''),
      chart: chart.chart,
      targetRevision: chart.version,
      helm: { releaseName: chart.name, valuesObject: chart.values },
    },
    destination: { name: target.cluster ?? OWN_CLUSTER, namespace: chart.namespace },
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      retry: { limit: -1, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } },
      syncOptions: ['ServerSideApply=true'],
    },
  },
});
