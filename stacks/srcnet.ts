import { defineSite } from 'astroplatform';

// A node of the SRCNet: INDIGO IAM for login, permissions asked of the SKA services, NFS, no GPU, its own registry.
export default defineSite({
  name: 'srcnet',
  domain: 'src.example.net',
  kubernetes: '1.33',
  registry: { kind: 'external', hosts: ['registry.src.example.net', 'images.example.org'] },
  login: { kind: 'external', preset: 'indigo-iam', issuer: 'https://ska-iam.example.net/' },
  services: {
    registries: ['https://spsrc.example.net/reg', 'https://ivoa.example.net/reg'],
    groups: 'ivo://skaosrc.example.net/gms',
    posixMapper: { kind: 'embedded' },
    storage: { kind: 'embedded', admin: { name: 'src-admin', uid: 10000 } },
    portal: { kind: 'embedded' },
    storageUi: { kind: 'embedded' },
    metrics: { kind: 'embedded' },
  },
  pools: {
    service: { role: 'services', nodes: 2, allocatable: { cpu: 16, memory: '60Gi', ephemeral: '200Gi' } },
    worker: { nodes: 12, allocatable: { cpu: 32, memory: '124Gi', ephemeral: '800Gi' } },
  },
  arc: {
    driver: 'nfs',
    server: 'nfs.src.example.net',
    share: '/export/arc',
    backup: { kind: 'storage', where: 'snapshots of the file server, daily, kept 30 days, in /export/arc/.snapshots' },
  },
  scratch: {
    kind: 'provisioned',
    provisioner: 'topolvm.io',
    parameters: { 'topolvm.io/device-class': 'nvme' },
    perSession: '50Gi',
  },
  sessions: {
    authorization: {
      kind: 'permissions-api',
      name: 'science-platform',
      url: 'https://permissions.example.net/api',
      authUrl: 'https://authn.example.net/api',
    },
    types: ['notebook', 'carta', 'contributed', 'headless'],
    define: { notebook: { env: { JUPYTERLAB_ARGS: '--ServerApp.shutdown_no_activity_timeout=86400' } } },
    expiry: '2d',
    perUser: 2,
    largest: { cpu: 8, memory: '64Gi' },
  },
  queues: { kind: 'kueue' },
  ingress: { tls: { kind: 'secrets' } },
  observability: { kind: 'prometheus-operator' },
});
