import { changed, complaints, plan, problems } from '../config/small-site';

const node = { nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } };
const both = { ...node, role: 'both' as const };
const gpu = { product: 'X', count: 4 };
const cephfs = (namespace: string) => ({
  driver: 'cephfs',
  clusterID: 'a',
  fsName: 'b',
  rootPath: '/c',
  nodeStageSecret: { name: 'd', namespace },
});
const harbor = (more: object) => ({ kind: 'harbor', storage: { kind: 'filesystem', size: '10Gi' }, ...more });
const volume = (mountPath: string) => ({ claim: 'data', mountPath });

test.each<[title: string, path: string, value: unknown, ...lines: string[]]>([
  [
    'a registry of our own that does not know what is asked for',
    'services',
    { ivoaRegistry: { kind: 'embedded' }, posixMapper: { kind: 'embedded' } },
    'services.groups: no registry knows ivo://platform.keck.example.org/gms: services.ivoaRegistry.entries does not list it, and services.registries names no other. Add it to services.ivoaRegistry.entries with the address of its capabilities, or name the registry that knows it in services.registries.',
    'services.storage.id: no registry knows ivo://platform.keck.example.org/cavern: services.ivoaRegistry.entries does not list it, and services.registries names no other. Add it to services.ivoaRegistry.entries with the address of its capabilities, or name the registry that knows it in services.registries.',
  ],
  [
    'a registry of our own beside one that knows the rest',
    'services',
    { ivoaRegistry: { kind: 'embedded' }, registries: ['https://other.example.org/reg'] },
  ],
  [
    'a registry of our own as somebody else’s, and an entry for what we run',
    'services',
    {
      ivoaRegistry: {
        kind: 'embedded',
        entries: { 'ivo://platform.keck.example.org/skaha': 'https://skaha.example.org/skaha/capabilities' },
      },
      registries: ['https://platform.keck.example.org/reg/'],
    },
    'services.ivoaRegistry.entries["ivo://platform.keck.example.org/skaha"]: the platform runs ivo://platform.keck.example.org/skaha itself, at https://platform.keck.example.org/skaha/capabilities, and lists it by itself. Remove the entry, or say that the service is external.',
    'services.registries[0]: https://platform.keck.example.org/reg/ is the registry that the platform runs itself (services.ivoaRegistry). Remove it here: it is asked first by itself.',
  ],
  [
    'numbers of users that sessions refuse, and of groups among those of users',
    'services',
    { posixMapper: { kind: 'embedded', firstUid: 20_000, firstGid: 10_000 } },
    "services.posixMapper.firstGid: 10000 is not above 20000, which is services.posixMapper.firstUid; a user has a group of the user's own number. Leave room for every user that will ever be between them.",
  ],
  [
    'a session larger than any node',
    'sessions.largest',
    { cpu: 64, memory: '64Gi' },
    'sessions.largest: no node takes a session of 64 cores and 64Gi; room on one node, daemonsets and services taken off: pools.nodes 31 cores and 118Gi. Lower sessions.largest, or declare larger nodes.',
  ],
  [
    'a session whose cores fit one pool and whose memory fits another',
    'pools',
    {
      a: { ...both, allocatable: { cpu: 128, memory: '20Gi', ephemeral: '1Ti' } },
      b: { ...node, allocatable: { cpu: 4, memory: '500Gi', ephemeral: '1Ti' } },
    },
  ],
  [
    'pods of a Harbor that would share what is of one pod',
    'registry',
    { kind: 'harbor', replicas: 2, storage: { kind: 'filesystem', size: '10Gi' } },
    'registry.replicas: 2 pods of each part cannot have the volume of registry.storage, which is one of ReadWriteOnce. Write 1, or an object store or accessMode: ReadWriteMany there.',
    'registry.replicas: 2 pods of each part would all wait for the one pod of registry.redis. Write 1, or registry.redis: { kind: external, ... }.',
    'registry.replicas: 2 pods of each part would all wait for the one server of databases. Write 1, or databases of several servers.',
  ],
  [
    'an upgrade of Harbor over too many releases',
    'registry',
    harbor({ version: '2.15.2', upgrade: { from: '2.12.4', backup: 'in the vault' } }),
    'registry.upgrade.from: 2.12.4 is 3 minor numbers below registry.version, 2.15.2, and Harbor goes 2 at a time. Go to 2.14 first.',
  ],
  [
    'an upgrade of Harbor backwards',
    'registry',
    harbor({ version: '2.14.4', upgrade: { from: '2.15.0', backup: 'in the vault' } }),
    "registry.upgrade.from: 2.15.0 is above registry.version, 2.14.4, and Harbor's database has no way back. Restore the backup, or write a later version.",
  ],
  [
    'an upgrade of Harbor by two minor numbers, and by a patch',
    'registry',
    harbor({ version: '2.15.2', upgrade: { from: '2.13.0', backup: 'in the vault' } }),
  ],
  [
    'a release of Harbor that nobody knows here',
    'registry',
    harbor({ version: '2.9.1' }),
    'registry.version: this release runs Harbor 2.13, 2.14, 2.15, 2.16. Write one of these.',
  ],
  [
    'certificates of Harbor without who keeps them',
    'registry',
    harbor({ internalTls: { kind: 'cert-manager' } }),
    'registry.internalTls.kind: nothing says that this cluster has cert-manager, and certificates that nobody renews would stop Harbor one day. List cert-manager.io/v1 in cluster.provides.apis, or write none.',
  ],
  [
    'a Harbor on the host of the platform, and one that is its own neighbour',
    'registry',
    harbor({ host: 'platform.keck.example.org', hosts: ['platform.keck.example.org'] }),
    'registry.host: "platform.keck.example.org" is also domain. Give the registry a host of its own: its paths are those that every client of registries expects.',
    'registry.hosts[0]: "platform.keck.example.org" is the host of this Harbor. Take it away: its images may be started in any case.',
  ],
  [
    'images of Harbor from a registry that is not listed',
    'registry',
    harbor({ images: 'quay.io/goharbor' }),
    'registry.images: images.registries does not list quay.io. Add it there, or take the images from a registry that is listed.',
  ],
  [
    'groups in a Harbor whose people come by no login that knows groups',
    'registry',
    harbor({ login: { kind: 'local' }, content: { projects: { skaha: { members: { '/builders': 'developer' } } } } }),
    'registry.content.projects.skaha.members: people of registry.login, which is local, are in no group, and Harbor knows no "/builders". Leave the groups out, or write registry.login: { kind: oidc }.',
  ],
  [
    'content of another Harbor, and of a scanner that is not there',
    'registry',
    harbor({ scanner: { kind: 'none' }, content: { host: 'a.org', defaultScanner: 'Trivy' } }),
    'registry.content.host: the Harbor of this site is images.platform.keck.example.org. Leave it out: the content is that of this Harbor.',
    'registry.content.defaultScanner: registry.content.scanners has no "Trivy"; known: none. Declare it there, or name another.',
  ],
  [
    'a request above the limit',
    'sessions.flexible',
    { request: { cpu: 4, memory: '4Gi' }, limit: { cpu: 2, memory: '2Gi' } },
    'sessions.flexible.request.cpu: 4 is more than 2, which is sessions.flexible.limit.cpu. Lower the one or raise the other.',
    'sessions.flexible.request.memory: 4Gi is more than 2Gi, which is sessions.flexible.limit.memory. Lower the one or raise the other.',
  ],
  [
    'half a core',
    'sessions.flexible',
    { limit: { cpu: '1500m', memory: '1536Mi' } },
    'sessions.flexible.limit.cpu: 1500m is not a whole number of cores. The session service counts whole cores; write 1 or more.',
    'sessions.flexible.limit.memory: 1536Mi is not a whole number of GiB. The session service counts whole GiB; write 1Gi or more.',
  ],
  [
    'scratch larger than a disk',
    'scratch',
    { kind: 'emptyDir', perSession: '2Ti' },
    'scratch.perSession: 2Ti is more than the disk of any node that takes sessions.largest, 31 cores and 118Gi: pools.nodes has 1Ti. Write at most 1Ti.',
  ],
  [
    'scratch smaller than what every container gets',
    'scratch',
    { kind: 'emptyDir', perSession: '512Mi' },
    'scratch.perSession: 512Mi is less than 1Gi, which each container is given that says nothing. Write at least 1Gi.',
  ],
  [
    'scratch on NFS that only root may write to',
    'scratch',
    {
      kind: 'provisioned',
      provisioner: 'nfs.csi.k8s.io',
      parameters: { server: 'nfs.example.org', share: '/scratch' },
    },
    'scratch.parameters.mountPermissions: is missing: nfs.csi.k8s.io makes a folder for each session that only root may write to, and no session runs as root. Write mountPermissions: "0777"; each session sees its own folder only.',
  ],
  [
    'scratch on NFS that its group may write to',
    'scratch',
    { kind: 'provisioned', provisioner: 'nfs.csi.k8s.io', parameters: { mountPermissions: '0775' } },
    'scratch.parameters.mountPermissions: "0775" lets not everybody write, and no session owns its folder. Write mountPermissions: "0777"; each session sees its own folder only.',
  ],
  [
    'scratch on NFS that everybody may write to',
    'scratch',
    { kind: 'provisioned', provisioner: 'nfs.csi.k8s.io', parameters: { mountPermissions: '1777' } },
  ],
  [
    'scratch on volumes of their own is not bound by a disk',
    'scratch',
    { kind: 'volume', storageClass: 'rbd', perSession: '2Ti' },
  ],
  [
    'no pool for sessions',
    'pools',
    { a: { ...node, role: 'services' } },
    'pools: no pool takes sessions. Give one pool the role sessions or both.',
  ],
  [
    'no pool for services',
    'pools',
    { a: node },
    "pools: no pool takes the platform's services. Give one pool the role services or both.",
  ],
  [
    'only GPU nodes for sessions',
    'pools',
    { a: { ...both, gpu } },
    'pools: every pool that takes sessions has GPUs, and sessions without a GPU are kept off GPU nodes. Add a pool without GPUs for them.',
  ],
  [
    'nodes too small for anything',
    'pools',
    { a: { ...both, allocatable: { cpu: 1, memory: '2Gi', ephemeral: '1Gi' } } },
    'pools.a.allocatable: no session would ever start here: a node has 0 cpu (it offers 1 to pods, and daemonsets take 1), 0 memory (it offers 2Gi to pods, and daemonsets take 2Gi), 1Gi ephemeral-storage, and the smallest notebook session asks for 1 cpu, 1Gi memory, 10Gi ephemeral-storage. Declare nodes with more CPU, memory, local disk, or lower pools.a.daemonsets if they take less, or write services as pools.a.role.',
    "pools: the platform's services ask for 1200m cpu, 3456Mi memory, 6Gi ephemeral-storage, and pools.a has 0 cpu, 0 memory, 3Gi ephemeral-storage, daemonsets taken off. Declare more or larger nodes for services.",
  ],
  [
    'more than can be counted',
    'pools',
    { a: { ...both, nodes: 100_000, allocatable: { cpu: 1, memory: '7Pi', ephemeral: '7Pi' } } },
    'pools.a.allocatable.cpu: no session would ever start here: a node has 0 cpu (it offers 1 to pods, and daemonsets take 1), and the smallest firefly session asks for 200m cpu. Declare nodes with more CPU, or lower pools.a.daemonsets if they take less, or write services as pools.a.role.',
    'pools: all nodes together have more memory than we can count exactly. Declare fewer or smaller nodes.',
    'pools: all nodes together have more disk than we can count exactly. Declare fewer or smaller nodes.',
    "pools: the platform's services ask for 1200m cpu, and pools.a has 0 cpu, daemonsets taken off. Declare more or larger nodes for services.",
  ],
  [
    'pools with the same labels',
    'pools',
    { a: { ...both, labels: { zone: 'x' } }, b: { ...node, labels: { zone: 'x', disk: 'ssd' } } },
    'pools.a.labels: the nodes of pools.b have these labels too, so nothing tells the two pools apart. Give each pool a label that no other has.',
  ],
  [
    'a pool without labels beside another',
    'pools',
    { a: { ...both, labels: {} }, b: node },
    'pools.a.labels: the nodes of pools.b have these labels too, so nothing tells the two pools apart. Give each pool a label that no other has.',
  ],
  [
    'storage of one node for several',
    'arc',
    { driver: 'hostPath', path: '/srv/arc' },
    'arc.driver: hostPath is storage of one node, and pools declare 3 nodes. Use cephfs or nfs.',
  ],
  [
    'homes that are projects',
    'arc.projects',
    'home',
    'arc.projects: "home" is also arc.homes. Give projects a folder of their own.',
  ],
  [
    'a claim twice in one namespace',
    'arc.namespaces',
    ['cavern', 'skaha-workload', 'cavern'],
    'arc.namespaces[1]: "skaha-workload" is also namespaces.sessions, and has a claim. Remove it.',
    'arc.namespaces[2]: "cavern" is also arc.namespaces[0], and has a claim. Remove it.',
  ],
  [
    'user storage over something else',
    'arc.mountRoot',
    '/scratch/arc',
    'arc.mountRoot: /scratch/arc overlaps /scratch, which every session has. Choose another path.',
  ],
  [
    'user storage over the system',
    'arc.mountRoot',
    '/usr',
    'arc.mountRoot: /usr would hide a part of the session image. Choose another path.',
  ],
  [
    'volumes over one another',
    'sessions.volumes',
    [volume('/data'), volume('/data/deep'), volume('/arc/x'), volume('/database')],
    'sessions.volumes[1].mountPath: /data/deep overlaps /data, which every session has. Choose another path.',
    'sessions.volumes[2].mountPath: /arc/x overlaps /arc, which every session has. Choose another path.',
  ],
  [
    'one namespace for both',
    'namespaces',
    { services: 'a', sessions: 'a' },
    'namespaces.sessions: "a" is also namespaces.services. Sessions need a namespace of their own.',
  ],
  [
    'the namespace of the ingress controller',
    'namespaces',
    { services: 'traefik' },
    'namespaces.services: "traefik" is also ingress.namespace, and the platform creates this one. Choose another name.',
  ],
  [
    'a namespace of Kubernetes',
    'namespaces',
    { sessions: 'kube-system' },
    'namespaces.sessions: "kube-system" is also a namespace of Kubernetes itself, and the platform creates this one. Choose another name.',
  ],
  [
    'the namespace of the storage driver',
    'arc',
    cephfs('skaha-system'),
    'namespaces.services: "skaha-system" is also arc.nodeStageSecret.namespace, and the platform creates this one. Choose another name.',
  ],
  [
    'a namespace that is there',
    'cluster.provides',
    { namespaces: ['x', 'skaha-workload'] },
    'namespaces.sessions: "skaha-workload" is also cluster.provides.namespaces[1], and the platform creates this one. Choose another name.',
  ],
  [
    'one host for both',
    'hosts',
    { sessions: 'platform.keck.example.org' },
    'hosts.sessions: "platform.keck.example.org" is also domain. Give sessions a host of their own: what runs in them could read the cookies of the platform.',
  ],
  [
    'an image from elsewhere',
    'images',
    { redis: 'quay.io/redis:8' },
    'images.redis: images.registries does not list quay.io. Add it there, or take the image from a registry that is listed.',
  ],
  [
    'a list of images that nobody may start',
    'registry',
    { kind: 'external', hosts: ['images.keck.example.org'], harbors: ['harbor.keck.example.org'] },
    'registry.harbors[0]: registry.hosts does not list harbor.keck.example.org. Add it there: what users are shown, they may start.',
  ],
  [
    'a portal that does not know where the homes are',
    'services.portal',
    { kind: 'embedded' },
    'services.portal.homes: is missing, and nothing here says at which address the VOSpace service is. Write the address of the users’ homes there, e.g. https://science.example.org/cavern/nodes/home.',
  ],
  [
    'an account service beside a login provider',
    'services.portal',
    { kind: 'embedded', homes: 'https://a.example.org/home', accounts: { service: 'https://b.example.org/ac' } },
    'services.portal.accounts: is for login.kind cadc, and login.kind is external. Take it away: people log in at the provider.',
  ],
  [
    'two pages at one path, and two services of one name',
    'services',
    {
      portal: { kind: 'embedded', homes: 'https://a.example.org/home', path: '/storage' },
      storageUi: { kind: 'embedded', spaces: { arc: { id: 'ivo://b.example.org/arc' } } },
    },
    'services.storageUi.spaces.arc: "arc" is the name of the service that owns /arc. Choose another name.',
    'services.storageUi.path: /storage is also, or is below or above, /storage, the path of services.portal.path. Choose another path.',
  ],
  [
    'metrics of queues that are not there',
    'services.metrics',
    { kind: 'embedded' },
    'services.metrics.kind: embedded reads the queues of Kueue, and queues.kind is none. Set queues.kind to kueue, or services.metrics.kind to none.',
  ],
  [
    'an end of sessions where no queue stops them',
    'maintenance',
    { mode: 'drain' },
    'maintenance.mode: drain stops sessions by their queues, and queues.kind is none. Write block, and end what still runs: kubectl delete jobs --all --namespace=skaha-workload.',
  ],
  ['no new sessions', 'maintenance', { mode: 'block' }],
  [
    'SFTP where web pages are',
    'services.sftp',
    {
      kind: 'embedded',
      entryPoint: 'websecure',
      port: 443,
      directory: { host: 'ldap.example.org', addresses: ['192.0.2.7/32'], base: 'dc=example', reader: 'cn=reader' },
    },
    'services.sftp.entryPoint: "websecure" is also ingress.entryPoints.https, and SFTP takes every connection of its own. Give it an entry point of its own.',
    'services.sftp.port: 443 is the port of web pages. Choose another, such as 2222.',
  ],
  [
    'a portal in the place of the session service',
    'services.portal',
    { kind: 'embedded', homes: 'https://a.example.org/home', path: '/skaha/portal' },
    'services.portal.path: /skaha/portal is also, or is below or above, /skaha, the path of the session service. Choose another path.',
  ],
  [
    'replicas upside down',
    'sessions.replicas',
    { min: 7 },
    'sessions.replicas.min: 7 is more than sessions.replicas.max, 6. Lower the one or raise the other.',
  ],
  [
    'a session type larger than the largest',
    'sessions.largest',
    { cpu: 1, memory: '2Gi' },
    'sessions.define.desktop.resources.limits.memory: 4Gi is more than 2Gi, which is sessions.largest.memory. Lower the one or raise the other.',
    'sessions.define.firefly.resources.limits.memory: 4Gi is more than 2Gi, which is sessions.largest.memory. Lower the one or raise the other.',
  ],
  [
    'a session type that is not there',
    'sessions.types',
    ['notebook', 'notebok'],
    'sessions.types[1]: there is no session type "notebok". Did you mean "notebook"?',
  ],
])('%s', (_, path, value, ...lines) => {
  expect(complaints(changed(path, value))).toEqual(lines);
});

test('a VOSpace service of our own is over an NFS that keeps what it writes beside files', () => {
  const services = { storage: { kind: 'embedded', admin: { name: 'admin', uid: 10_000 } } };
  const over = (version?: string) => {
    const arc = { driver: 'nfs', server: 'nfs.keck.example.org', share: '/export/arc', version };
    return complaints({ ...changed('arc', arc), services });
  };
  expect([over(), over('4.2')]).toEqual([[], []]);
  expect(over('4.1')).toEqual([
    'arc.version: NFS 4.1 has no extended attributes, and services.storage keeps the checksum of each file in one: it deletes the file that it cannot write it to. Write 4.2 (the server must offer extended attributes: Linux does since 5.9), or use cephfs.',
  ]);
  expect(complaints(changed('arc.version', '4.1'))).toEqual([]);
});

test('services that call each other are certified by an authority that their images know', () => {
  const by = (source: object, services: object, more: object = {}) =>
    complaints({
      ...changed('ingress.tls', { kind: 'cert-manager', issuer: { name: 'own', source } }),
      addons: { certManager: { kind: 'chart' } },
      services,
      ...more,
    });
  const said = (kind: string, which: string) =>
    `ingress.tls.issuer.source.kind: no service knows an authority of kind ${kind}, and ${which} would work only when certificates of the platform's hosts are believed. Write acme, which asks for a record in DNS and for no way in, or name an issuer that is there (existing): one of a public authority, or yours with images that know it.`;
  const mapper = { posixMapper: { kind: 'embedded' } };
  expect(by({ kind: 'self-signed' }, {})).toEqual([]);
  expect(by({ kind: 'existing' }, mapper)).toEqual([]);
  for (const source of [{ kind: 'self-signed' }, { kind: 'ca', secret: 'root' }])
    expect(by(source, mapper)).toEqual([said(source.kind, 'services.posixMapper')]);
  const labeller = { imageList: { labeller: 'robot$labeller' } };
  const own = { kind: 'ca', secret: 'root' };
  expect(by(own, {}, { registry: harbor({ login: { kind: 'local' } }) })).toEqual([]);
  expect(by(own, {}, { registry: harbor({ login: { kind: 'local' } }), ...labeller })).toEqual([
    said('ca', 'imageList.labeller'),
  ]);
  expect(by(own, {}, labeller)).toEqual([]);
});

test('snapshots are made of something', () => {
  const scheduled = (more: object) =>
    complaints({ ...changed('snapshots', { kind: 'scheduled', class: 'x' }), ...more });
  const mapper = { services: { posixMapper: { kind: 'embedded' } } };
  const nothing = [
    'snapshots.kind: scheduled, and this site has no volume to make snapshots of: neither databases of kind embedded, nor a registry whose images are on a volume. Write none. Where copies of /arc live is arc.backup, and servers of CloudNativePG have databases.backup.',
  ];
  expect(scheduled({})).toEqual(nothing);
  expect(scheduled({ ...mapper, databases: { kind: 'cloudnative-pg' } })).toEqual(nothing);
  expect(scheduled(mapper)).toEqual([]);
  expect(scheduled({ registry: harbor({}), databases: { kind: 'cloudnative-pg' } })).toEqual([]);
});

test('all contradictions come at once, with the file', () => {
  const site = {
    ...changed('namespaces', { services: 'a', sessions: 'a' }),
    sessions: { ...changed('sessions.replicas', { min: 7 }).sessions },
  };
  const found = problems(() => plan(site));
  expect(found.map(({ file, path }) => [file, path])).toEqual([
    ['keck.ts', 'namespaces.sessions'],
    ['keck.ts', 'sessions.replicas.min'],
  ]);
  expect(() => plan(site)).toThrow('keck.ts: site "keck" contradicts itself\n');
});

test('scratch on NFS whose driver is told who may write', () => {
  const site = {
    ...changed('scratch', { kind: 'provisioned', provisioner: 'nfs.csi.k8s.io' }),
    addons: { nfsCsi: { kind: 'chart', values: { driver: { mountPermissions: '0777' } } } },
  };
  expect(complaints(site)).toEqual([]);
});

test('groups that the Keycloak of the platform does not have', () => {
  const site = (groups: readonly string[]) => ({
    ...changed(
      'registry',
      harbor({
        login: { kind: 'oidc', adminGroup: '/admins' },
        content: { projects: { skaha: { members: { users: 'guest', builders: 'developer' } } } },
      }),
    ),
    login: { kind: 'keycloak', groups },
  });
  expect(complaints(site(['users', 'admins']))).toEqual([
    'registry.login.adminGroup: login.groups does not have "/admins", so nobody would be in it. Write its plain name, as it is there.',
    'registry.content.projects.skaha.members: login.groups does not have "builders", so nobody would be in it. Add it there, or name one that it has: users, admins.',
  ]);
  expect(complaints(site([]))).toHaveLength(3);
  expect(complaints(site(['users', 'builders']))).toHaveLength(1);
});

test('cores of one pool and memory of another are no room', () => {
  const pools = {
    a: { ...both, allocatable: { cpu: 128, memory: '20Gi', ephemeral: '1Ti' } },
    b: { ...node, allocatable: { cpu: 4, memory: '500Gi', ephemeral: '1Ti' } },
  };
  const site = { ...changed('sessions.largest', { cpu: 64, memory: '256Gi' }), pools };
  expect(complaints(site)).toEqual([
    'sessions.largest: no node takes a session of 64 cores and 256Gi; room on one node, daemonsets and services taken off: pools.a 127 cores and 18Gi, pools.b 3 cores and 498Gi. Lower sessions.largest, or declare larger nodes.',
  ]);
});
