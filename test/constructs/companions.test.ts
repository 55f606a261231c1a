import { rules } from '../../policies/index';
import { textReport } from '../../src/check/report/text';
import { runRules } from '../../src/check/run';
import { subjectsOf } from '../../src/check/subjects';
import { propertiesOf } from '../../src/check/world/properties';
import type { SiteInput } from '../../src/config/site';
import { platform } from '../../src/constructs/platform';
import type { KubeObject } from '../../src/manifest';
import { servicesRequest } from '../../src/plan/sizes';
import { plan } from '../config/small-site';
import { wholeSite } from './whole-site';

const made = (site: SiteInput = wholeSite()) => platform(plan(site));
const find = (kind: string, name: string, site?: SiteInput): KubeObject => {
  const found = made(site).manifests.filter(({ object }) => object.kind === kind && object.metadata.name === name);
  expect(found.length).toBeGreaterThan(0);
  return found[0]?.object as KubeObject;
};
/** Values of a file of a ConfigMap, by key. */
const file = (configMap: string, name: string, site?: SiteInput) =>
  Object.fromEntries(propertiesOf(name, find('ConfigMap', configMap, site).data[name]));
const secretFile = (secret: string) =>
  made()
    .secrets.find(({ name }) => name === secret)
    ?.keys['catalina.properties']?.map((piece) => (typeof piece === 'string' ? piece : `<${piece.name}>`))
    .join('') ?? '';

const variants: Record<string, SiteInput> = {
  'everything of its own': wholeSite(),
  'the login of the CADC': wholeSite({
    login: {
      kind: 'cadc',
      issuer: 'https://iam.keck.example.org/',
      signatureKey: 'signature-key',
      certificate: 'service-certificate',
      credentials: 'ivo://platform.keck.example.org/gms',
    },
  }),
  'somebody else’s database': wholeSite({
    databases: { kind: 'external', host: 'db.example.org', authority: 'db-authority' },
  }),
  'databases of an operator': wholeSite({ databases: { kind: 'cloudnative-pg' } }),
  'permissions of the SKA': wholeSite({
    sessions: {
      authorization: {
        kind: 'permissions-api',
        name: 'platform',
        url: 'https://permissions.example.net/api',
        authUrl: 'https://authn.example.net/api',
      },
    },
  }),
};

test.each(Object.entries(variants))('%s: every rule agrees, and none is in doubt', (_, site) => {
  const subjects = subjectsOf({ plan: plan(site), manifests: made(site) });
  expect(textReport(runRules(rules, subjects, { today: '2026-01-01' }))).toBe('');
});

test('the registry knows what the platform runs and what the site declares, and is asked first', () => {
  expect(file('reg-config', 'reg-resource-caps.properties')).toEqual({
    'ivo://platform.keck.example.org/skaha': ['https://platform.keck.example.org/skaha/capabilities'],
    'ivo://platform.keck.example.org/posix-mapper': ['https://platform.keck.example.org/posix-mapper/capabilities'],
    'ivo://platform.keck.example.org/cavern': ['https://platform.keck.example.org/cavern/capabilities'],
    'ivo://platform.keck.example.org/gms': ['https://gms.keck.example.org:8444/gms/capabilities'],
  });
  const services = { ...wholeSite().services, registries: ['https://other.example.org/reg'] };
  for (const configMap of ['skaha-config', 'posix-mapper-config', 'cavern-config'])
    expect(file(configMap, 'cadc-registry.properties', wholeSite({ services }))).toMatchObject({
      'ca.nrc.cadc.reg.client.RegistryClient.baseURL': [
        'https://platform.keck.example.org/reg',
        'https://other.example.org/reg',
      ],
    });
  // It has no identity manager in it, and would not start with the name of one.
  expect(file('reg-config', 'catalina.properties')).not.toHaveProperty(['ca.nrc.cadc.auth.IdentityManager']);
});

test('the storage service is the one that the session service asks, over the same bytes', () => {
  const cavern = file('cavern-config', 'cavern.properties');
  expect(cavern).toMatchObject({
    'org.opencadc.cavern.resourceID': ['ivo://platform.keck.example.org/cavern'],
    'org.opencadc.cavern.filesystem.baseDir': ['/data'],
    'org.opencadc.cavern.filesystem.subPath': ['cavern'],
    'org.opencadc.cavern.filesystem.rootOwner': ['admin'],
    'org.opencadc.cavern.filesystem.rootOwner.username': ['admin'],
    'org.opencadc.cavern.filesystem.rootOwner.uid': ['10000'],
    'org.opencadc.cavern.filesystem.rootOwner.gid': ['10000'],
    'org.opencadc.cavern.allocationParent': ['/home', '/projects'],
    'org.opencadc.cavern.selfAllocateGroup': ['ivo://platform.keck.example.org/gms?users'],
    'org.opencadc.cavern.nodes.QuotaPlugin': ['CephFSQuotaPlugin'],
    'org.opencadc.cavern.defaultQuotaGB': ['25'],
  });
  const pod = find('Deployment', 'cavern').spec.template.spec;
  expect(pod.volumes).toContainEqual({ name: 'arc', persistentVolumeClaim: { claimName: 'arc' } });
  const volume = (namespace: string) =>
    made().manifests.find(({ id }) => id === `platform/arc/volume-${namespace}`)?.object.spec.csi.volumeAttributes;
  expect(volume('skaha-system')).toEqual(volume('skaha-workload'));
});

test('storage whose driver keeps no quota promises none', () => {
  const { arc: _, ...site } = wholeSite();
  const cavern = file('cavern-config', 'cavern.properties', {
    ...site,
    arc: { driver: 'nfs', server: 'nfs.example.org', share: '/arc' },
  });
  expect(cavern['org.opencadc.cavern.nodes.QuotaPlugin']).toEqual(['NoQuotaPlugin']);
  expect(cavern).not.toHaveProperty(['org.opencadc.cavern.defaultQuotaGB']);
});

test('one pod is root, with four capabilities and no group for the volume; the namespace is as strict as that allows', () => {
  const deployments = made().manifests.filter(({ object }) => object.kind === 'Deployment');
  const root = deployments.filter(({ object }) => object.spec.template.spec.securityContext.runAsUser === 0);
  expect(root.map(({ object }) => object.metadata.name)).toEqual(['cavern']);
  const pod = root[0]?.object.spec.template.spec;
  expect(pod.securityContext).not.toHaveProperty('fsGroup');
  expect(pod.containers[0].securityContext).toMatchObject({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'] },
  });
  const level = (site: SiteInput) =>
    find('Namespace', 'skaha-system', site).metadata.labels?.['pod-security.kubernetes.io/enforce'];
  expect(level(wholeSite())).toBe('baseline');
  const external = { ...wholeSite().services, storage: { kind: 'external' as const } };
  const registries = ['https://other.example.org/reg'];
  expect(level(wholeSite({ services: { ...external, registries } }))).toBe('restricted');
});

test('a password is in no ConfigMap, and each service logs in to a database of its own', () => {
  expect(secretFile('posix-mapper-catalina')).toContain(
    `org.opencadc.posix.mapper.url = jdbc:postgresql://postgres.skaha-system.svc.cluster.local:5432/posix_mapper?sslmode=disable
org.opencadc.posix.mapper.username = posix_mapper
org.opencadc.posix.mapper.password = <database-posix-mapper>
`,
  );
  expect(secretFile('cavern-catalina')).toContain(
    `org.opencadc.cavern.uws.username = cavern\norg.opencadc.cavern.uws.password = <database-cavern>\n`,
  );
  expect(file('posix-mapper-config', 'posix-mapper.properties')).toMatchObject({
    'org.opencadc.posix.mapper.schema': ['mapping'],
    'org.opencadc.posix.mapper.uid.start': ['10000'],
    'org.opencadc.posix.mapper.gid.start': ['900000'],
  });
});

test('what the services need is taken off what is left for sessions', () => {
  const alone = servicesRequest(plan({ ...wholeSite(), services: {} }).site);
  const whole = servicesRequest(plan(wholeSite()).site);
  // Registry, mapper, storage service, the server of the databases and its dumps.
  expect(whole.pods - alone.pods).toBe(5);
  expect(whole.memory).toBeGreaterThan(alone.memory + 2 * 2 ** 30);
});
