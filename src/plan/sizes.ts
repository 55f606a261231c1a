import type { Site } from '../config/site';
import type { Bytes, Millicores } from '../config/units';
import { type Amounts, NOTHING, sumOf } from './amounts';
import { planDatabases } from './databases';
import { harborOf } from './harbor';

const Mi = 2 ** 20;
const Gi = 2 ** 30;

/** CPU and memory together. */
export interface Size {
  readonly cpu: Millicores;
  readonly memory: Bytes;
}

/** What one pod of a service is promised and may grow to. */
export interface ServiceSize {
  readonly request: Size;
  readonly limit: Size;
  /** Local disk, requested and limited. */
  readonly ephemeral: Bytes;
}

/** Sizes of the platform's own pods: written into the pods, and taken off the capacity for sessions. */
export const SERVICE_SIZES = {
  skaha: { request: { cpu: 500, memory: 1536 * Mi }, limit: { cpu: 2000, memory: 3 * Gi }, ephemeral: 2 * Gi },
  redis: { request: { cpu: 100, memory: 256 * Mi }, limit: { cpu: 1000, memory: 512 * Mi }, ephemeral: 1 * Gi },
  portal: { request: { cpu: 100, memory: 256 * Mi }, limit: { cpu: 1000, memory: 512 * Mi }, ephemeral: 512 * Mi },
  storageUi: { request: { cpu: 250, memory: 768 * Mi }, limit: { cpu: 1500, memory: 1536 * Mi }, ephemeral: 2 * Gi },
  metrics: { request: { cpu: 50, memory: 128 * Mi }, limit: { cpu: 500, memory: 512 * Mi }, ephemeral: 128 * Mi },
  sftp: { request: { cpu: 100, memory: 128 * Mi }, limit: { cpu: 2000, memory: 512 * Mi }, ephemeral: 512 * Mi },
  tokenCache: { request: { cpu: 50, memory: 64 * Mi }, limit: { cpu: 500, memory: 256 * Mi }, ephemeral: 256 * Mi },
  ivoaRegistry: {
    request: { cpu: 50, memory: 384 * Mi },
    limit: { cpu: 1000, memory: 768 * Mi },
    ephemeral: 512 * Mi,
  },
  posixMapper: { request: { cpu: 100, memory: 640 * Mi }, limit: { cpu: 1000, memory: 1 * Gi }, ephemeral: 1 * Gi },
  cavern: { request: { cpu: 250, memory: 1 * Gi }, limit: { cpu: 2000, memory: 2 * Gi }, ephemeral: 1 * Gi },
  postgres: { request: { cpu: 250, memory: 512 * Mi }, limit: { cpu: 2000, memory: 1 * Gi }, ephemeral: 1 * Gi },
  postgresRoles: { request: { cpu: 10, memory: 32 * Mi }, limit: { cpu: 500, memory: 128 * Mi }, ephemeral: 64 * Mi },
  postgresBackup: {
    request: { cpu: 100, memory: 128 * Mi },
    limit: { cpu: 1000, memory: 512 * Mi },
    ephemeral: 256 * Mi,
  },
  keycloak: { request: { cpu: 500, memory: 1280 * Mi }, limit: { cpu: 2000, memory: 2 * Gi }, ephemeral: 1 * Gi },
  devLogin: { request: { cpu: 50, memory: 128 * Mi }, limit: { cpu: 1000, memory: 512 * Mi }, ephemeral: 512 * Mi },
  harborCore: { request: { cpu: 200, memory: 512 * Mi }, limit: { cpu: 2000, memory: 2 * Gi }, ephemeral: 1 * Gi },
  harborGate: { request: { cpu: 10, memory: 32 * Mi }, limit: { cpu: 500, memory: 128 * Mi }, ephemeral: 64 * Mi },
  harborPortal: { request: { cpu: 20, memory: 64 * Mi }, limit: { cpu: 500, memory: 256 * Mi }, ephemeral: 128 * Mi },
  harborRegistry: { request: { cpu: 200, memory: 512 * Mi }, limit: { cpu: 2000, memory: 2 * Gi }, ephemeral: 1 * Gi },
  harborController: {
    request: { cpu: 50, memory: 128 * Mi },
    limit: { cpu: 1000, memory: 512 * Mi },
    ephemeral: 256 * Mi,
  },
  harborJobservice: {
    request: { cpu: 200, memory: 256 * Mi },
    limit: { cpu: 2000, memory: 1 * Gi },
    ephemeral: 1280 * Mi,
  },
  harborTrivy: { request: { cpu: 200, memory: 512 * Mi }, limit: { cpu: 2000, memory: 4 * Gi }, ephemeral: 256 * Mi },
  harborExporter: { request: { cpu: 20, memory: 64 * Mi }, limit: { cpu: 500, memory: 256 * Mi }, ephemeral: 64 * Mi },
  harborRedis: { request: { cpu: 100, memory: 256 * Mi }, limit: { cpu: 1000, memory: 1 * Gi }, ephemeral: 1 * Gi },
  registryContent: {
    request: { cpu: 50, memory: 128 * Mi },
    limit: { cpu: 1000, memory: 512 * Mi },
    ephemeral: 256 * Mi,
  },
  imageList: { request: { cpu: 100, memory: 128 * Mi }, limit: { cpu: 500, memory: 256 * Mi }, ephemeral: 1 * Gi },
} as const satisfies Record<string, ServiceSize>;

/** What the platform's own pods are promised at the usual load. */
export const servicesRequest = (site: Site): Amounts => sumOf(servicePods(site));

/** What each of the platform's own pods is promised at the usual load. */
export function servicePods(site: Site): Amounts[] {
  const { skaha, redis, imageList, registryContent } = SERVICE_SIZES;
  const { min } = site.sessions.replicas;
  const pods: Pod[] = [
    ...times(min, [skaha]),
    [redis],
    [imageList],
    ...(site.imageList.labeller === undefined ? [] : [[imageList]]),
    ...(site.registry.content?.appliedBy.kind === 'job' ? [[registryContent]] : []),
    ...(site.snapshots.kind === 'none' ? [] : [[imageList]]),
    ...companions(site),
    ...databasePods(site),
    ...loginPods(site),
    ...webPods(site),
    ...harborPods(site),
  ];
  return pods.map((pod) => ({ ...sumOf(pod.map(promised)), pods: 1 }));
}

const promised = ({ request, ephemeral }: ServiceSize): Amounts => ({ ...NOTHING, ...request, ephemeral });

/** Sizes of its containers. */
type Pod = readonly ServiceSize[];

const times = (count: number, pod: Pod): Pod[] => Array.from({ length: count }, () => pod);

/** Services beside the session service. */
function companions({ services }: Site): Pod[] {
  const { ivoaRegistry, posixMapper, cavern } = SERVICE_SIZES;
  return [
    ...(services.ivoaRegistry.kind === 'embedded' ? [[ivoaRegistry]] : []),
    ...(services.posixMapper.kind === 'embedded' ? [[posixMapper]] : []),
    ...(services.storage.kind === 'embedded' ? [[cavern]] : []),
  ];
}

/** The Job that sets a realm up runs for a minute, and is not counted. */
function loginPods({ login }: Site): Pod[] {
  if (login.kind === 'keycloak') return times(login.replicas, [SERVICE_SIZES.keycloak]);
  return login.kind === 'dev' ? [[SERVICE_SIZES.devLogin]] : [];
}

function databasePods(site: Site): Pod[] {
  const { databases } = site;
  if (planDatabases(site).length === 0) return [];
  const { postgres, postgresRoles, postgresBackup } = SERVICE_SIZES;
  switch (databases.kind) {
    case 'embedded':
      return [[postgres, postgresRoles], ...(databases.backup.kind === 'dumps' ? [[postgresBackup]] : [])];
    case 'cloudnative-pg':
      return times(databases.instances, [postgres]);
    case 'external':
      return [];
  }
}

function webPods({ login, services: { portal, storageUi, metrics, sftp } }: Site): Pod[] {
  const { tokenCache, ...sizes } = SERVICE_SIZES;
  return [
    ...(portal.kind === 'embedded' ? times(portal.replicas, [sizes.portal]) : []),
    ...(storageUi.kind === 'embedded' ? [[sizes.storageUi], ...(login.kind === 'cadc' ? [] : [[tokenCache]])] : []),
    ...(metrics.kind === 'embedded' ? [[sizes.metrics]] : []),
    ...(sftp.kind === 'embedded' ? times(sftp.replicas, [sizes.sftp]) : []),
  ];
}

function harborPods(site: Site): Pod[] {
  const harbor = harborOf(site);
  if (!harbor) return [];
  const { harborCore, harborPortal, harborRegistry, harborController, harborJobservice } = SERVICE_SIZES;
  const { harborTrivy, harborExporter, harborRedis } = SERVICE_SIZES;
  const parts: Pod[] = [[harborCore], [harborPortal], [harborRegistry, harborController], [harborJobservice]];
  return [
    ...parts.flatMap((part) => times(harbor.replicas, part)),
    ...(harbor.scanner.kind === 'trivy' ? times(harbor.scanner.replicas, [harborTrivy]) : []),
    ...(harbor.metrics ? [[harborExporter]] : []),
    ...(harbor.redis.kind === 'embedded' ? [[harborRedis]] : []),
  ];
}

/**
 * Java heap for a memory limit: 70 %, whole MiB. The rest is for threads, class data and buffers; a heap as large as
 * the limit gets the pod killed instead of collected.
 */
export const javaHeap = (limit: Bytes): string => `${Math.floor((limit * 0.7) / Mi)}m`;
