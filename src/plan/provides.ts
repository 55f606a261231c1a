import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { CHARTS } from './addons/charts';
import { chosenCharts, notServed } from './addons/chosen';
import { allocatable } from './allocatable';
import { KUBERNETES_NAMES, RESOURCES } from './amounts';
import { discoveryRules, NFD_API } from './discovery';
import { NVIDIA_API } from './gpu-software';
import { harborOf } from './harbor';
import { planHosts } from './hosts';
import { foreignIdentities, ownServices } from './ivoa-registry';
import { planLogin } from './login';
import { loginClients } from './login-clients';
import { BOOTSTRAP_API, CLUSTER_API, EC2_API, KARPENTER_API, OPENSTACK_API } from './machines';
import { nodeLabels, type Taint } from './placement';
import { planPortal } from './portal';
import { KUEUE_API } from './queues';

/** Nodes that are alike. */
export interface NodeKind {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What all of them together offer, by Kubernetes' names; CPU in millicores. Absent where nobody says how many there are. */
  readonly offers?: Readonly<Record<string, number>>;
}

/** An object of an operator, by API group and kind. */
export interface ProvidedObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Names that the cluster has before us; the closed world accepts these and no others. */
export interface Provides {
  /** Release of its Kubernetes, e.g. `1.34`. */
  readonly kubernetes: string;
  /** DNS name inside the cluster, e.g. `cluster.local`. */
  readonly domain: string;
  /** Where its DNS answers. @default port 53 in `kube-system` */
  readonly dns?: { readonly namespace: string; readonly ports: readonly number[] };
  /** Kinds of nodes: what tells them apart, and what keeps pods away. */
  readonly nodes: readonly NodeKind[];
  readonly ingressClasses: readonly string[];
  /** Entry points of the ingress controller. */
  readonly entryPoints: readonly string[];
  readonly storageClasses: readonly string[];
  /** API versions beyond the built-in ones, e.g. `traefik.io/v1alpha1`. */
  readonly apis: readonly string[];
  /** API versions that an add-on of the site serves in another version only: what to say of them. @default none */
  readonly notServed?: Readonly<Record<string, string>>;
  /** Namespaces that exist, e.g. `traefik`. */
  readonly namespaces: readonly string[];
  /** Secrets that exist, `namespace/name`. */
  readonly secrets: readonly string[];
  /** Keys of those of them whose keys somebody relies on. */
  readonly secretKeys: Readonly<Record<string, readonly string[]>>;
  /** Secret stores that exist. */
  readonly secretStores: readonly string[];
  /** Issuers of certificates that exist. */
  readonly issuers: readonly string[];
  readonly priorityClasses: readonly string[];
  /** Programs that the login provider is told about: what it calls them, and where people come back to. @default none */
  readonly loginClients?: readonly { readonly id: string; readonly redirects: readonly string[] }[];
  /** Claims that exist, `namespace/name`. */
  readonly claims: readonly string[];
  /** Namespaces from which operators work, by the API version of what they keep. @default none */
  readonly operators?: Readonly<Record<string, string>>;
  /** Objects of operators that exist and that we name. */
  readonly objects: readonly ProvidedObject[];
  /** IVOA identifiers of services that are somebody else's, or that somebody else's registry knows. */
  readonly identities?: readonly string[];
  /** Addresses that the site names as somebody else's. */
  readonly addresses?: readonly string[];
  /** Nothing here is worth keeping: a cluster to play with. */
  readonly disposable: boolean;
}

/** API version of Traefik's custom resources. */
export const TRAEFIK_API = 'traefik.io/v1alpha1';
/** API version of cert-manager's custom resources. */
export const CERT_MANAGER_API = 'cert-manager.io/v1';
/** API version of CloudNativePG's custom resources. */
export const CNPG_API = 'postgresql.cnpg.io/v1';
/** API version of External Secrets' custom resources. */
export const EXTERNAL_SECRETS_API = 'external-secrets.io/v1';

/** API version of the objects of Prometheus' operator. */
export const MONITORING_API = 'monitoring.coreos.com/v1';

/** Files that the identity manager of CADC looks for in the configuration of a service. */
export const CADC_FILES = { signatureKey: 'RsaSignaturePub.key', certificate: 'cadcproxy.pem' } as const;

/** What the site states to be there, in `cluster.provides` or by naming it as somebody else's. */
export function planProvides(site: Site): Provides {
  const { provides } = site.cluster;
  const { tls } = site.ingress;
  const { services, sessions } = site.namespaces;
  const store = site.secrets.kind === 'external-secrets' ? site.secrets.store : undefined;
  return {
    kubernetes: site.kubernetes,
    domain: site.cluster.domain,
    dns: site.cluster.dns,
    nodes: Object.entries(site.pools).map(([name, pool]) => ({
      labels: nodeLabels(site, name),
      taints: pool.taints,
      offers: offersOf(pool),
    })),
    entryPoints: [
      ...Object.values(site.ingress.entryPoints),
      ...(site.services.sftp.kind === 'embedded' ? [site.services.sftp.entryPoint] : []),
    ],
    ingressClasses: [...provides.ingressClasses, site.ingress.className],
    storageClasses: provides.storageClasses,
    ...servedApis(site),
    namespaces: [
      ...provides.namespaces,
      site.ingress.namespace,
      'kube-system',
      site.cluster.dns.namespace,
      ...site.arc.namespaces,
      ...(site.databases.kind === 'cloudnative-pg' ? [site.databases.operatorNamespace] : []),
      ...(site.observability.kind === 'none' ? [] : [site.observability.namespace]),
      ...(site.arc.driver === 'cephfs' ? [site.arc.nodeStageSecret.namespace] : []),
      ...(site.cluster.machines ? [site.cluster.machines.namespace] : []),
      ...(site.cluster.gpus.kind === 'operator' ? [site.cluster.gpus.namespace] : []),
      ...(tls.kind === 'cert-manager' && tls.issuer.source.kind !== 'existing' ? [CHARTS.certManager.namespace] : []),
    ],
    secrets: [
      ...provides.secrets,
      ...site.images.pullSecrets.flatMap((name) => [`${services}/${name}`, `${sessions}/${name}`]),
      ...(site.login.kind === 'cadc'
        ? [`${services}/${site.login.signatureKey}`, `${services}/${site.login.certificate}`]
        : []),
      ...authoritiesOf(site).map((name) => `${services}/${name}`),
      ...(tls.kind === 'cert-manager' && tls.issuer.source.kind === 'ca'
        ? [`${CHARTS.certManager.namespace}/${tls.issuer.source.secret}`]
        : []),
      ...(tls.kind === 'secrets' ? [`${services}/${tls.platform}`, `${sessions}/${tls.sessions}`] : []),
      ...(tls.kind === 'secrets' && planLogin(site).host ? [`${services}/${tls.login}`] : []),
      ...(tls.kind === 'secrets' && harborOf(site) ? [`${services}/${tls.registry}`] : []),
      ...(site.arc.driver === 'cephfs'
        ? [`${site.arc.nodeStageSecret.namespace}/${site.arc.nodeStageSecret.name}`]
        : []),
      ...cloudSecrets(site),
    ],
    secretKeys: {
      ...(site.login.kind === 'cadc' && {
        [`${services}/${site.login.signatureKey}`]: [CADC_FILES.signatureKey],
        [`${services}/${site.login.certificate}`]: [CADC_FILES.certificate],
      }),
      ...Object.fromEntries(authoritiesOf(site).map((name) => [`${services}/${name}`, ['ca.crt']])),
      ...Object.fromEntries(cloudSecrets(site).map((name) => [name, ['clouds.yaml']])),
    },
    secretStores: store?.source.kind === 'existing' ? [store.name] : [],
    issuers: tls.kind === 'cert-manager' && tls.issuer.source.kind === 'existing' ? [tls.issuer.name] : [],
    // Kubernetes itself brings these two.
    priorityClasses: [...provides.priorityClasses, 'system-cluster-critical', 'system-node-critical'],
    objects: [
      ...(site.cluster.machines
        ? [
            {
              group: 'cluster.x-k8s.io',
              kind: 'Cluster',
              namespace: site.cluster.machines.namespace,
              name: site.cluster.machines.name,
            },
          ]
        : []),
      ...nodeClasses(site),
    ],
    ...(site.databases.kind === 'cloudnative-pg' && { operators: { [CNPG_API]: site.databases.operatorNamespace } }),
    identities: declaredIdentities(site),
    addresses: [...declaredAddresses(site), ...pageAddresses(site)],
    loginClients: loginClients(site).flatMap(({ id, redirects }) => (id === undefined ? [] : [{ id, redirects }])),
    disposable: site.cluster.disposable,
    claims: site.sessions.volumes.map(({ claim }) => `${sessions}/${claim}`),
  };
}

/** Secrets with the authorities of servers that somebody else keeps: a database, a directory. */
const authoritiesOf = ({ databases, services: { sftp } }: Site): string[] => {
  const named = [
    databases.kind === 'external' ? databases.authority : undefined,
    sftp.kind === 'embedded' ? sftp.directory.authority : undefined,
  ];
  return [...new Set(named)].filter((one) => one !== undefined);
};

/** Secrets with the credentials of machines that have other ones than their cluster. */
const cloudSecrets = ({ cluster: { machines }, pools }: Site): string[] => [
  ...new Set(
    Object.values(pools).flatMap(({ provider }) =>
      machines && provider.kind === 'cluster-api' && provider.identity
        ? [`${machines.namespace}/${provider.identity.secret}`]
        : [],
    ),
  ),
];

/** Addresses elsewhere that portal and storage interface lead to. */
function pageAddresses(site: Site): string[] {
  const { portal, storageUi } = site.services;
  return [
    ...(portal.kind === 'embedded'
      ? [planPortal(site)?.homes, ...Object.values(portal.accounts ?? {}), ...Object.values(portal.links)]
      : []),
    ...(storageUi.kind === 'embedded' ? [storageUi.groups, storageUi.logo] : []),
  ].filter((one) => one !== undefined);
}

/** API versions of operators: those that the site says or implies to be there, but for what a chart in its version does not serve. */
function servedApis(site: Site): Pick<Provides, 'apis' | 'notServed'> {
  const unserved = notServed(site);
  const implied = [
    ...site.cluster.provides.apis,
    TRAEFIK_API,
    ...(site.ingress.tls.kind === 'cert-manager' ? [CERT_MANAGER_API] : []),
    ...(site.secrets.kind === 'external-secrets' ? [EXTERNAL_SECRETS_API] : []),
    ...(site.databases.kind === 'cloudnative-pg' ? [CNPG_API] : []),
    ...(site.queues.kind === 'kueue' ? [KUEUE_API] : []),
    ...machineApis(site),
    ...(bundled(site) ? [NVIDIA_API] : []),
    ...(discoveryRules(site).length > 0 ? [NFD_API] : []),
    ...(site.observability.kind === 'none' ? [] : [MONITORING_API]),
  ];
  const brought = chosenCharts(site).flatMap(({ apis }) => apis);
  return {
    apis: [...new Set([...implied.filter((api) => !(api in unserved)), ...brought])],
    notServed: unserved,
  };
}

/** Without a registry of its own, or beside one, those of others know what the site does not run itself. */
function declaredIdentities(site: Site): string[] {
  const { ivoaRegistry, registries } = site.services;
  if (ivoaRegistry.kind === 'embedded' && registries === undefined) return [];
  const foreign = foreignIdentities(site).map(({ id }) => id);
  return ivoaRegistry.kind === 'embedded' ? foreign : [...foreign, ...Object.keys(ownServices(site))];
}

function declaredAddresses(site: Site): string[] {
  const { services, login, sessions } = site;
  const { authorization } = sessions;
  return [
    ...('issuer' in login ? [login.issuer] : []),
    ...(services.registries ?? []),
    ...(services.ivoaRegistry.kind === 'embedded'
      ? Object.values(services.ivoaRegistry.entries)
      : // Where the site names none, somebody else's is at the usual place.
        planHosts(site).registries),
    ...(services.posixMapper.kind === 'external' && services.posixMapper.id ? [services.posixMapper.id] : []),
    ...(authorization.kind === 'permissions-api' ? [authorization.url, authorization.authUrl] : []),
  ];
}

const bundled = ({ cluster: { gpus } }: Site) => gpus.kind === 'operator' && gpus.install === 'bundle';

/** What the objects of pools that the platform makes are written in. */
function machineApis({ pools }: Site): string[] {
  const providers = Object.values(pools).map(({ provider }) => provider);
  const ec2 = providers.some((provider) => provider.kind === 'karpenter' && provider.nodeClass.kind === 'ec2');
  return [
    ...(providers.some(({ kind }) => kind === 'cluster-api') ? [CLUSTER_API, BOOTSTRAP_API, OPENSTACK_API] : []),
    ...(providers.some(({ kind }) => kind === 'karpenter') ? [KARPENTER_API] : []),
    ...(ec2 ? [EC2_API] : []),
  ];
}

const nodeClasses = ({ pools }: Site): ProvidedObject[] =>
  Object.values(pools).flatMap(({ provider }) =>
    provider.kind === 'karpenter' && provider.nodeClass.kind === 'provided'
      ? [{ group: provider.nodeClass.group, kind: provider.nodeClass.class, name: provider.nodeClass.name }]
      : [],
  );

function offersOf(pool: Pool): Record<string, number> {
  const node = allocatable(pool);
  return Object.fromEntries(RESOURCES.map((resource) => [KUBERNETES_NAMES[resource], pool.nodes * node[resource]]));
}
