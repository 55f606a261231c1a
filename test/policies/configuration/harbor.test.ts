import { harborAgrees } from '../../../policies/configuration/harbor-agrees';
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

const cases: Case[] = [
  [harborAgrees, 'a Harbor', harbor(), 'pass'],
  [harborAgrees, 'a site without one', site('demo'), 'not-applicable'],
  [
    harborAgrees,
    'another program',
    harbor(
      object('Deployment skaha-system/harbor-core', ({ spec }) => {
        spec.template.spec.containers[0].command = ['/harbor/core'];
      }),
    ),
    ['the image harbor-core has no /harbor/core; its program is /harbor/harbor_core'],
  ],
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
];

caseTable(cases);
