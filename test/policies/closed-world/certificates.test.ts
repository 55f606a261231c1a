import { certificateNames } from '../../../policies/closed-world/certificate-names';
import { serviceScheme } from '../../../policies/closed-world/service-scheme';
import { object } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';

const FULL = 'web.apps.svc.cluster.local';

/** A server of TLS behind an Ingress, and who calls it. */
const server = (dnsNames: readonly string[], { scheme = 'https', called = FULL, serverName = FULL } = {}) =>
  platformOf([
    object('cert-manager.io/v1', 'Certificate', 'apps/web', { spec: { secretName: 'web-tls', dnsNames } }),
    object('traefik.io/v1alpha1', 'ServersTransport', 'apps/web', {
      spec: { serverName, rootCAsSecrets: ['web-tls'] },
    }),
    object('v1', 'Service', 'apps/web', {
      metadata: { annotations: scheme === '' ? {} : { 'traefik.ingress.kubernetes.io/service.serversscheme': scheme } },
      spec: { selector: { app: 'web' }, ports: [{ port: 443, targetPort: 'http' }] },
    }),
    object('networking.k8s.io/v1', 'Ingress', 'apps/web', {
      spec: { defaultBackend: { service: { name: 'web', port: { number: 443 } } } },
    }),
    object('v1', 'Pod', 'apps/web', {
      metadata: { labels: { app: 'web' } },
      spec: {
        volumes: [{ name: 'tls', secret: { secretName: 'web-tls' } }],
        containers: [
          {
            name: 'main',
            ports: [{ name: 'http', containerPort: 8443 }],
            readinessProbe: { httpGet: { path: '/', port: 'http', scheme: 'HTTPS' } },
          },
        ],
      },
    }),
    object('v1', 'Pod', 'work/client', {
      spec: { containers: [{ name: 'main', env: [{ name: 'WEB', value: `https://${called}:443` }] }] },
    }),
  ]);

const cases: Case[] = [
  [certificateNames, 'nobody mounts a certificate', platformOf([]), 'not-applicable'],
  [certificateNames, 'the name by which it is called', server([FULL]), 'pass'],
  [certificateNames, 'short names beside it', server(['web', 'web.apps.svc', FULL, 'localhost']), 'pass'],
  [certificateNames, 'a name for all of a namespace', server(['*.apps.svc.cluster.local']), 'pass'],
  [
    certificateNames,
    'short names only',
    server(['web', 'localhost']),
    [`its pods are called ${FULL}, which it does not name`],
  ],
  [
    certificateNames,
    'called by a shorter name',
    server([FULL], { called: 'web.apps.svc' }),
    ['its pods are called web.apps.svc, which it does not name'],
  ],
  [
    certificateNames,
    'another name for the ingress controller',
    server([FULL], { serverName: 'web.example.org' }),
    ['its pods are called web.example.org, which it does not name'],
  ],
  [
    certificateNames,
    'the name of somebody else',
    server([FULL, 'other.apps.svc']),
    ['no Service in front of its pods is other.apps.svc'],
  ],

  [serviceScheme, 'no Ingress', platformOf([]), 'not-applicable'],
  [serviceScheme, 'TLS on both sides', server([FULL]), 'pass'],
  [serviceScheme, 'a port of which Traefik expects TLS', server([FULL], { scheme: '' }), 'pass'],
  [
    serviceScheme,
    'plain HTTP to a server of TLS',
    server([FULL], { scheme: 'http' }),
    ['its pods answer https, and are called by http'],
  ],
];

caseTable(cases);
