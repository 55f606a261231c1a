/** A part of Harbor, as the public chart makes it: kind, and ports of pod and Service. */
export interface ChartObject {
  readonly kind: string;
  readonly name: string;
  /** `pod->service` of each TCP port of a Service. */
  readonly ports?: readonly string[];
}

const made = (kind: string, ...names: string[]): ChartObject[] => names.map((name) => ({ kind, name }));
const service = (name: string, ...ports: string[]): ChartObject => ({ kind: 'Service', name, ports });

/** What the chart makes whatever its values are (goharbor/harbor-helm:templates, July 2026), without TLS and numbers. */
const ALWAYS: ChartObject[] = [
  ...made('ConfigMap', 'core', 'jobservice', 'jobservice-env', 'portal', 'registry', 'registryctl'),
  ...made('Secret', 'core', 'jobservice', 'registry', 'registry-htpasswd', 'registryctl'),
  ...made('Deployment', 'core', 'jobservice', 'portal', 'registry'),
  ...made('Ingress', 'ingress'),
];
const SERVICES = [
  service('core', '8080->80'),
  service('jobservice', '8080->80'),
  service('portal', '8080->80'),
  service('registry', '5000->5000', '8080->8080'),
];
const TLS_SERVICES = [
  service('core', '8443->443'),
  service('jobservice', '8443->443'),
  service('portal', '8443->443'),
  service('registry', '5443->5443', '8443->8443'),
];
const withNumbers = (services: readonly ChartObject[]) =>
  services.map((one) => (one.name === 'portal' ? one : { ...one, ports: [...(one.ports ?? []), '8001->8001'] }));
const EXPORTER = [
  ...made('ConfigMap', 'exporter-env'),
  ...made('Secret', 'exporter'),
  ...made('Deployment', 'exporter'),
  service('exporter', '8001->8001'),
];
const trivy = (port: string) => [...made('Secret', 'trivy'), ...made('StatefulSet', 'trivy'), service('trivy', port)];
const REDIS = [...made('StatefulSet', 'redis'), service('redis', '6379->6379')];
const DATABASE = [...made('Secret', 'database'), ...made('StatefulSet', 'database'), service('database', '5432->5432')];

/** What the chart makes for the values that mean the same as a site of `HARBOR_SITES`. */
export const CHART: Readonly<Record<'demo' | 'canfar' | 'srcnet', readonly ChartObject[]>> = {
  demo: [
    ...ALWAYS,
    ...withNumbers(SERVICES),
    ...EXPORTER,
    ...trivy('8080->8080'),
    ...REDIS,
    ...DATABASE,
    ...made('PersistentVolumeClaim', 'registry', 'jobservice'),
  ],
  canfar: [
    ...ALWAYS,
    ...withNumbers(TLS_SERVICES),
    ...EXPORTER,
    ...trivy('8443->8443'),
    ...made('Secret', 'core-internal-tls', 'jobservice-internal-tls', 'portal-internal-tls'),
    ...made('Secret', 'registry-internal-tls', 'trivy-internal-tls'),
    ...made('PodDisruptionBudget', 'core', 'jobservice', 'portal', 'registry', 'trivy'),
  ],
  srcnet: [...ALWAYS, ...SERVICES, ...REDIS],
};

/** What the chart makes and we make otherwise, and why. */
export const INTENDED: Readonly<Record<string, string>> = {
  'Ingress ingress': 'two on one host, harbor-core and harbor-portal: each leads to one Service',
  'ConfigMap jobservice-env': 'variables stand in the pods, so that rules read them',
  'ConfigMap registryctl': 'empty without tracing',
  'ConfigMap exporter-env': 'variables stand in the pods, so that rules read them',
  'Secret registry-htpasswd': 'a key of harbor-registry: who reads the one reads the other',
  'Secret registryctl': 'empty without tracing',
  'Secret database': 'database-harbor, of the databases that all services share',
  'StatefulSet database': 'the databases that all services share',
  'Service database': 'the databases that all services share',
  'PersistentVolumeClaim jobservice': 'logs of jobs are in the database, so that any pod can show them',
};
