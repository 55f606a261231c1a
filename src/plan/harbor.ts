import type { HarborRegistry } from '../config/harbor';
import type { Site } from '../config/site';

/** The Harbor that a site runs, if it runs one. */
export const harborOf = ({ registry }: Site): HarborRegistry | undefined =>
  registry.kind === 'harbor' ? registry : undefined;

/** Host of the Harbor that a site runs. */
export const harborHost = ({ domain }: Site, harbor: HarborRegistry): string => harbor.host ?? `images.${domain}`;

/** Minor numbers of the releases of Harbor 2 that the platform runs. */
export const HARBOR_MINORS: readonly number[] = [13, 14, 15, 16];

/** Minor number of a release, e.g. 15 of `2.15.2`. */
export const minorOf = (version: string): number => Number(version.split('.')[1]);

/**
 * Minor numbers that may lie between two releases of an upgrade (goharbor/harbor:RELEASES.md). The database knows no way
 * back (goharbor/harbor-helm:docs/Upgrade.md).
 */
export const MOST_MINORS = 2;

/** A TCP port of a part of Harbor: that of its pods, and that of its Service. */
export interface HarborPort {
  readonly pod: number;
  readonly service: number;
}

/** Ports of one part. */
export interface HarborPorts {
  readonly http: HarborPort;
  /** Numbers for Prometheus. */
  readonly metrics?: number;
}

const same = (port: number): HarborPort => ({ pod: port, service: port });
const METRICS = 8001;

/** Ports of all parts, which are others with TLS (goharbor/harbor-helm:templates/_helpers.tpl). */
export function harborPorts({ internalTls, metrics }: HarborRegistry) {
  const tls = internalTls.kind !== 'none';
  const web = { http: tls ? { pod: 8443, service: 443 } : { pod: 8080, service: 80 } };
  const numbers = metrics ? { metrics: METRICS } : {};
  return {
    core: { ...web, ...numbers },
    portal: web,
    jobservice: { ...web, ...numbers },
    registry: { http: same(tls ? 5443 : 5000), ...numbers },
    registryctl: { http: same(tls ? 8443 : 8080) },
    trivy: { http: same(tls ? 8443 : 8080) },
    exporter: { http: same(METRICS) },
  } as const satisfies Record<string, HarborPorts>;
}

/** Parts that have a Service of their own. */
export type HarborPartName = Exclude<keyof ReturnType<typeof harborPorts>, 'registryctl'>;

/** Name of a part's objects. */
export const partName = (part: HarborPartName): string => `harbor-${part}`;

/** Where the parts find each other inside the cluster. */
export function harborAddresses(site: Site, harbor: HarborRegistry) {
  const ports = harborPorts(harbor);
  const scheme = harbor.internalTls.kind === 'none' ? 'http' : 'https';
  const host = (part: HarborPartName) => `${partName(part)}.${site.namespaces.services}.svc.${site.cluster.domain}`;
  // With the port, always: a scanner of Trivy takes an address without one for another registry.
  const url = (part: HarborPartName, port: HarborPort) => `${scheme}://${host(part)}:${port.service}`;
  return {
    scheme,
    host,
    core: url('core', ports.core.http),
    portal: url('portal', ports.portal.http),
    jobservice: url('jobservice', ports.jobservice.http),
    registry: url('registry', ports.registry.http),
    registryctl: url('registry', ports.registryctl.http),
    trivy: url('trivy', ports.trivy.http),
  };
}

/** Addresses of web services that Harbor calls: the object store, other registries, scanners, and who is told of events. */
export function calledByHarbor({ storage, content }: HarborRegistry): string[] {
  const store = storage.kind === 's3' ? (storage.endpoint ?? []) : storage.kind === 'swift' ? storage.authUrl : [];
  if (!content) return [store].flat();
  const { upstreams, scanners, projects } = content;
  const webhooks = Object.values(projects).flatMap((project) => Object.values(project.webhooks));
  return [
    store,
    Object.values(upstreams).map(({ url }) => url),
    Object.values(scanners).map(({ url }) => url),
    webhooks.map(({ address }) => address),
  ].flat();
}
