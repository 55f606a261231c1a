import { networkEdgeOpen } from '../../../policies/closed-world/network-edge-open';
import { loginClientRegistered } from '../../../policies/services/login-client-registered';
import { storageUiSettings } from '../../../policies/services/storage-ui-settings';
import { redisLoginAgrees } from '../../../policies/sessions/redis-login-agrees';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, secret, without } from '../site-subject';
import { CADC, SERVICES, servicesSite } from './services-site';

const FILE = 'org.opencadc.vosui.properties';
const edit = (from: string | RegExp, to: string) =>
  secret('storage-ui-settings', ({ keys }) => {
    keys[FILE] = keys[FILE].map((piece: unknown) => (typeof piece === 'string' ? piece.replace(from, to) : piece));
  });
const BASE = 'https://science.example.org/storage';

const cases: Case[] = [
  [storageUiSettings, 'at a provider', servicesSite({}), 'pass'],
  [storageUiSettings, 'by cookies', servicesSite(CADC), 'pass'],
  [
    storageUiSettings,
    'at another path',
    servicesSite({ services: { ...SERVICES, storageUi: { kind: 'embedded', path: '/files' } } }),
    'pass',
  ],
  [storageUiSettings, 'none', platformOf([]), 'not-applicable'],
  [
    storageUiSettings,
    'a service that is not described',
    servicesSite({}, edit('service.name = arc\n', 'service.name = arc\norg.opencadc.vosui.service.name = vault\n')),
    [
      'service.features.batchDownload',
      'service.features.batchUpload',
      'service.features.externalLinks',
      'service.features.paging',
      'service.groupManagementURI',
      'service.resourceid',
      'node.resourceid',
      'user.home',
    ].map((key) => `org.opencadc.vosui.vault.${key} is not set`),
  ],
  [
    storageUiSettings,
    'files in another place than the service',
    servicesSite({}, edit('vos://science.example.org~cavern', 'vos://science.example.org~vault')),
    ['arc is vos://science.example.org~cavern, and its files are said to be in vos://science.example.org~vault'],
  ],
  [
    storageUiSettings,
    'a first service that is none, and half a login',
    servicesSite({}, edit('service.default = arc', 'service.default = vault'), edit(/\n.*oidc\.scope = .*/, '')),
    [
      'the service that is shown first, vault, is not on the list arc',
      'org.opencadc.vosui.oidc.scope is not set, and others of the login are',
    ],
  ],
  [
    storageUiSettings,
    'another path than its own',
    servicesSite(
      {},
      object('Ingress skaha-system/storage-ui', ({ spec }) => {
        spec.rules[0].http.paths[0].path = '/files';
      }),
      edit(`${BASE}/oidc-callback`, `${BASE}/callback`),
    ),
    [
      'the path /files is not /storage, which the program serves',
      `org.opencadc.vosui.oidc.redirectURI is ${BASE}/callback and not ${BASE}/oidc-callback`,
    ],
  ],
  [
    storageUiSettings,
    'files elsewhere',
    servicesSite(
      {},
      object('Deployment skaha-system/storage-ui', ({ spec }) => {
        spec.template.spec.containers[0].volumeMounts[0].mountPath = '/etc/config';
      }),
    ),
    [FILE, 'catalina.properties', 'cadc-registry.properties', 'cadc-log.properties'].map(
      (name) => `the storage interface finds no /config/${name}`,
    ),
  ],
  [
    storageUiSettings,
    'cookies without the key that verifies them',
    servicesSite(
      CADC,
      object('Deployment skaha-system/storage-ui', ({ spec }) => {
        spec.template.spec.volumes[0].projected.sources.pop();
      }),
    ),
    ['the storage interface finds no /config/RsaSignaturePub.key'],
  ],
  [
    storageUiSettings,
    'another group service than that of the sessions',
    servicesSite(
      {},
      object('ConfigMap skaha-system/storage-ui-config', ({ data }) => {
        const name = 'cadc-registry.properties';
        data[name] = data[name].replace(
          'search-1.0 = ivo://science.example.org/gms',
          'search-1.0 = ivo://a.example.org/gms',
        );
      }),
    ),
    [
      'ivo://ivoa.net/std/GMS#search-1.0 is ivo://a.example.org/gms, and for the session service ivo://science.example.org/gms',
    ],
  ],
  [loginClientRegistered, 'both clients', servicesSite({}), 'pass'],
  [
    loginClientRegistered,
    'a client of the storage interface that nobody registered',
    servicesSite({}, edit('clientID = storage-ui', 'clientID = storage')),
    ['no client "storage" is registered'],
  ],
  [
    redisLoginAgrees,
    'another password than that of the cache',
    servicesSite(
      {},
      secret('storage-ui-settings', ({ keys }) => {
        for (const piece of keys[FILE]) if (piece.name === 'redis-storage-ui') piece.name = 'redis-skaha';
      }),
    ),
    ['the password of the Redis user storage-ui is redis-storage-ui, and here it is redis-skaha'],
  ],
  [networkEdgeOpen, 'every connection', servicesSite({}), 'pass'],
  [
    networkEdgeOpen,
    'a cache that nobody may ask',
    servicesSite({}, without('NetworkPolicy skaha-system/storage-ui-redis')),
    [
      'Deployment skaha-system/storage-ui uses storage-ui-redis.skaha-system.svc, and no policy lets Deployment skaha-system/storage-ui-redis answer on TCP port 6379',
    ],
  ],
];
caseTable(cases);
