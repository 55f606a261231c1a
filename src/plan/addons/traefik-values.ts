import type { Site } from '../../config/site';
import type { ChartValues } from './chart-values';

/** Ports on which the chart has its two entry points listen, inside the pod and outside of it. */
const PORTS = { http: { port: 8000, exposedPort: 80 }, https: { port: 8443, exposedPort: 443 } } as const;
/** Port on which the entry point of SFTP listens, inside the pod. */
const SFTP_PORT = 2222;
/** Names that the chart gives them. */
const USUAL = { http: 'web', https: 'websecure' } as const;

/** Traefik, as the routes of the platform need it. */
export function traefikValues(site: Site): ChartValues {
  const { className, entryPoints, longestRequest } = site.ingress;
  const { sftp } = site.services;
  const entry = (kind: 'http' | 'https') => ({
    ...PORTS[kind],
    protocol: 'TCP',
    expose: { default: true },
    // Web routes of others that name no entry point would be on that of SFTP too.
    ...(sftp.kind === 'embedded' && { asDefault: true }),
  });
  const renamed = (['http', 'https'] as const).filter((kind) => entryPoints[kind] !== USUAL[kind]);
  return {
    fixed: {
      ingressClass: { enabled: true, name: className, isDefaultClass: false },
      providers: {
        // A route that could name the Services and Middlewares of other namespaces would get round their owners.
        kubernetesCRD: { enabled: true, allowCrossNamespace: false, allowExternalNameServices: false },
        kubernetesIngress: { enabled: true, allowExternalNameServices: false, ingressClass: className },
      },
      ports: {
        // Null takes the chart's own entry point away; two would want the same port.
        ...Object.fromEntries(renamed.map((kind) => [USUAL[kind], null])),
        [entryPoints.http]: entry('http'),
        [entryPoints.https]: {
          ...entry('https'),
          http: {
            tls: { enabled: true },
            // The services believe this header, so it must not come in from outside, whatever a route says.
            middlewares: [`${site.namespaces.services}-${STRIP_CLIENT_CERTIFICATE}@kubernetescrd`],
          },
          // Traefik cuts off what takes longer to arrive: with its own limit of a minute, every large file.
          transport: { respondingTimeouts: { readTimeout: `${longestRequest}s` } },
        },
        ...(sftp.kind === 'embedded' && {
          [sftp.entryPoint]: {
            port: SFTP_PORT,
            exposedPort: sftp.port,
            protocol: 'TCP',
            expose: { default: true },
          },
        }),
      },
    },
    chosen: {
      ...(!site.cluster.disposable && {
        deployment: { replicas: 2 },
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
      }),
      gateway: { enabled: false },
      gatewayClass: { enabled: false },
    },
  };
}

/** Middleware that takes the header with a client's certificate away. */
export const STRIP_CLIENT_CERTIFICATE = 'strip-client-certificate';
