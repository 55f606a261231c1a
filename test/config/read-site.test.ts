import { parse } from 'yaml';
import { z } from 'zod';
import { readBy } from '../../src/config/problems';
import { readSite } from '../../src/config/read-site';
import { changed, complaints, problems, smallSite } from './small-site';

test('the smallest site is read, with every default filled in', () => {
  const site = readSite(smallSite(), 'keck.ts');
  expect(site).toMatchObject({
    scratch: { kind: 'emptyDir', perSession: 10 * 2 ** 30 },
    sessions: { expiry: 4 * 86_400, perUser: 3, replicas: { min: 2, max: 6 }, define: {} },
    arc: { mountRoot: '/arc', homes: 'home', size: 2 ** 40 },
    namespaces: { services: 'skaha-system', sessions: 'skaha-workload' },
    cluster: { await: true },
  });
  expect(complaints(smallSite())).toEqual([]);
});

const gpu = (sharing: unknown) => ({ product: 'X', count: 1, sharing });

describe('one mistake, one line: place, fact, act', () => {
  test.each<[path: string, value: unknown, ...lines: string[]]>([
    // Unknown keys
    ['nmae', 'x', 'nmae: unknown key. Did you mean "name"?'],
    ['hosts.hrabor', {}, 'hosts.hrabor: unknown key. Known here: sessions.'],
    ['pools.nodes.nodess', 3, 'pools.nodes.nodess: unknown key. Did you mean "nodes"?'],
    ['teams', { cadc: { wieght: 3 } }, 'teams.cadc.wieght: unknown key. Did you mean "weight"?'],
    ['login.isuer', 'x', 'login.isuer: unknown key. Did you mean "issuer"?'],
    ['sessions.authorization.url', 'https://x/', 'sessions.authorization.url: unknown key. Known here: kind, group.'],
    [
      'pools.nodes.gpu',
      gpu({ mode: 'mig', slicesPerGpu: 7, prfile: '1g.10gb' }),
      'pools.nodes.gpu.sharing.profile: is missing. Write a MIG profile such as 1g.10gb.',
      'pools.nodes.gpu.sharing.prfile: unknown key. Did you mean "profile"?',
    ],
    [
      'sessions.define',
      { notebook: { web: { prot: 1 } } },
      'sessions.define.notebook.web.prot: unknown key. Did you mean "port"?',
    ],
    [
      'sessions.volumes',
      [{ claim: 'a', mountpath: '/a' }],
      'sessions.volumes[0].mountPath: is missing. Write an absolute path such as /arc, without . or .. in it.',
      'sessions.volumes[0].mountpath: unknown key. Did you mean "mountPath"?',
    ],
    [
      'arc',
      { driver: 'nfs', srever: 'x', share: '/a' },
      'arc.server: is missing. Write a bare host name, e.g. images.example.org, without https:// or a port.',
      'arc.srever: unknown key. Did you mean "server"?',
    ],
    // Missing keys
    ['name', undefined, 'name: is missing. Write lower-case letters, digits and hyphens, at most 63, e.g. my-name.'],
    ['kubernetes', undefined, 'kubernetes: is missing. Write one of: 1.31, 1.32, 1.33, 1.34, 1.35, 1.36.'],
    ['pools', undefined, 'pools: is missing. Write a mapping.'],
    ['pools.nodes.nodes', undefined, 'pools.nodes.nodes: is missing. Write a whole number from 1 to 100000.'],
    [
      'pools.nodes.allocatable.cpu',
      undefined,
      'pools.nodes.allocatable.cpu: is missing. Write cores such as 16, or thousandths such as 500m.',
    ],
    [
      'pools.nodes.allocatable',
      undefined,
      'pools.nodes.allocatable: is missing, and so is capacity. Write what `kubectl describe node` shows under Allocatable, or capacity: the size of the machine.',
    ],
    ['arc', undefined, 'arc: is missing. Write a mapping with driver, one of: cephfs, nfs, hostPath.'],
    ['registry', undefined, 'registry: is missing. Write a mapping with kind, one of: external, harbor.'],
    ['sessions.largest', { cpu: 16 }, 'sessions.largest.memory: is missing. Write a size such as 200Gi.'],
    // Empty, as a key without value is in YAML
    ['hosts', null, 'hosts: is empty. Write a mapping.'],
    [
      'pools.nodes.allocatable.cpu',
      null,
      'pools.nodes.allocatable.cpu: is empty. Write cores such as 16, or thousandths such as 500m.',
    ],
    // Wrong type
    ['name', 5, 'name: 5 is a number. Write "5".'],
    ['kubernetes', 1.34, 'kubernetes: 1.34 is a number. Write "1.34".'],
    ['pools.nodes.nodes', '3', 'pools.nodes.nodes: "3" is a text. Write 3.'],
    ['cluster.await', 'true', 'cluster.await: "true" is a text. Write true.'],
    ['cluster.await', 1, 'cluster.await: 1 is a number. Write true or false.'],
    ['pools', [], 'pools: [] is a list. Write a mapping.'],
    ['registry.hosts', 'x', 'registry.hosts: "x" is a text. Write a list.'],
    ['arc', 'nfs', 'arc: "nfs" is a text. Write a mapping with driver, one of: cephfs, nfs, hostPath.'],
    [
      'teams',
      { cadc: { quota: { cpu: 999 } } },
      'teams.cadc.quota: unknown key. No quota is written: it follows from the nodes of pools, from teams.<name>.weight, and from queues.headroom and queues.kept.',
    ],
    ['teams', { cadc: 5 }, 'teams.cadc: 5 is a number. Write a mapping.'],
    [
      'services.portal',
      { kind: 'embedded', path: '/portal/' },
      'services.portal.path: "/portal/" is not valid. Write a path such as /science-portal, without a slash at its end.',
    ],
    [
      'services.portal',
      { kind: 'embeded' },
      'services.portal.kind: "embeded" is not valid. Write one of: none, embedded.',
    ],
    [
      'services.storageUi',
      { kind: 'embedded', spaces: { Vault: { id: 'ivo://vault.example.org/vault' } } },
      'services.storageUi.spaces.Vault: "Vault" is not valid. Write small letters and digits, e.g. vault.',
    ],
    [
      'services.sftp',
      {
        kind: 'embedded',
        allow: ['every body'],
        directory: { host: 'ldap.example.org', addresses: ['192.0.2.7/32'], base: 'example.org', reader: 'cn=reader' },
      },
      'services.sftp.allow[0]: "every body" is not valid. Write the name of a group such as platform-users.',
      'services.sftp.directory.base: "example.org" is not valid. Write a name of the directory such as ou=users,dc=example,dc=org.',
    ],
    ['services.groups', 5, 'services.groups: 5 is a number. Write an IVOA identifier such as ivo://example.org/gms.'],
    [
      'pools.nodes.allocatable.cpu',
      true,
      'pools.nodes.allocatable.cpu: true is not valid. Write cores such as 16, or thousandths such as 500m.',
    ],
    [
      'pools.nodes.allocatable.cpu',
      [1],
      'pools.nodes.allocatable.cpu: [1] is not valid. Write cores such as 16, or thousandths such as 500m.',
    ],
    // Wrong unit
    ['pools.nodes.allocatable.memory', '120G', 'pools.nodes.allocatable.memory: "120G" is not valid. Write 120Gi.'],
    ['pools.nodes.allocatable.memory', 120, 'pools.nodes.allocatable.memory: 120 is not valid. Write 120Gi.'],
    [
      'pools.nodes.allocatable.memory',
      94_477_937_300,
      'pools.nodes.allocatable.memory: 94477937300 is not valid. Write 92263610Ki.',
    ],
    ['pools.nodes.allocatable.memory', '120 gb', 'pools.nodes.allocatable.memory: "120 gb" is not valid. Write 120Gi.'],
    ['pools.nodes.allocatable.memory', '1.5Ti', 'pools.nodes.allocatable.memory: "1.5Ti" is not valid. Write 1536Gi.'],
    [
      'pools.nodes.allocatable.memory',
      'lots',
      'pools.nodes.allocatable.memory: "lots" is not valid. Write a size such as 200Gi.',
    ],
    [
      'pools.nodes.allocatable.memory',
      '8Pi',
      'pools.nodes.allocatable.memory: "8Pi" is not valid. Write less than 8Pi.',
    ],
    ['pools.nodes.allocatable.cpu', 1.5, 'pools.nodes.allocatable.cpu: 1.5 is not valid. Write 1500m.'],
    ['pools.nodes.allocatable.cpu', '16 cores', 'pools.nodes.allocatable.cpu: "16 cores" is not valid. Write 16.'],
    [
      'pools.nodes.allocatable.cpu',
      'lots',
      'pools.nodes.allocatable.cpu: "lots" is not valid. Write cores such as 16, or thousandths such as 500m.',
    ],
    [
      'pools.nodes.allocatable.cpu',
      0,
      'pools.nodes.allocatable.cpu: 0 is not valid. Write cores such as 16, or thousandths such as 500m.',
    ],
    ['sessions.expiry', '4 days', 'sessions.expiry: "4 days" is not valid. Write 4d.'],
    ['sessions.expiry', 4, 'sessions.expiry: 4 is not valid. Write a time span such as 4d, 12h or 30m.'],
    ['sessions.expiry', '0s', 'sessions.expiry: "0s" is not valid. Write a time above zero.'],
    ['sessions.expiry', '999999d', 'sessions.expiry: "999999d" is not valid. Write at most 24855d.'],
    // Bounds
    ['pools.nodes.nodes', 0, 'pools.nodes.nodes: 0 is too small. Write at least 1.'],
    ['pools.nodes.nodes', 1e18, 'pools.nodes.nodes: 1000000000000000000 is too large. Write at most 100000.'],
    ['pools.nodes.nodes', 1.5, 'pools.nodes.nodes: 1.5 is not a whole number. Write a whole number from 1 to 100000.'],
    ['name', 'a'.repeat(21), `name: "${'a'.repeat(21)}" is too long. Write at most 20 characters.`],
    ['registry.hosts', [], 'registry.hosts: [] is too short. Write at least one.'],
    [
      'cluster.apiServer.ports',
      [0, 70_000],
      'cluster.apiServer.ports[0]: 0 is too small. Write at least 1.',
      'cluster.apiServer.ports[1]: 70000 is too large. Write at most 65535.',
    ],
    ['pools', {}, 'pools: {} is not valid. Declare at least one pool.'],
    // Not one of the alternatives
    [
      'registry',
      { kind: 'harbor' },
      'registry.storage: is missing. Write a mapping with kind, one of: filesystem, s3, swift, azure, gcs.',
    ],
    [
      'registry',
      { kind: 'harbor', storage: { kind: 'azure', account: 'keckimages', container: 'images', folder: 'harbor' } },
      'registry.storage.folder: unknown key. The registry behind Harbor knows no folder in a container of Azure, and a volume is its own alone: give it one that holds nothing else.',
    ],
    [
      'maintenance',
      { mode: 'drain', message: 'costs $5 a minute' },
      'maintenance.message: "costs $5 a minute" is not valid. Write one sentence of 10 to 300 characters, without $.',
    ],
    [
      'snapshots',
      { kind: 'scheduled', keep: 0 },
      'snapshots.class: is missing. Write the name of the object: lower-case letters, digits, hyphens and dots.',
      'snapshots.keep: 0 is too small. Write at least 1.',
    ],
    [
      'arc.backup',
      { kind: 'storage', where: 'there' },
      'arc.backup.where: "there" is not valid. Write one sentence of 10 to 300 characters, without $.',
    ],
    ['maintenance', { mode: 'stop' }, 'maintenance.mode: "stop" is not valid. Write one of: none, block, drain.'],
    [
      'registry',
      { kind: 'harbor', storage: { kind: 's3' }, version: 'v2.15', redis: { kind: 'sentinel' } },
      'registry.version: "v2.15" is not valid. Write a release of Harbor 2 such as 2.15.2.',
      'registry.storage.bucket: is missing. Write the name of a bucket: lower-case letters, digits, . _ and -.',
      'registry.redis.kind: "sentinel" is not valid. Write one of: embedded, external.',
    ],
    [
      'registry',
      {
        kind: 'harbor',
        storage: { kind: 'filesystem', size: '1Ti', redirect: true },
        upgrade: { from: '2.14.0', backup: 'yes' },
      },
      'registry.upgrade.backup: "yes" is too short. Write where the backup lies, so that somebody else finds it.',
      'registry.storage.redirect: unknown key. Known here: storageClass, accessMode, kind, size.',
    ],
    [
      'sessions.define',
      { notebook: { ports: { 'a--b': 8000 } } },
      'sessions.define.notebook.ports.a--b: "a--b" is not valid. Write no two hyphens in a row.',
    ],
    [
      'cluster.gpus',
      { kind: 'operator', driver: '580.82.07', namespace: 'gpu.operator' },
      'cluster.gpus.namespace: "gpu.operator" is not valid. Write lower-case letters, digits and hyphens, at most 63, e.g. my-name.',
    ],
    [
      'services.posixMapper',
      { kind: 'embedded', firstUID: 1 },
      'services.posixMapper.firstUID: unknown key. Did you mean "firstUid"?',
    ],
    [
      'services.storage',
      { kind: 'embedded', admin: { name: 'a b', uid: 0 } },
      'services.storage.admin.name: "a b" is not valid. Write the name as the login provider has it.',
      'services.storage.admin.uid: 0 is too small. Write at least 1.',
    ],
    [
      'services.ivoaRegistry',
      { kind: 'embedded', entries: { 'ivo://a.example.org/b': 'http://a.example.org/b' } },
      'services.ivoaRegistry.entries["ivo://a.example.org/b"]: "http://a.example.org/b" is not valid. Write an address such as https://iam.example.org/.',
    ],
    [
      'databases',
      { kind: 'embeded' },
      'databases.kind: "embeded" is not valid. Write one of: embedded, cloudnative-pg, external.',
    ],
    [
      'databases',
      { kind: 'external', port: 0 },
      'databases.host: is missing. Write a bare host name, e.g. images.example.org, without https:// or a port.',
      'databases.port: 0 is too small. Write at least 1.',
    ],
    [
      'databases',
      { kind: 'embedded', backup: { kind: 'dumps', keepDay: 3 } },
      'databases.backup.keepDay: unknown key. Did you mean "keepDays"?',
    ],
    ['arc', { driver: 'cehpfs' }, 'arc.driver: "cehpfs" is not valid. Write one of: cephfs, nfs, hostPath.'],
    ['arc', {}, 'arc.driver: is missing. Write one of: cephfs, nfs, hostPath.'],
    ['registry.kind', 'harbour', 'registry.kind: "harbour" is not valid. Write one of: external, harbor.'],
    [
      'pools.nodes.gpu',
      gpu({ mode: 'mgi' }),
      'pools.nodes.gpu.sharing.mode: "mgi" is not valid. Write one of: exclusive, mig, timeSlicing, mps, dra.',
    ],
    [
      'pools.nodes.role',
      'sesions',
      'pools.nodes.role: "sesions" is not valid. Write one of: services, sessions, both.',
    ],
    [
      'kubernetes',
      '1.20',
      'kubernetes: "1.20" is not valid. Write a supported release: 1.31, 1.32, 1.33, 1.34, 1.35, 1.36.',
    ],
    [
      'ingress.tls',
      { kind: 'cert-manager', issuer: { kind: 'Issuer', name: 'x' } },
      'ingress.tls.issuer.kind: "Issuer" is not valid. Write ClusterIssuer.',
    ],
    // Names
    [
      'pools',
      { 'Bad Name': smallSite().pools.nodes },
      'pools["Bad Name"]: "Bad Name" is not valid. Write lower-case letters, digits and hyphens, at most 63, e.g. my-name.',
    ],
    [
      'pools.nodes.labels',
      { 'a b': 'c' },
      'pools.nodes.labels["a b"]: "a b" is not valid. Write a key such as pool or example.org/pool.',
    ],
    [
      'pools.nodes.labels',
      { 'example.org/pool': 5 },
      'pools.nodes.labels["example.org/pool"]: 5 is a number. Write "5".',
    ],
    ['domain', 'localhost', 'domain: "localhost" is not valid. Write a full domain, e.g. science.example.org.'],
    [
      'checks.waivers',
      [{ rule: 'probes', reason: 'y', owner: 'z', expires: 'tomorrow' }],
      'checks.waivers[0].reason: "y" is too short. Give a reason that a stranger understands.',
      'checks.waivers[0].expires: "tomorrow" is not valid. Write a date such as 2027-06-30.',
    ],
  ])('%s = %j', (path, value, ...lines) => {
    expect(complaints(changed(path, value))).toEqual(lines);
  });
});

test('all mistakes come at once, with the file and the name of the site', () => {
  const site = { ...changed('sessions.expiry', 'long'), hrabor: 1, login: { kind: 'external', issuer: 'http://x' } };
  expect(() => readSite(site, 'stacks/keck.ts')).toThrow('stacks/keck.ts: site "keck" is not valid\n');
  expect(problems(() => readSite(site, 'stacks/keck.ts')).map(({ file, path }) => [file, path])).toEqual([
    ['stacks/keck.ts', 'login.issuer'],
    ['stacks/keck.ts', 'sessions.expiry'],
    ['stacks/keck.ts', 'hrabor'],
  ]);
});

test.each([
  [undefined, 'nothing'],
  [null, 'no mapping'],
  [[], 'no mapping'],
  ['x', 'no mapping'],
  [() => 1, 'no mapping'],
])('what is not a site at all: %p', (value, what) => {
  expect(complaints(value)).toEqual([`the file holds ${what}. Export a site: export default defineSite({ ... }).`]);
});

test('a site written as YAML gives the same messages', () => {
  const yaml = `
name: Keck
domain: platform.keck.example.org
kubernetes: 1.34
registry: { kind: external, hosts: [images.keck.example.org] }
login:
  kind: external
  issuer: https://iam.keck.example.org/
pools:
  nodes: { role: both, nodes: "3", allocatable: { cpu: 32, memory: 120G, ephemeral: 1Ti } }
arc: { driver: nfs, server: nfs.keck.example.org, share: export }
hosts:
sessions:
  authorisation: { kind: group, group: "ivo://platform.keck.example.org/gms?users" }
`;
  const site = changed('pools.nodes', {
    role: 'both',
    nodes: '3',
    allocatable: { cpu: 32, memory: '120G', ephemeral: '1Ti' },
  });
  const { authorization } = smallSite().sessions;
  const typescript = {
    ...site,
    name: 'Keck',
    kubernetes: 1.34,
    hosts: null,
    arc: { ...site.arc, share: 'export' },
    sessions: { authorisation: authorization },
  };
  expect(complaints(parse(yaml))).toEqual(complaints(typescript));
  expect(complaints(parse(yaml))).toHaveLength(8);
});

test('a value between several alternatives without tag gets the words of the one that came furthest', () => {
  const schema = z.union([
    z.strictObject({ cpu: z.int('write cores') }),
    z.strictObject({ size: z.strictObject({ memory: z.string('write a size') }) }),
  ]);
  expect(readBy(schema, { size: { memory: [] } }).problems).toEqual([
    { path: 'size.memory', fact: '[] is not valid', act: 'Write a size' },
  ]);
});

test('a key of an earlier release is answered with what took its place, wherever names stand in the path', () => {
  const schema = z.strictObject({ pools: z.record(z.string(), z.strictObject({ gpu: z.int().optional() })) });
  const removed = { 'pools.*.gpus': 'Write gpu: { count: 4 }', queues: 'Write teams instead' };
  expect(readBy(schema, { pools: { a: { gpus: 4 } }, queues: {} }, removed).problems).toEqual([
    { path: 'pools.a.gpus', fact: 'this key was removed', act: 'Write gpu: { count: 4 }' },
    { path: 'queues', fact: 'this key was removed', act: 'Write teams instead' },
  ]);
});
