import { databaseLoginAgrees } from '../../../policies/closed-world/database-login-agrees';
import { keycloakFolders } from '../../../policies/services/keycloak-folders';
import { keycloakRoutes } from '../../../policies/services/keycloak-routes';
import { keycloakSettings } from '../../../policies/services/keycloak-settings';
import { loginClientRegistered } from '../../../policies/services/login-client-registered';
import { loginIssuerAgrees } from '../../../policies/services/login-issuer-agrees';
import { serviceRegistryHosts } from '../../../policies/sessions/service-registry-hosts';
import type { PlatformSubject } from '../../../src/check/rule';
import { LAPTOP } from '../../sites/laptop-site';
import { manifestsOf, planOf } from '../../sites/sites';
import { type Case, caseTable } from '../case-table';
import { verdictOf } from '../platform-subject';
import { type Change, object, secret, site, without } from '../site-subject';
import { servicesSite } from './services-site';

const { manifests, secrets } = manifestsOf(LAPTOP);
const whole: PlatformSubject = { manifests, secrets, provides: planOf(LAPTOP).provides };
const laptop = (...changes: readonly Change[]) => changes.reduce((before, change) => change(before), whole);

const DEPLOYMENT = 'Deployment skaha-system/keycloak';
// biome-ignore lint/suspicious/noExplicitAny: as in site-subject
const server = (edit: (container: any, spec: any) => void) =>
  object(DEPLOYMENT, ({ spec }) => edit(spec.template.spec.containers[0], spec));
const set = (name: string, value: string) =>
  server(({ env }) => {
    for (const one of env) if (one.name === name) one.value = value;
  });
const mountAt = (from: string, to: string) =>
  server(({ volumeMounts }) => {
    for (const mount of volumeMounts) if (mount.mountPath === from) mount.mountPath = to;
  });
const copies = (...command: string[]) =>
  object(DEPLOYMENT, ({ spec }) => {
    spec.template.spec.initContainers[0].command = command;
  });
const realm = (from: string, to: string) =>
  object('ConfigMap skaha-system/keycloak-realm', ({ data }) => {
    data['realm.json'] = data['realm.json'].replace(from, to);
  });
const path = (ingress: string, index: number, to: string) =>
  object(`Ingress skaha-system/${ingress}`, ({ spec }) => {
    spec.rules[0].http.paths[index].path = to;
  });

const LOGIN = 'https://login.platform.example.org';
const ISSUER = `${LOGIN}/realms/platform`;
const QUARKUS = '/opt/keycloak/lib/quarkus';
const TOKEN = '/realms/platform/protocol/openid-connect/token';
const PORTAL = 'https://platform.example.org/science-portal/api/auth/callback/oidc';

const cases: Case[] = [
  [keycloakSettings, 'a Keycloak', laptop(), 'pass'],
  [keycloakSettings, 'none', site('canfar'), 'not-applicable'],
  [
    keycloakSettings,
    'nothing that it needs behind a proxy',
    laptop(
      set('KC_HTTP_ENABLED', 'false'),
      set('KC_HEALTH_ENABLED', 'false'),
      set('KC_METRICS_ENABLED', 'false'),
      set('KC_HOSTNAME', 'login.platform.example.org'),
      set('KC_HOSTNAME_STRICT', 'false'),
      set('KC_PROXY_HEADERS', 'forwarded'),
    ),
    [
      'KC_HTTP_ENABLED is false: without a certificate it does not start',
      'KC_HEALTH_ENABLED is false: no probe of it is answered',
      'KC_METRICS_ENABLED is false: Prometheus asks it for numbers',
      'KC_HOSTNAME is login.platform.example.org: links and issuer are of another address than the one that people use',
      'KC_HOSTNAME_STRICT is false: it takes an address from whoever asks',
      'KC_PROXY_HEADERS is forwarded: it refuses everybody whom it takes to come without TLS',
    ],
  ],
  [
    keycloakSettings,
    'no numbers, where nobody asks for them',
    laptop(set('KC_METRICS_ENABLED', 'false'), without('PodMonitor monitoring/laptop-keycloak-metrics')),
    'pass',
  ],
  [
    keycloakSettings,
    'a certificate of its own',
    laptop(
      set('KC_HTTP_ENABLED', 'false'),
      server(({ env }) => env.push({ name: 'KC_HTTPS_CERTIFICATE_FILE', value: '/config/tls.crt' })),
    ),
    'pass',
  ],
  [
    keycloakSettings,
    'two pods that know nothing of each other',
    laptop(server((_, spec) => Object.assign(spec, { replicas: 2 }))),
    ["KC_CACHE is local: 2 pods do not know each other's logins"],
  ],
  [
    keycloakSettings,
    'a port at which it does not listen',
    laptop(server(({ ports }) => Object.assign(ports[1], { containerPort: 9001 }))),
    ['it declares the port 9001, and Keycloak listens at 8080, 9000'],
  ],

  [keycloakFolders, 'a Keycloak', laptop(), 'pass'],
  [keycloakFolders, 'none', site('canfar'), 'not-applicable'],
  [
    keycloakFolders,
    'one that may write to its image',
    laptop(
      mountAt(QUARKUS, '/elsewhere'),
      server(({ securityContext }) => Object.assign(securityContext, { readOnlyRootFilesystem: false })),
    ),
    'not-applicable',
  ],
  [
    keycloakFolders,
    'an image that was built for its settings',
    laptop(
      mountAt(QUARKUS, '/elsewhere'),
      server(({ args }) => args.push('--optimized')),
    ),
    'pass',
  ],
  [
    keycloakFolders,
    'volumes elsewhere',
    laptop(mountAt(QUARKUS, '/opt/keycloak/lib'), mountAt('/opt/keycloak/data', '/data')),
    [QUARKUS, '/opt/keycloak/data'].map(
      (folder) => `container "keycloak" may not write to ${folder}, and nothing is mounted there`,
    ),
  ],
  ...[
    ['what is copied', copies('cp', '-R', `${QUARKUS}/app`, '/built/')] as const,
    ['where to', copies('cp', '-R', `${QUARKUS}/.`, '/built/lib')] as const,
    [
      'out of which image',
      object(DEPLOYMENT, ({ spec }) => {
        spec.template.spec.initContainers[0].image = 'docker.io/library/busybox:1.37';
      }),
    ] as const,
  ].map(
    ([what, change]): Case => [
      keycloakFolders,
      `an empty folder, by ${what}`,
      laptop(change),
      [`nothing copies what the image has in ${QUARKUS} to the volume there`],
    ],
  ),

  [keycloakRoutes, 'a Keycloak', laptop(), 'pass'],
  [keycloakRoutes, 'none', site('canfar'), 'not-applicable'],
  [
    keycloakRoutes,
    'pages without what they are made of, and another realm',
    laptop(path('keycloak', 0, '/realms/other'), path('keycloak', 1, '/static')),
    [`no route of ${LOGIN} serves /realms/platform by Keycloak`, `no route of ${LOGIN} serves /resources by Keycloak`],
  ],
  [
    keycloakRoutes,
    'another address',
    laptop(set('KC_HOSTNAME', 'https://iam.example.org')),
    [
      'no route of https://iam.example.org serves /realms/platform by Keycloak',
      'no route of https://iam.example.org serves /resources by Keycloak',
    ],
  ],
  [
    keycloakRoutes,
    'no token where the portal asks',
    laptop(
      path('keycloak-route-1', 0, '/realms/tokens'),
      object('Middleware skaha-system/keycloak-route-2-path', ({ spec }) => {
        spec.replacePath.path = '/realms/platform/token';
      }),
    ),
    [
      `the portal asks for tokens at /realms/token, and no route leads from there to ${TOKEN}`,
      `the portal asks for tokens at /realms/platform/token, and no route leads from there to ${TOKEN}`,
    ],
  ],
  [
    keycloakRoutes,
    'everything',
    laptop(path('keycloak', 1, '/')),
    [
      '/ opens /admin, the pages of administrators, to everybody',
      '/ opens /realms/master, the pages of administrators, to everybody',
    ],
  ],
  [
    keycloakRoutes,
    'a part of the pages of administrators',
    laptop(path('keycloak-route-1', 0, '/admin/master/console')),
    [
      '/admin/master/console opens /admin, the pages of administrators, to everybody',
      `the portal asks for tokens at /realms/token, and no route leads from there to ${TOKEN}`,
    ],
  ],

  [loginIssuerAgrees, 'a Keycloak', laptop(), 'pass'],
  [loginIssuerAgrees, 'a provider of somebody else', site('canfar'), 'not-applicable'],
  [
    loginIssuerAgrees,
    'another realm than programs are told',
    laptop(realm('"realm": "platform"', '"realm": "science"')),
    // The portal's server and page, Harbor, and four services by their directory.
    Array.from({ length: 7 }, () => `it is told the issuer ${ISSUER}, and the provider is ${LOGIN}/realms/science`),
  ],
  [
    loginIssuerAgrees,
    'a slash more',
    laptop(
      secret('harbor-core', ({ keys }) => {
        const [before, ...after] = keys.CONFIG_OVERWRITE_JSON;
        keys.CONFIG_OVERWRITE_JSON = [before.replace(ISSUER, `${ISSUER}/`), ...after];
      }),
    ),
    [`it is told the issuer ${ISSUER}/, and the provider is ${ISSUER}`],
  ],

  [loginClientRegistered, 'a provider of the platform', laptop(), 'pass'],
  [
    loginClientRegistered,
    'secrets that the provider does not have',
    laptop(
      secret('keycloak-clients', ({ keys }) => {
        keys.harbor[0].name = 'other';
        delete keys['science-portal'];
      }),
    ),
    [
      'the client harbor proves itself by login-harbor, and the provider is given other',
      'the client science-portal proves itself by login-portal, and the provider is given no secret',
    ],
  ],
  [
    loginClientRegistered,
    'a secret that only the program has',
    laptop(
      secret('storage-ui-settings', ({ keys }) => {
        for (const piece of Object.values(keys).flat() as { name?: string }[])
          if (piece.name === 'login-storage') piece.name = 'other';
      }),
    ),
    ['the client storage-ui proves itself by other, and the provider is given login-storage'],
  ],
  [
    loginClientRegistered,
    'a declaration of other clients',
    laptop(realm('"clientId": "harbor"', '"clientId": "registry"'), realm(PORTAL, `${PORTAL}-connect`)),
    [
      'no client "harbor" is in the declaration of the provider',
      ...['server', 'page'].map(
        () => `the client science-portal comes back to ${PORTAL}-connect, and not to ${PORTAL}`,
      ),
    ],
  ],
  [
    loginClientRegistered,
    'a Harbor that comes back elsewhere',
    laptop(
      object('Deployment skaha-system/harbor-core', ({ spec }) => {
        for (const one of spec.template.spec.containers[0].env)
          if (one.name === 'EXT_ENDPOINT') one.value = 'https://registry.example.org';
      }),
    ),
    [
      'the client harbor comes back to https://images.platform.example.org/c/oidc/callback, and not to https://registry.example.org/c/oidc/callback',
    ],
  ],
  [
    loginClientRegistered,
    'a login to play with that is told another secret',
    servicesSite(
      { login: { kind: 'dev' }, cluster: { disposable: true } },
      secret('dev-login', ({ keys }) => {
        keys['science-portal'][0].name = 'other';
      }),
    ),
    ['the client science-portal proves itself by login-portal, and the provider is given other'],
  ],

  [databaseLoginAgrees, 'each its own', laptop(), 'pass'],
  [
    databaseLoginAgrees,
    'logins in variables that the server does not have',
    laptop(
      server(({ env }) => {
        for (const one of env) {
          if (one.name === 'KC_DB_URL')
            one.value = one.value.replace('/keycloak?sslmode=disable', '/login?sslmode=off');
          if (one.name === 'KC_DB_PASSWORD') one.valueFrom.secretKeyRef.name = 'database-harbor';
        }
      }),
      object('Deployment skaha-system/harbor-exporter', ({ spec }) => {
        for (const one of spec.template.spec.containers[0].env)
          if (one.name === 'HARBOR_DATABASE_USERNAME') one.value = 'exporter';
      }),
    ),
    [
      'no Secret has the login of the role "exporter"',
      'sslmode is off, and may be disable, allow, prefer, require, verify-ca, verify-full',
      'the password of the role keycloak is database-keycloak, and here it is database-harbor',
      'the server makes no database login; it makes posix_mapper, cavern, keycloak, harbor',
    ],
  ],

  [serviceRegistryHosts, 'a Harbor of the platform', laptop(), 'pass'],
  [
    serviceRegistryHosts,
    'a robot that labels images of another registry',
    laptop(
      object('CronJob skaha-system/label-images', ({ spec }) => {
        const [{ env }] = spec.jobTemplate.spec.template.spec.containers;
        env.find(({ name }: { name: string }) => name === 'HARBOR_URL').value = 'https://other.example.org';
      }),
    ),
    ['it looks after the images of https://other.example.org, and sessions start those of images.platform.example.org'],
  ],
];
caseTable(cases);

test('a declaration that cannot be read leaves the rules about it undecided', () => {
  const broken = laptop(realm('{', ''));
  for (const rule of [loginClientRegistered, loginIssuerAgrees, keycloakRoutes])
    expect(verdictOf(rule, broken)).toBe('unknown');
});
