import { defineSite } from 'astroplatform';

// Production size: 54 CPU nodes, 4 GPU nodes cut into slices, CephFS, two teams, all seven session types.
export default defineSite({
  name: 'canfar',
  domain: 'science.example.org',
  kubernetes: '1.34',
  registry: {
    kind: 'external',
    hosts: ['images.example.org'],
    // What `astroplatform harbor apply` keeps in the running Harbor.
    content: {
      upstreams: { 'docker-hub': { type: 'docker-hub', url: 'https://hub.docker.com', user: 'canfar' } },
      projects: {
        skaha: {
          public: true,
          quota: '10Ti',
          members: { '/platform/admins': 'admin', '/platform/builders': 'developer' },
          robots: { puller: { for: 'pull' }, ci: { for: 'push', days: 30 } },
        },
        // Everybody's experiments: what nobody has pulled for a year goes.
        community: {
          public: true,
          quota: '20Ti',
          members: { '/platform/admins': 'admin', '/platform/users': 'developer' },
          tags: { retention: { keep: ['latest'], pulledWithin: { '*': 365 } } },
        },
        hub: { proxyOf: 'docker-hub', members: { '/platform/admins': 'admin' } },
      },
      robots: { catalogue: { for: 'catalogue' }, labeller: { for: 'label' } },
      schedules: { garbageCollection: { workers: 5 }, scanAll: {}, purgeAudit: { days: 730 } },
    },
  },
  login: {
    kind: 'cadc',
    issuer: 'https://iam.example.org/',
    signatureKey: 'cadc-signature-key',
    certificate: 'cadc-service-certificate',
    credentials: 'ivo://science.example.org/cred',
  },
  pools: {
    service: { role: 'services', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '500Gi' } },
    cpu: { nodes: 54, allocatable: { cpu: 64, memory: '241Gi', ephemeral: '2Ti' } },
    gpu: {
      nodes: 4,
      allocatable: { cpu: 96, memory: '1000Gi', ephemeral: '2Ti' },
      gpu: {
        product: 'NVIDIA-H100-80GB-HBM3',
        count: 4,
        sharing: { mode: 'mig', slicesPerGpu: 7, profile: '1g.10gb' },
      },
      taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
    },
  },
  arc: {
    driver: 'cephfs',
    clusterID: 'arc-cluster',
    fsName: 'arc',
    rootPath: '/volumes/arc',
    nodeStageSecret: { name: 'csi-cephfs-node', namespace: 'ceph-csi' },
    backup: {
      kind: 'storage',
      where: 'ceph fs snap-schedule on /volumes/arc, daily, kept 30 days, in .snap of each folder',
    },
  },
  // All of it is reserved for each session, so a node of 2 TiB holds at most ten sessions.
  scratch: { kind: 'emptyDir', perSession: '200Gi' },
  sessions: {
    authorization: { kind: 'group', group: 'ivo://science.example.org/gms?platform-users' },
    types: ['notebook', 'desktop', 'desktop-app', 'carta', 'contributed', 'firefly', 'headless'],
    expiry: '4d',
    largest: { cpu: 16, memory: '192Gi' },
    flexible: { limit: { cpu: 16, memory: '32Gi' } },
    priorityGroup: 'ivo://science.example.org/gms?platform-headless-priority',
    operators: 'ivo://science.example.org/gms?platform-operators',
  },
  teams: { cadc: { weight: 93 }, ska: { weight: 7 } },
  // The sessions of ska come from a session service of its own in this cluster; all others are cadc's.
  queues: { kind: 'kueue', preempt: 'headless', namespaces: { ska: 'src-workload' } },
  services: {
    portal: {
      kind: 'embedded',
      accounts: { service: 'https://accounts.example.org/ac' },
      links: { groups: 'https://accounts.example.org/groups' },
    },
    storageUi: { kind: 'embedded', groups: 'https://accounts.example.org/groups' },
    metrics: { kind: 'embedded' },
    sftp: {
      kind: 'embedded',
      replicas: 2,
      directory: {
        host: 'ldap.example.org',
        addresses: ['192.0.2.10/32'],
        base: 'dc=example,dc=org',
        users: 'ou=users,dc=example,dc=org',
        groups: 'ou=groups,dc=example,dc=org',
        reader: 'cn=platform,dc=example,dc=org',
        groupClass: 'groupOfUniqueNames',
        groupMember: 'uniqueMember',
      },
    },
    // The platform's own services it knows by itself.
    ivoaRegistry: {
      kind: 'embedded',
      entries: {
        'ivo://science.example.org/gms': 'https://access.example.org/gms/capabilities',
        'ivo://science.example.org/cred': 'https://access.example.org/cred/capabilities',
      },
    },
    posixMapper: { kind: 'embedded' },
    storage: { kind: 'embedded', admin: { name: 'platform-admin', uid: 10000 }, quota: '200Gi' },
  },
  databases: {
    kind: 'embedded',
    storage: { storageClass: 'rbd', size: '50Gi' },
    backup: { kind: 'dumps', keepDays: 30, storage: { storageClass: 'rbd', size: '100Gi' } },
  },
  snapshots: { kind: 'scheduled', class: 'rbd-snapshots' },
  redis: { storage: { storageClass: 'rbd' } },
  cluster: { provides: { storageClasses: ['rbd'], namespaces: ['src-workload'] } },
  ingress: { tls: { kind: 'cert-manager', issuer: { name: 'letsencrypt' } } },
  secrets: { kind: 'external-secrets', store: { name: 'vault' } },
  observability: { kind: 'prometheus-operator', labels: { release: 'kube-prometheus-stack' } },
});
