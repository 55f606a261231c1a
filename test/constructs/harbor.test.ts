import { parse } from 'yaml';
import { rules } from '../../policies/index';
import { textReport } from '../../src/check/report/text';
import { runRules } from '../../src/check/run';
import { subjectsOf } from '../../src/check/subjects';
import type { SiteInput } from '../../src/config/site';
import { platform } from '../../src/constructs/platform';
import { renderGitops } from '../../src/delivery/gitops';
import type { KubeObject, Manifests } from '../../src/manifest';
import { changed, plan } from '../config/small-site';
import { HARBOR_SITES } from '../sites/harbor-sites';
import { manifestsOf, planOf } from '../sites/sites';
import { CHART, INTENDED } from './harbor-parity';

type Name = keyof typeof HARBOR_SITES;
const NAMES = Object.keys(HARBOR_SITES) as Name[];
const all = Object.fromEntries(NAMES.map((name) => [name, manifestsOf(HARBOR_SITES[name])])) as Record<Name, Manifests>;

const small = (registry: object, more: object = {}) =>
  platform(plan({ ...changed('registry', { kind: 'harbor', storage: FILES, ...registry }), ...more } as SiteInput));
const FILES = { kind: 'filesystem', size: '10Gi' };

const find = ({ manifests }: Manifests, title: string): KubeObject => {
  const found = manifests.filter(({ object }) => `${object.kind} ${object.metadata.name}` === title);
  expect([title, found.length]).toEqual([title, 1]);
  return found[0]?.object as KubeObject;
};
const container = (made: Manifests, part: string, kind = 'Deployment') =>
  find(made, `${kind} harbor-${part}`).spec.template.spec.containers[0];
const variables = (made: Manifests, part: string) =>
  Object.fromEntries(
    container(made, part).env.map(({ name, value }: { name: string; value: string }) => [name, value]),
  );
const secret = ({ secrets }: Manifests, name: string) => {
  const found = secrets.find((one) => one.name === name);
  if (!found) throw new Error(`no Secret ${name}`);
  return found;
};
const fileOf = (made: Manifests, name: string, file: string): string => find(made, `ConfigMap ${name}`).data[file];

describe.each(NAMES)('%s with a Harbor', (name) => {
  const made = all[name];

  test('every rule agrees, and none is in doubt', () => {
    const subjects = subjectsOf({ plan: planOf(HARBOR_SITES[name]), manifests: made });
    expect(textReport(runRules(rules, subjects, { today: '2026-11-01' }))).toBe('');
  });

  test('each object of the public chart is there, or is left out for a reason', () => {
    const own = [
      ...made.manifests.map(({ object }) => object),
      ...made.secrets.map(({ name }) => ({ kind: 'Secret', metadata: { name } }) as KubeObject),
      // cert-manager makes these.
      ...made.manifests
        .filter(({ object }) => object.kind === 'Certificate')
        .map(({ object }) => ({ kind: 'Secret', metadata: { name: object.spec.secretName } }) as KubeObject),
    ];
    const ours = (kind: string, part: string) =>
      own.find(({ kind: one, metadata }) => one === kind && metadata.name === `harbor-${part}`);
    const missing = CHART[name].filter(({ kind, name: part }) => {
      return !ours(kind, part) && INTENDED[`${kind} ${part}`] === undefined;
    });
    expect(missing).toEqual([]);
    for (const { kind, name: part, ports } of CHART[name]) {
      const found = ports && ours(kind, part);
      if (found) expect([part, portsOf(made, found)]).toEqual([part, [...ports].sort()]);
    }
  });

  test('what holds data is protected, and so are the keys without which it cannot be read', () => {
    const kept = made.manifests.filter(({ protect }) => protect).map(({ object }) => object.metadata.name);
    const disposable = planOf(HARBOR_SITES[name]).site.cluster.disposable;
    const names = disposable ? [] : ['harbor-trivy', 'harbor-redis'].filter((one) => exists(made, one));
    expect(kept.filter((one) => one.startsWith('harbor'))).toEqual(expect.arrayContaining(names));
    expect(secret(made, 'harbor-keys').protect ?? false).toBe(!disposable);
  });

  test('it is rendered the same each time, and no value is part of it', () => {
    const again = manifestsOf(structuredClone(HARBOR_SITES[name]));
    expect(JSON.stringify(again)).toBe(JSON.stringify(made));
  });
});

test('a volume of images outlives everything', () => {
  const claim = small({}).manifests.find(
    ({ object }) => object.kind === 'PersistentVolumeClaim' && object.metadata.name === 'harbor-registry',
  );
  expect(claim).toMatchObject({ protect: true, object: { spec: { accessModes: ['ReadWriteOnce'] } } });
  const files = renderGitops(small({}), {
    for: 'argocd',
    repository: 'https://git.example.org/platform.git',
    path: 'keck',
    secrets: { kind: 'external-secrets', store: { kind: 'ClusterSecretStore', name: 'vault' } },
  } as never);
  for (const [path, text] of files)
    if (/(?:persistentvolumeclaim-.*harbor-registry|externalsecret-.*harbor-keys)/i.test(path))
      expect(text).toContain('Prune=false');
});

test('values that are made have the lengths that Harbor insists on', () => {
  const made = small({});
  const generated = new Map(
    made.secrets
      .filter(({ name }) => name.startsWith('harbor'))
      .flatMap(({ keys }) => Object.values(keys).flat())
      .flatMap((piece) =>
        typeof piece === 'object' && piece.kind === 'generated' ? [[piece.name, piece.length]] : [],
      ),
  );
  expect(Object.fromEntries(generated)).toEqual({
    'harbor-secret-key': 16,
    'harbor-core': 16,
    'harbor-jobservice': 16,
    'harbor-registry-http': 16,
    'harbor-csrf': 32,
    'harbor-admin': 32,
    'harbor-registry': 32,
    'harbor-redis': 32,
  });
  expect(secret(made, 'harbor-keys').keys).toMatchObject({
    key: [{ name: 'harbor-secret-key' }],
    'private_key.pem': [
      '-----BEGIN RSA PRIVATE KEY-----\n',
      { kind: 'rsa', bits: 4096, part: 'pkcs1' },
      '\n-----END RSA PRIVATE KEY-----\n',
    ],
  });
  expect(secret(made, 'harbor-registry').keys.passwd).toMatchObject([
    { kind: 'htpasswd', user: 'harbor_registry_user' },
  ]);
});

test('only the Secret that changed rolls the pods that read it', () => {
  const before = find(small({}), 'Deployment harbor-core').spec.template.metadata.annotations;
  const after = find(small({ login: { kind: 'local' } }), 'Deployment harbor-core').spec.template.metadata.annotations;
  const changedOnes = Object.keys(before).filter((key) => before[key] !== after[key]);
  expect(changedOnes).toEqual(['astroplatform.io/checksum-core']);
});

describe('the login', () => {
  const settings = (login: object) => {
    const text = secret(small({ login }), 'harbor-core').keys.CONFIG_OVERWRITE_JSON ?? [];
    return JSON.parse(text.map((piece) => (typeof piece === 'string' ? piece : 'SECRET')).join(''));
  };

  test('is that of the site, with the issuer as it states it', () => {
    expect(settings({ kind: 'oidc', adminGroup: '/admins', scopes: ['groups', 'email'] })).toEqual({
      auth_mode: 'oidc_auth',
      oidc_name: 'Platform login',
      oidc_endpoint: 'https://iam.keck.example.org/',
      oidc_client_id: 'harbor',
      oidc_client_secret: 'SECRET',
      oidc_scope: 'openid,profile,email,offline_access,groups',
      oidc_groups_claim: 'groups',
      oidc_admin_group: '/admins',
      oidc_user_claim: 'preferred_username',
      oidc_auto_onboard: true,
      oidc_verify_cert: true,
      primary_auth_mode: true,
      self_registration: false,
      project_creation_restriction: 'adminonly',
      robot_name_prefix: 'robot$',
      robot_token_duration: 90,
    });
  });

  test('of Harbor itself needs no client', () => {
    expect(settings({ kind: 'local' })).toMatchObject({ auth_mode: 'db_auth', self_registration: false });
    expect(secret(small({ login: { kind: 'local' } }), 'harbor-core').keys).not.toHaveProperty(['oidc-client-secret']);
  });
});

describe('the store of the images', () => {
  const bucket = { bucket: 'images' };
  test.each<[kind: string, storage: object, config: object, keys: string[]]>([
    ['filesystem', FILES, { rootdirectory: '/storage' }, []],
    [
      's3',
      { kind: 's3', ...bucket, endpoint: 'https://rgw.example.org', folder: 'harbor' },
      {
        bucket: 'images',
        region: 'us-east-1',
        regionendpoint: 'https://rgw.example.org',
        rootdirectory: 'harbor',
        secure: true,
        v4auth: true,
      },
      ['REGISTRY_STORAGE_S3_ACCESSKEY', 'REGISTRY_STORAGE_S3_SECRETKEY'],
    ],
    [
      'swift',
      { kind: 'swift', authUrl: 'https://keystone.example.org/v3', user: 'u', container: 'images', domain: 'Default' },
      { authurl: 'https://keystone.example.org/v3', username: 'u', container: 'images', domain: 'Default' },
      ['REGISTRY_STORAGE_SWIFT_PASSWORD'],
    ],
    [
      'azure',
      { kind: 'azure', account: 'keckimages', container: 'images' },
      { accountname: 'keckimages', container: 'images', realm: 'core.windows.net' },
      ['REGISTRY_STORAGE_AZURE_ACCOUNTKEY'],
    ],
    ['gcs', { kind: 'gcs', ...bucket }, { bucket: 'images', keyfile: '/etc/registry/gcs-key.json' }, ['gcs-key.json']],
  ])('%s', (kind, storage, config, keys) => {
    const made = small({ storage });
    const text = fileOf(made, 'harbor-registry', 'config.yml');
    expect(parse(text).storage).toMatchObject({ [kind]: config, redirect: { disable: true } });
    expect(parse(text).storage[kind]).toEqual(config);
    expect(text).not.toMatch(/password|secretkey|accountkey/);
    const own = Object.keys(secret(made, 'harbor-registry').keys);
    expect(own.filter((key) => /STORAGE|gcs/.test(key))).toEqual(keys);
    const claims = made.manifests
      .filter(({ object }) => object.metadata.name === 'harbor-registry')
      .map((m) => m.object.kind);
    expect(claims.includes('PersistentVolumeClaim')).toBe(storage === FILES);
  });

  test('keys of the store are texts, whatever they look like: the registry takes its variables for YAML', () => {
    const made = small({
      storage: { kind: 'swift', authUrl: 'https://keystone.example.org/v3', user: 'u', container: 'images' },
    });
    const text = secret(made, 'harbor-registry').keys.REGISTRY_STORAGE_SWIFT_PASSWORD ?? [];
    for (const value of ['0123', '1e5', '*a', 'a#b', '=', '~', 'a:b', '{a}'])
      expect(parse(text.map((piece) => (typeof piece === 'string' ? piece : value)).join(''))).toBe(value);
    expect(text.find((piece) => typeof piece !== 'string')).toMatchObject({ form: 'unquoted' });
  });

  test('its port is open to the registry, which else calls nobody', () => {
    const egress = (storage: object) =>
      JSON.stringify(find(small({ storage }), 'NetworkPolicy harbor-registry').spec.egress);
    expect(egress({ kind: 's3', ...bucket, endpoint: 'https://rgw.example.org:7443' })).toContain('7443');
    expect(egress(FILES)).not.toContain('ipBlock');
  });
});

test('the registry calls a Redis of others by TLS, as all parts do, and its file says nothing that it would pass over', () => {
  const redis = (tls: boolean) => small({ redis: { kind: 'external', host: 'redis.example.org', tls } });
  for (const tls of [true, false]) {
    const made = redis(tls);
    expect([tls, variables(made, 'registry').REGISTRY_REDIS_ENABLETLS]).toEqual([tls, tls ? 'true' : undefined]);
    const [scheme] = secret(made, 'harbor-core').keys._REDIS_URL_CORE ?? [];
    expect(scheme).toBe(tls ? 'rediss://:' : 'redis://:');
    const { redis: told } = parse(fileOf(made, 'harbor-registry', 'config.yml'));
    // The keys that goharbor/distribution 2.8 reads (configuration/configuration.go).
    const known = ['addr', 'sentinelMasterSet', 'password', 'db', 'enabletls', 'dialtimeout', 'readtimeout'];
    expect(Object.keys(told).filter((key) => ![...known, 'writetimeout', 'pool'].includes(key))).toEqual([]);
  }
});

describe('the server of the databases', () => {
  const busiest = {
    registry: {
      replicas: 10,
      storage: { kind: 's3', bucket: 'images' },
      redis: { kind: 'external', host: 'redis.example.org' },
    },
    more: {
      databases: { kind: 'cloudnative-pg' },
      login: { kind: 'keycloak', replicas: 4 },
      services: {
        posixMapper: { kind: 'embedded' },
        storage: { kind: 'embedded', admin: { name: 'admin', uid: 10_000 } },
      },
    },
  };
  const sites: Record<string, () => Manifests> = {
    'one pod of each part': () => all.demo,
    'three pods of each part': () => all.canfar,
    'as many as can be, beside all others': () => small(busiest.registry, busiest.more),
  };

  test.each(Object.keys(sites))('takes the connections of all services when they are busiest: %s', (name) => {
    const made = sites[name]?.() as Manifests;
    const pods = (part: string) => find(made, `Deployment ${part}`).spec.replicas ?? 1;
    const core = variables(made, 'core');
    expect(Number(core.POSTGRESQL_MAX_IDLE_CONNS)).toBeLessThan(Number(core.POSTGRESQL_MAX_OPEN_CONNS));
    const keycloak = made.manifests.find(
      ({ id }) => id.endsWith('/keycloak/deployment') || id.endsWith('/login/deployment'),
    );
    const poolOfKeycloak = keycloak?.object.spec.template.spec.containers[0].env.find(
      (one: { name: string }) => one.name === 'KC_DB_POOL_MAX_SIZE',
    )?.value;
    const ofTomcats = made.secrets
      .flatMap(({ keys }) => Object.values(keys).flat())
      .flatMap((text) => (typeof text === 'string' ? [...text.matchAll(/\.maxActive = (\d+)/g)] : []))
      .reduce((sum, [, most]) => sum + Number(most), 0);
    const all = [
      Number(core.POSTGRESQL_MAX_OPEN_CONNS) * (pods('harbor-core') + pods('harbor-jobservice')),
      Number(variables(made, 'exporter').HARBOR_DATABASE_MAX_OPEN_CONNS),
      keycloak ? Number(poolOfKeycloak) * keycloak.object.spec.replicas : 0,
      ofTomcats,
    ];
    const cluster = made.manifests.find(
      ({ object }) => object.kind === 'Cluster' && object.metadata.name === 'postgres',
    );
    const takes = cluster
      ? cluster.object.spec.postgresql.parameters.max_connections
      : /^max_connections = (\d+)$/m.exec(fileOf(made, 'postgres-config', 'postgresql.conf'))?.[1];
    expect([all, all.reduce((sum, one) => sum + one, 0) < Number(takes)]).toEqual([all, true]);
  });
});

describe('the look at the database before core starts', () => {
  const gate = (databases: object) => {
    const { initContainers, volumes } = find(small({}, { databases }), 'Deployment harbor-core').spec.template.spec;
    const database = initContainers.at(-1);
    const root = database.env.find(({ name }: { name: string }) => name === 'PGSSLROOTCERT')?.value;
    const mounted = database.volumeMounts.find(({ mountPath }: { mountPath: string }) =>
      root?.startsWith(`${mountPath}/`),
    );
    const volume = volumes.find(({ name }: { name: string }) => name === mounted?.name);
    return { names: initContainers.map(({ name }: { name: string }) => name), root, volume, first: initContainers[0] };
  };
  const external = { kind: 'external', host: 'db.example.org' };

  test('knows public authorities, which are those of the image of Harbor', () => {
    const { names, root, volume, first } = gate(external);
    expect(names).toEqual(['authorities', 'database']);
    expect(first).toMatchObject({ image: 'docker.io/goharbor/harbor-core:v2.15.2' });
    expect(first.command).toEqual(['cp', '/etc/pki/tls/certs/ca-bundle.crt', root]);
    expect(volume).toMatchObject({ emptyDir: {} });
  });

  test('knows the authority that a site names, and none where nobody proves anything', () => {
    expect(gate({ ...external, authority: 'db-authority' })).toMatchObject({
      names: ['database'],
      volume: { secret: { secretName: 'db-authority' } },
    });
    for (const tls of ['require', 'disable'])
      expect(gate({ ...external, tls })).toMatchObject({ names: ['database'], root: undefined });
  });
});

test('one pod at a time has a volume of one node', () => {
  const strategy = (made: Manifests) => find(made, 'Deployment harbor-registry').spec.strategy.type;
  expect(strategy(small({}))).toBe('Recreate');
  expect(strategy(small({ storage: { ...FILES, accessMode: 'ReadWriteMany' } }))).toBe('RollingUpdate');
});

test('clients are told the address that they use, parts each other inside', () => {
  expect(variables(all.demo, 'core')).toMatchObject({
    EXT_ENDPOINT: 'https://images.platform.example.org',
    CORE_URL: 'http://harbor-core.skaha-system.svc.cluster.local:80',
    REGISTRY_CONTROLLER_URL: 'http://harbor-registry.skaha-system.svc.cluster.local:8080',
    WITH_TRIVY: 'true',
  });
  expect(variables(all.canfar, 'core')).toMatchObject({
    CORE_URL: 'https://harbor-core.skaha-system.svc.cluster.local:443',
    INTERNAL_TLS_ENABLED: 'true',
    SSL_CERT_DIR: '/etc/harbor/ssl/core',
  });
  expect(variables(all.srcnet, 'core')).toMatchObject({ WITH_TRIVY: 'false' });
  expect(variables(all.srcnet, 'core')).not.toHaveProperty('METRIC_ENABLE');
});

test('images of the list are read inside the cluster, and named as users pull them', () => {
  const job = (made: Manifests) => find(made, 'CronJob image-list').spec.jobTemplate.spec.template.spec.containers[0];
  const env = (made: Manifests) =>
    Object.fromEntries(job(made).env.map(({ name, value }: { name: string; value: string }) => [name, value]));
  expect(env(all.demo)).toMatchObject({
    HARBOR_HOSTS: 'images.platform.example.org',
    HARBOR_URL: 'http://harbor-core.skaha-system.svc.cluster.local:80',
  });
  expect(env(all.canfar)).toMatchObject({ HARBOR_CA: '/etc/harbor-authority/ca.crt' });
  expect(env(manifestsOf(changed('name', 'keck')))).not.toHaveProperty('HARBOR_URL');
});

test('sessions start images of the Harbor and of the further hosts', () => {
  const { hosts } = planOf(HARBOR_SITES.canfar);
  expect(hosts.images).toEqual(['images.science.example.org', 'quay.example.org']);
  expect(hosts.harbors).toEqual(['images.science.example.org']);
});

test('the capacity for sessions is less by what the parts are promised', () => {
  const before = plan(changed('name', 'keck')).capacity[0]?.services;
  const after = plan(changed('registry', { kind: 'harbor', storage: FILES })).capacity[0]?.services;
  // Core, portal, registry, jobservice, scanner, exporter, Redis; PostgreSQL and its dumps.
  expect((after?.pods ?? 0) - (before?.pods ?? 0)).toBe(9);
});

/** `pod->service` of each port of a Service, sorted. */
function portsOf(made: Manifests, service: KubeObject): string[] {
  const pods = made.manifests
    .map(({ object }) => object.spec?.template)
    .filter((template) => template?.metadata?.labels?.['app.kubernetes.io/name'] === service.metadata.name);
  const ports = pods.flatMap((pod) => pod.spec.containers.flatMap(({ ports = [] }: { ports?: unknown[] }) => ports));
  return service.spec.ports
    .map(({ port, targetPort }: { port: number; targetPort: string }) => {
      const own = ports.find(({ name }: { name: string }) => name === targetPort);
      return `${own?.containerPort}->${port}`;
    })
    .sort();
}

const exists = ({ manifests }: Manifests, name: string) =>
  manifests.some(({ object }) => object.metadata.name === name && object.kind === 'StatefulSet');
