import { addressServed } from '../../../policies/closed-world/address-served';
import { configurationComplete } from '../../../policies/closed-world/configuration-complete';
import { databaseLoginAgrees } from '../../../policies/closed-world/database-login-agrees';
import { identityRegistered } from '../../../policies/closed-world/identity-registered';
import { routeAnswered } from '../../../policies/closed-world/route-answered';
import { variablePathMounted } from '../../../policies/closed-world/variable-path-mounted';
import { storageServiceAgrees } from '../../../policies/storage/storage-service-agrees';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, secret, site, variable } from '../site-subject';

const none = platformOf([]);
const NAMESPACE = 'skaha-system';
/** Replaces a text in a file of a ConfigMap. */
const text = (configMap: string, file: string, from: string, to: string) =>
  object(`ConfigMap ${NAMESPACE}/${configMap}`, ({ data }) => {
    data[file] = data[file].replace(from, to);
  });
/** Replaces a text in `catalina.properties` of a service. */
const catalina = (name: string, from: string, to: string) =>
  secret(name, ({ keys }) => {
    const pieces = keys['catalina.properties'];
    pieces.forEach((piece: unknown, index: number) => {
      if (typeof piece === 'string') pieces[index] = piece.replace(from, to);
    });
  });
const pod = <Spec>(name: string, edit: (spec: Spec) => void) =>
  object(name, ({ spec }) => edit((spec.jobTemplate?.spec ?? spec).template.spec));
const HOST = 'science.example.org';

const cases: Case[] = [
  [identityRegistered, 'a registry of our own', site('canfar'), 'pass'],
  [identityRegistered, 'registries of others', site('srcnet'), 'pass'],
  [identityRegistered, 'nothing is named', none, 'not-applicable'],
  [
    identityRegistered,
    'an entry that is not there',
    site(
      'canfar',
      text('reg-config', 'reg-resource-caps.properties', `ivo://${HOST}/cavern = `, `ivo://${HOST}/vault = `),
    ),
    [
      `SKAHA_USER_STORAGE_USER_HOME_URI is vos://${HOST}~cavern/home, and no registry knows ivo://${HOST}/cavern`,
      `org.opencadc.cavern.resourceID = ivo://${HOST}/cavern, and no registry knows ivo://${HOST}/cavern`,
      `org.opencadc.vosui.arc.node.resourceid = vos://${HOST}~cavern, and no registry knows ivo://${HOST}/cavern`,
      `org.opencadc.vosui.arc.service.resourceid = ivo://${HOST}/cavern, and no registry knows ivo://${HOST}/cavern`,
    ],
  ],
  [
    identityRegistered,
    'an entry that leads to a page of the service that is not its capabilities',
    site(
      'canfar',
      text('reg-config', 'reg-resource-caps.properties', '/posix-mapper/capabilities', '/posix-mapper/caps'),
    ),
    [
      `ivo://${HOST}/posix-mapper leads to https://${HOST}/posix-mapper/caps, and no service of the platform has its capabilities there`,
    ],
  ],
  [
    identityRegistered,
    'a group of a service that nobody knows',
    site('canfar', text('cavern-config', 'cavern.properties', `ivo://${HOST}/gms?`, 'ivo://other.example.org/gms?')),
    [
      'org.opencadc.cavern.selfAllocateGroup = ivo://other.example.org/gms?platform-users, and no registry knows ivo://other.example.org/gms',
    ],
  ],

  [addressServed, 'routes and what the site names', site('canfar'), 'pass'],
  [addressServed, 'no address', none, 'not-applicable'],
  [
    addressServed,
    'a path that no route serves',
    site(
      'canfar',
      object(`Ingress ${NAMESPACE}/reg`, ({ spec }) => {
        spec.rules[0].http.paths[0].path = '/registry';
      }),
    ),
    ['skaha', 'posix-mapper', 'cavern', 'storage-ui'].map(
      () => `ca.nrc.cadc.reg.client.RegistryClient.baseURL = https://${HOST}/reg, and no route of ${HOST} serves /reg`,
    ),
  ],
  [
    addressServed,
    'an issuer that the site does not name',
    site(
      'canfar',
      text('cavern-config', 'cadc-registry.properties', 'sso#OpenID = https://iam.', 'sso#OpenID = https://mia.'),
    ),
    ['ivo://ivoa.net/sso#OpenID = https://mia.example.org/, and the site names no https://mia.example.org/'],
  ],
  [
    addressServed,
    'a variable that leads nowhere',
    site('canfar', variable('PORTAL', `https://${HOST}/portal`)),
    [`PORTAL is https://${HOST}/portal, and no route of ${HOST} serves /portal`],
  ],

  [routeAnswered, 'as programs know themselves', site('canfar'), 'pass'],
  [routeAnswered, 'no route', none, 'not-applicable'],
  [
    routeAnswered,
    'another path and another host than the program has',
    site(
      'srcnet',
      object(`Ingress ${NAMESPACE}/cavern`, ({ spec }) => {
        spec.rules[0].http.paths[0].path = '/vault';
      }),
      catalina('posix-mapper-catalina', 'proxyName = src.example.net', 'proxyName = src.example.org'),
    ),
    [
      'Deployment skaha-system/cavern is asked at /cavern/availability, not below /vault',
      'the host is src.example.net, and Deployment skaha-system/posix-mapper is told that it is src.example.org',
    ],
  ],

  [configurationComplete, 'every file is there', site('canfar'), 'pass'],
  [configurationComplete, 'no such service', none, 'not-applicable'],
  [
    configurationComplete,
    'a file under another name, and the key of the identity manager',
    site(
      'canfar',
      object(`ConfigMap ${NAMESPACE}/cavern-config`, (draft) => {
        const { 'cavern.properties': moved, ...data } = draft.data;
        draft.data = { ...data, 'vault.properties': moved };
      }),
      pod(
        `Deployment ${NAMESPACE}/posix-mapper`,
        ({ volumes }: { volumes: { projected: { sources: unknown[] } }[] }) => {
          volumes[0]?.projected.sources.splice(2, 1);
        },
      ),
    ),
    ['/config/cavern.properties is not there', '/config/RsaSignaturePub.key is not there'],
  ],
  [
    configurationComplete,
    'a folder elsewhere',
    site(
      'canfar',
      pod(
        `Deployment ${NAMESPACE}/reg`,
        ({ containers }: { containers: { volumeMounts: { mountPath: string }[] }[] }) => {
          for (const mount of containers[0]?.volumeMounts ?? []) mount.mountPath = '/etc/reg';
        },
      ),
    ),
    ['nothing is mounted at /config'],
  ],

  [databaseLoginAgrees, 'each its own', site('canfar'), 'pass'],
  [databaseLoginAgrees, 'no database', none, 'not-applicable'],
  [
    databaseLoginAgrees,
    'another role, another database and another password',
    site(
      'canfar',
      catalina('posix-mapper-catalina', 'username = posix_mapper', 'username = mapper'),
      catalina('cavern-catalina', ':5432/cavern?', ':5432/uws?'),
      secret('database-cavern', ({ keys }) => {
        keys.password[0].name = 'other';
      }),
    ),
    [
      'no Secret has the login of the role "mapper"',
      'the password of the role cavern is other, and here it is database-cavern',
      'the server makes no database uws; it makes posix_mapper, cavern',
    ],
  ],
  [
    databaseLoginAgrees,
    'a schema that nobody makes, and a password where the server does not look',
    site(
      'canfar',
      text('posix-mapper-config', 'posix-mapper.properties', 'schema = mapping', 'schema = maps'),
      pod(
        `StatefulSet ${NAMESPACE}/postgres`,
        ({
          volumes,
        }: {
          volumes: { name: string; projected: { sources: { secret: { items: { path: string }[] } }[] } }[];
        }) => {
          const items = volumes.find(({ name }) => name === 'passwords')?.projected.sources[0]?.secret.items ?? [];
          for (const item of items) item.path = 'mapper/password';
        },
      ),
    ),
    [
      'org.opencadc.posix.mapper.schema = maps, and the server makes no such schema; it makes public, mapping, uws',
      'the password of the role posix_mapper is not at /run/passwords/posix_mapper/password',
    ],
  ],

  [variablePathMounted, 'every folder is mounted', site('canfar'), 'pass'],
  [variablePathMounted, 'no such pod', none, 'not-applicable'],
  [
    variablePathMounted,
    'a folder that is not mounted',
    site(
      'canfar',
      pod(
        `CronJob ${NAMESPACE}/postgres-backup`,
        ({ containers }: { containers: { volumeMounts: { name: string; mountPath: string }[] }[] }) => {
          for (const mount of containers[0]?.volumeMounts ?? [])
            if (mount.name === 'dumps') mount.mountPath = '/backup';
        },
      ),
    ),
    ['container "postgres-backup" is told of /dumps by DUMPS, and nothing is mounted there'],
  ],

  [storageServiceAgrees, 'over the same bytes', site('canfar'), 'pass'],
  [storageServiceAgrees, 'permissions of an API', site('srcnet'), 'pass'],
  [storageServiceAgrees, 'no storage service', none, 'not-applicable'],
  [
    storageServiceAgrees,
    'folders, identity and group of another',
    site(
      'canfar',
      text('cavern-config', 'cavern.properties', 'allocationParent = /projects', 'allocationParent = /teams'),
      text(
        'cavern-config',
        'cavern.properties',
        `resourceID = ivo://${HOST}/cavern`,
        `resourceID = ivo://${HOST}/vault`,
      ),
      text('cavern-config', 'cavern.properties', 'gms?platform-users', 'gms?friends'),
      text('cavern-config', 'cavern.properties', 'subPath = cavern', 'subPath = vault'),
    ),
    [
      `it is ivo://${HOST}/vault, and the session service asks ivo://${HOST}/cavern for homes`,
      'the folder projects of sessions is none of its allocationParents, home, teams',
      `members of ivo://${HOST}/gms?platform-users may start sessions, and not make a home for themselves`,
      'its files are in vault, and sessions mount cavern',
    ],
  ],
  [
    storageServiceAgrees,
    'a base that is not mounted',
    site('canfar', text('cavern-config', 'cavern.properties', 'baseDir = /data', 'baseDir = /srv')),
    ['nothing is mounted from a claim at /srv, the base of its files'],
  ],
];

caseTable(cases);
