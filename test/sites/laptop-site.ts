import type { SiteInput } from '../../src/config/site';

/** A laptop that runs every service, part and page that a platform can have. */
export const LAPTOP: SiteInput = {
  name: 'laptop',
  domain: 'platform.example.org',
  kubernetes: '1.34',
  cluster: { disposable: true },
  registry: { kind: 'harbor', storage: { kind: 'filesystem', size: '100Gi' } },
  login: { kind: 'keycloak', replicas: 1, groups: ['platform-users'] },
  pools: { laptop: { role: 'both', nodes: 1, allocatable: { cpu: 8, memory: '32Gi', ephemeral: '200Gi' } } },
  arc: { driver: 'hostPath', path: '/srv/arc' },
  scratch: { kind: 'emptyDir', perSession: '10Gi' },
  databases: { kind: 'embedded', storage: { size: '5Gi' }, backup: { kind: 'dumps', storage: { size: '5Gi' } } },
  sessions: {
    authorization: { kind: 'group', group: 'ivo://platform.example.org/gms?platform-users' },
    types: ['notebook', 'desktop', 'desktop-app', 'carta', 'contributed', 'firefly', 'headless'],
  },
  imageList: { labeller: 'labeller' },
  queues: { kind: 'kueue' },
  services: {
    ivoaRegistry: {
      kind: 'embedded',
      entries: { 'ivo://platform.example.org/gms': 'https://gms.example.org/gms/capabilities' },
    },
    posixMapper: { kind: 'embedded' },
    storage: { kind: 'embedded', admin: { name: 'admin', uid: 10_000 } },
    portal: { kind: 'embedded', replicas: 1 },
    storageUi: { kind: 'embedded' },
    metrics: { kind: 'embedded' },
    sftp: {
      kind: 'embedded',
      directory: {
        host: 'ldap.example.org',
        addresses: ['192.0.2.10/32'],
        base: 'dc=example,dc=org',
        reader: 'cn=reader,dc=example,dc=org',
      },
    },
  },
  addons: {
    traefik: { kind: 'chart' },
    certManager: { kind: 'chart' },
    kueue: { kind: 'chart' },
    metricsServer: { kind: 'chart' },
    kubeStateMetrics: { kind: 'chart' },
  },
  ingress: { tls: { kind: 'cert-manager', issuer: { name: 'own' } } },
  observability: { kind: 'prometheus-operator' },
};
