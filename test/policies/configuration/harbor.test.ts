import { harborAgrees } from '../../../policies/configuration/harbor-agrees';
import { harborSettings } from '../../../policies/configuration/harbor-settings';
import type { PlatformSubject } from '../../../src/check/rule';
import { HARBOR_SITES } from '../../sites/harbor-sites';
import { manifestsOf, planOf } from '../../sites/sites';
import { type Case, caseTable } from '../case-table';
import { type Change, object, secret, site } from '../site-subject';

const { manifests, secrets } = manifestsOf(HARBOR_SITES.srcnet);
const whole: PlatformSubject = { manifests, secrets, provides: planOf(HARBOR_SITES.srcnet).provides };
const harbor = (...changes: readonly Change[]) => changes.reduce((before, change) => change(before), whole);

/** A variable of a part with another value. */
const variable = (part: string, name: string, value: string) =>
  object(`Deployment skaha-system/harbor-${part}`, ({ spec }) => {
    for (const one of spec.template.spec.containers[0].env) if (one.name === name) one.value = value;
  });

const ofCanfar = { ...manifestsOf(HARBOR_SITES.canfar), provides: planOf(HARBOR_SITES.canfar).provides };
const REDIS = 'redis.example.org:6379';

const cases: Case[] = [
  [
    harborAgrees,
    'a registry that calls Redis in the clear, where the others call it by TLS',
    object('Deployment skaha-system/harbor-registry', ({ spec }) => {
      for (const { env } of spec.template.spec.containers)
        for (const one of env) if (one.name === 'REGISTRY_REDIS_ENABLETLS') one.value = 'false';
    })(ofCanfar),
    [
      `Redis is at ${REDIS}, and elsewhere at ${REDIS} by TLS`,
      `Redis is at ${REDIS}, and elsewhere at ${REDIS} by TLS`,
    ],
  ],
  [harborAgrees, 'a Harbor', harbor(), 'pass'],
  [harborAgrees, 'a site without one', site('demo'), 'not-applicable'],
  [
    harborAgrees,
    'tokens elsewhere',
    harbor(variable('jobservice', 'TOKEN_SERVICE_URL', 'http://elsewhere/service/token')),
    [
      'tokens are at http://harbor-core.skaha-system.svc.cluster.local:80/service/token, and not at http://elsewhere/service/token',
    ],
  ],
  [
    harborAgrees,
    'another database',
    harbor(variable('core', 'POSTGRESQL_HOST', 'other.example.net')),
    ['the database is at other.example.net, and elsewhere at db.example.net'],
  ],
  [
    harborAgrees,
    'an address that nothing serves',
    harbor(variable('core', 'EXT_ENDPOINT', 'https://other.example.net')),
    ['clients are told https://other.example.net, which no route serves'],
  ],
  [
    harborAgrees,
    'a path that leads elsewhere, and no web interface',
    harbor(
      object('Ingress skaha-system/harbor-core', ({ spec }) => {
        spec.rules[0].http.paths[2].path = '/v3/';
      }),
      object('Ingress skaha-system/harbor-portal', ({ spec }) => {
        spec.rules[0].http.paths[0].path = '/portal';
      }),
    ),
    ['/v2/ does not lead to core', '/ does not lead to the web interface'],
  ],
  [
    harborAgrees,
    'no key of the database',
    harbor(
      object('Deployment skaha-system/harbor-core', ({ spec }) => {
        spec.template.spec.volumes[0].projected.sources[1].secret.items[0].path = 'secret';
      }),
    ),
    ['core finds no /etc/core/key'],
  ],
  [
    harborAgrees,
    'two passwords of one Redis, two keys of one signature',
    harbor(
      secret('harbor-registry', ({ keys }) => {
        keys.REGISTRY_REDIS_PASSWORD[0].name = 'other';
      }),
      secret('harbor-keys', ({ keys }) => {
        keys.tokenKey[0].name = 'other';
      }),
    ),
    [
      'the password of Redis is not that of the other parts of Harbor',
      'the password of Redis is not that of the other parts of Harbor',
      'private_key.pem is not of the pair that is kept beside it',
    ],
  ],
  [
    harborAgrees,
    'another Redis, and another password of admin',
    harbor(
      secret('harbor-jobservice', ({ keys }) => {
        const pieces = keys.JOB_SERVICE_POOL_REDIS_URL;
        pieces[2] = pieces[2].replace('harbor-redis', 'redis');
      }),
      object('Deployment skaha-system/harbor-portal', ({ spec }) => {
        const valueFrom = { secretKeyRef: { name: 'harbor-core', key: 'CSRF_KEY' } };
        spec.template.spec.containers[0].env = [
          { name: 'HARBOR_USERNAME', value: 'admin' },
          { name: 'HARBOR_PASSWORD', valueFrom },
        ];
      }),
    ),
    [
      'Redis is at redis.skaha-system.svc.cluster.local:6379, and elsewhere at harbor-redis.skaha-system.svc.cluster.local:6379',
      'the password of admin is harbor-admin, and here it is harbor-csrf',
    ],
  ],

  [harborSettings, 'a Harbor', harbor(), 'pass'],
  [harborSettings, 'a site without one', site('demo'), 'not-applicable'],
  [
    harborSettings,
    'another program',
    harbor(
      object('Deployment skaha-system/harbor-core', ({ spec }) => {
        spec.template.spec.containers[0].command = ['/harbor/core'];
      }),
    ),
    ['the image harbor-core has no /harbor/core; its program is /harbor/harbor_core'],
  ],
  [
    harborSettings,
    'numbers switched off, and on at another port than is declared',
    harbor(
      object('Deployment skaha-system/harbor-core', ({ spec }) => {
        const [{ env, ports }] = spec.template.spec.containers;
        env.push({ name: 'METRIC_PORT', value: '8001' }, { name: 'METRIC_ENABLE', value: 'false' });
        ports.push({ name: 'metrics', containerPort: 8002 });
      }),
    ),
    ['METRIC_PORT is set, and METRIC_ENABLE is not true', 'it declares the port 8002, and no setting of it names one'],
  ],
];

caseTable(cases);
