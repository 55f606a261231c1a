/** How one part of a public chart is met here. */
export interface Row {
  /** What the chart has, in words. */
  readonly what: string;
  /** Its templates and values: file names below `templates/`, and paths of `values.yaml` (with everything below them). */
  readonly covers: readonly string[];
  /** Objects that we make for it, `Kind name`. */
  readonly objects?: readonly string[];
  /** Keys of a site that set it. */
  readonly keys?: readonly string[];
  readonly verdict: 'same' | 'better' | 'left out';
  /** Why; needed for all but the same. */
  readonly why?: string;
}

/** One public chart. */
export interface ChartRows {
  readonly title: string;
  /** Folder of the chart, below the one that is read. */
  readonly folder: string;
  /** Version that was compared. */
  readonly version: string;
  readonly rows: readonly Row[];
}

// Values that every chart of Helm has for itself.
export const HELM: Row = {
  what: 'names, labels, annotations, extra variables and volumes of a chart',
  covers: [
    ...['nameOverride', 'fullnameOverride', 'podAnnotations', 'podLabels', 'annotations', 'env', 'envFrom'],
    ...['volumes', 'volumeMounts', 'extraVolumes', 'extraVolumeMounts', 'extraHosts', 'extraEnv', 'secrets'],
    ...['kubernetesClusterDomain', 'serviceAccount.annotations', 'serviceAccount.name', 'serviceAccount.create'],
  ],
  keys: ['cluster.domain'],
  verdict: 'left out',
  why: 'names are fixed and unique, and an object of the tree can be changed in TypeScript; a free list of variables would go round every check',
};
export const PODS: Row = {
  what: 'security context, tolerations, node selection, resources',
  covers: [
    ...['podSecurityContext', 'securityContext', 'tolerations', 'nodeSelector', 'affinity', 'resources'],
    ...['imagePullSecrets', 'image.pullPolicy', 'serviceAccount.automount'],
  ],
  keys: ['pools', 'images.pullSecrets'],
  verdict: 'better',
  why: 'every pod is within Pod Security restricted, or says why it is root; nodes follow from the pools, and sizes are counted in the capacity',
};
export const GATEWAY: Row = {
  what: 'Gateway API route instead of an Ingress',
  covers: ['httproute.yaml', 'httpRoute'],
  verdict: 'left out',
  why: 'sessions bring routes of Traefik, so Traefik is there',
};
export const SCALING: Row = {
  what: 'autoscaler',
  covers: ['hpa.yaml', 'autoscaling'],
  verdict: 'left out',
  why: 'the site says how many pods there are, where more than one helps',
};
