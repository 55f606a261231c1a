import { callbackKeyPair } from '../../../policies/sessions/callback-key-pair';
import { limitRangeOffers } from '../../../policies/sessions/limit-range-offers';
import { redisLoginAgrees } from '../../../policies/sessions/redis-login-agrees';
import { resourcesFile } from '../../../policies/sessions/resources-file';
import { serviceAuthorization } from '../../../policies/sessions/service-authorization';
import { serviceFiles } from '../../../policies/sessions/service-files';
import { serviceHostsAgree } from '../../../policies/sessions/service-hosts-agree';
import { serviceIdentitiesAgree } from '../../../policies/sessions/service-identities-agree';
import { serviceQueues } from '../../../policies/sessions/service-queues';
import { serviceRegistryHosts } from '../../../policies/sessions/service-registry-hosts';
import { serviceRights } from '../../../policies/sessions/service-rights';
import { serviceVariables } from '../../../policies/sessions/service-variables';
import { object as kubeObject } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { added, file, object, secret, site, variable, without } from '../site-subject';

const none = platformOf([]);
const GROUP = 'SKAHA_SESSIONS_AUTHORIZATION_GROUP_ENABLED';
const API = 'SKAHA_SESSIONS_AUTHORIZATION_PERMISSIONS_API_ENABLED';
const role = (edit: (rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[]) => void) =>
  object('Role skaha-workload/skaha', ({ rules }) => edit(rules));
const limits = (edit: (limit: Record<string, Record<string, string>>) => void) =>
  object('LimitRange skaha-workload/sessions', ({ spec }) => edit(spec.limits[0]));
const queue = kubeObject('kueue.x-k8s.io/v1beta2', 'LocalQueue', 'skaha-workload/notebooks');
const priority = kubeObject('kueue.x-k8s.io/v1beta2', 'WorkloadPriorityClass', 'medium');

const cases: Case[] = [
  [serviceVariables, 'by group', site('canfar'), 'pass'],
  [serviceVariables, 'by permissions API', site('srcnet'), 'pass'],
  [serviceVariables, 'no session service', none, 'not-applicable'],
  [
    serviceVariables,
    'one is missing',
    site('canfar', variable('skaha.sessionexpiry', undefined)),
    ['the variable skaha.sessionexpiry is missing'],
  ],
  [
    serviceVariables,
    'a unit where a number belongs',
    site(
      'canfar',
      variable('skaha.sessionexpiry', '4d'),
      variable('SKAHA_FLEX_RESOURCE_REQUEST_NOTEBOOK_MEMORY', '4Gi'),
    ),
    [
      'skaha.sessionexpiry is "4d", which the session service cannot use',
      'SKAHA_FLEX_RESOURCE_REQUEST_NOTEBOOK_MEMORY is "4Gi", which the session service cannot use',
    ],
  ],
  [
    serviceVariables,
    'a scheme that the service refuses',
    site('canfar', variable('skaha.posixmapper.resourceid', 'http://example.org/posix')),
    ['skaha.posixmapper.resourceid is "http://example.org/posix", which the session service cannot use'],
  ],
  [
    serviceVariables,
    'half a pair',
    site('canfar', variable('SKAHA_HEADLESS_PRIORITY_CLASS', undefined)),
    ['skaha.headlessprioritygroup and SKAHA_HEADLESS_PRIORITY_CLASS work together only'],
  ],
  [
    serviceVariables,
    'one that nothing reads',
    site('canfar', variable('skaha.homedir', '/arc/home')),
    ['nothing reads the variable skaha.homedir'],
  ],

  [serviceAuthorization, 'by group', site('canfar'), 'pass'],
  [serviceAuthorization, 'by permissions API', site('srcnet'), 'pass'],
  [serviceAuthorization, 'no session service', none, 'not-applicable'],
  [serviceAuthorization, 'none', site('canfar', variable(GROUP, 'false')), [`none of ${GROUP} and ${API} is true`]],
  [
    serviceAuthorization,
    'both',
    site('canfar', variable(API, 'true')),
    [`more than one of ${GROUP} and ${API} is true`, `${API} needs SKAHA_PERMISSIONS_API_NAME`],
  ],
  [
    serviceAuthorization,
    'without its group',
    site('canfar', variable('SKAHA_USERS_GROUP', '')),
    [`${GROUP} needs SKAHA_USERS_GROUP`],
  ],

  [serviceRegistryHosts, 'one', site('canfar'), 'pass'],
  [serviceRegistryHosts, 'two', site('srcnet'), 'pass'],
  [serviceRegistryHosts, 'no session service', none, 'not-applicable'],
  [
    serviceRegistryHosts,
    'two spaces, and a scheme',
    site('canfar', variable('skaha.harborhosts', 'images.example.org  https://other.example.org')),
    ['"" in skaha.harborhosts is no host name', '"https://other.example.org" in skaha.harborhosts is no host name'],
  ],
  [
    serviceRegistryHosts,
    'a list of images that nobody may start',
    site('canfar', variable('skaha.harborhosts', 'other.example.org')),
    ['it looks after the images of images.example.org, and sessions start those of other.example.org'],
  ],
  [
    serviceRegistryHosts,
    'none',
    site('canfar', variable('skaha.harborhosts', undefined)),
    ['the variable skaha.harborhosts is missing'],
  ],

  [serviceQueues, 'no queues', site('demo'), 'not-applicable'],
  [
    serviceQueues,
    'a queue that is declared',
    site(
      'demo',
      variable('SKAHA_QUEUE_NOTEBOOK_NAME', 'notebooks'),
      variable('SKAHA_QUEUE_NOTEBOOK_PRIORITY_CLASS', 'medium'),
      added(queue),
      added(priority),
    ),
    'pass',
  ],
  [
    serviceQueues,
    'a queue that is not, of a type that is not, and half a pair',
    site(
      'demo',
      variable('SKAHA_QUEUE_NOTEBOOK_NAME', 'notebook'),
      variable('SKAHA_QUEUE_NOTEBOOK_PRIORITY_CLASS', 'medium'),
      variable('SKAHA_QUEUE_JUPYTER_NAME', 'notebooks'),
      variable('SKAHA_QUEUE_CARTA_NAME', 'notebooks'),
      added(queue),
      added(priority),
    ),
    [
      'LocalQueue notebook does not exist in skaha-workload',
      'no session type reads SKAHA_QUEUE_JUPYTER_NAME',
      'SKAHA_QUEUE_CARTA_NAME works with SKAHA_QUEUE_CARTA_PRIORITY_CLASS only',
    ],
  ],
  [
    serviceQueues,
    'a queue of a type of the site itself',
    site(
      'demo',
      variable('SKAHA_QUEUE_SURVEY_NAME', 'notebooks'),
      variable('SKAHA_QUEUE_SURVEY_PRIORITY_CLASS', 'medium'),
      object('ConfigMap skaha-system/skaha-config', ({ data }) => {
        data['launch-survey.yaml'] = data['launch-notebook.yaml'];
      }),
      added(queue),
      added(priority),
    ),
    'pass',
  ],
  [
    serviceQueues,
    'another API version than the service asks for',
    site(
      'demo',
      variable('SKAHA_QUEUE_NOTEBOOK_NAME', 'notebooks'),
      variable('SKAHA_QUEUE_NOTEBOOK_PRIORITY_CLASS', 'medium'),
      variable('SKAHA_KUEUE_API_VERSION', 'v1beta1'),
      added(queue),
      added(priority),
    ),
    ['the service asks for queues of kueue.x-k8s.io/v1beta1, which nothing is known to serve'],
  ],

  [serviceIdentitiesAgree, 'IVOA identifiers', site('canfar'), 'pass'],
  [serviceIdentitiesAgree, 'no session service', none, 'not-applicable'],
  [
    serviceIdentitiesAgree,
    'two POSIX mappers',
    site('canfar', variable('skaha.posixmapper.resourceid', 'ivo://example.org/other')),
    [
      expect.stringContaining(
        'the POSIX mapper differs: skaha.posixmapper.resourceid is ivo://example.org/other, ',
      ) as never,
    ],
  ],
  [
    serviceIdentitiesAgree,
    'no group service',
    site('canfar', file('cadc-registry.properties', /^.*GMS.*search.*\n/m, '')),
    ['the group service is not set: cadc-registry.properties: ivo://ivoa.net/std/GMS#search-1.0'],
  ],
  [
    serviceIdentitiesAgree,
    'homes elsewhere',
    site('canfar', variable('SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY', '/cavern/homes')),
    [
      'SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY is not below SKAHA_USER_STORAGE_TOP_LEVEL_DIRECTORY, /arc',
      'homes are in homes for sessions and in home for the storage service',
    ],
  ],

  [serviceHostsAgree, 'one host', site('canfar'), 'pass'],
  [serviceHostsAgree, 'no session service', none, 'not-applicable'],
  [
    serviceHostsAgree,
    'an Ingress on another',
    site(
      'canfar',
      object('Ingress skaha-system/skaha', ({ spec }) => {
        spec.rules[0].host = 'www.example.org';
      }),
    ),
    ['the host www.example.org is not science.example.org, which SKAHA_HOSTNAME says'],
  ],
  [
    serviceHostsAgree,
    'sessions on the host of the platform',
    site('canfar', variable('SKAHA_SESSIONS_HOSTNAME', 'science.example.org')),
    ['SKAHA_SESSIONS_HOSTNAME is science.example.org too, the host of the platform'],
  ],
  [
    serviceHostsAgree,
    'another in its own files',
    site(
      'canfar',
      secret('skaha-catalina', ({ keys }) => {
        keys['catalina.properties'][0] = keys['catalina.properties'][0].replace(
          /(proxyName = ).*/,
          '$1old.example.org',
        );
      }),
    ),
    ['SKAHA_HOSTNAME is science.example.org and tomcat.connector.proxyName is old.example.org'],
  ],

  [serviceFiles, 'all files', site('canfar'), 'pass'],
  [serviceFiles, 'no session service', none, 'not-applicable'],
  [
    serviceFiles,
    'a Secret that is not projected',
    site(
      'canfar',
      object('Deployment skaha-system/skaha', ({ spec }) => {
        spec.template.spec.volumes[0].projected.sources.splice(1, 1);
      }),
    ),
    ['/config/catalina.properties is not there'],
  ],
  [
    serviceFiles,
    'a key of the identity manager that is not projected',
    site(
      'canfar',
      object('Deployment skaha-system/skaha', ({ spec }) => {
        spec.template.spec.volumes[0].projected.sources.pop();
      }),
    ),
    ['/config/cadcproxy.pem is not there'],
  ],
  [
    serviceFiles,
    'another folder',
    site(
      'canfar',
      object('Deployment skaha-system/skaha', ({ spec }) => {
        spec.template.spec.containers[0].volumeMounts[1].mountPath = '/add-user';
      }),
    ),
    ['nothing is mounted at /add-user-config'],
  ],

  [serviceRights, 'exactly what is used', site('canfar'), 'pass'],
  [serviceRights, 'no session service', none, 'not-applicable'],
  [
    serviceRights,
    'one is missing, one is too many',
    site(
      'canfar',
      role(([jobs]) => {
        jobs?.verbs.splice(jobs.verbs.indexOf('deletecollection'), 1, 'delete');
      }),
    ),
    [
      'the session service may not: batch/jobs deletecollection',
      'the session service does not use the right: batch/jobs delete',
    ],
  ],
  [
    serviceRights,
    'queues without the right to look at them',
    site('demo', variable('SKAHA_QUEUE_NOTEBOOK_NAME', 'notebooks')),
    ['the session service may not: kueue.x-k8s.io/localqueues get'],
  ],
  [
    serviceRights,
    'for the whole cluster',
    site(
      'canfar',
      added(
        kubeObject('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'wide', {
          roleRef: { kind: 'ClusterRole', name: 'view' },
          subjects: [{ kind: 'ServiceAccount', name: 'skaha', namespace: 'skaha-system' }],
        }),
      ),
    ),
    ['it gives rights outside skaha-workload, which the session service does not use'],
  ],

  [limitRangeOffers, 'with GPUs', site('canfar'), 'pass'],
  [limitRangeOffers, 'without', site('srcnet'), 'pass'],
  [
    limitRangeOffers,
    'switched off',
    site('canfar', variable('SKAHA_SESSION_LIMIT_RANGE_ENABLED', 'false')),
    'not-applicable',
  ],
  [
    limitRangeOffers,
    'absent',
    site('canfar', without('LimitRange skaha-workload/sessions')),
    ['there is no LimitRange in skaha-workload'],
  ],
  [
    limitRangeOffers,
    'half a core, no memory, a minimum',
    site(
      'canfar',
      limits((limit) => {
        limit.min = { cpu: '300m' };
        limit.defaultRequest = { ...limit.defaultRequest, cpu: '500m' };
        delete limit.default?.memory;
      }),
    ),
    [
      'a minimum refuses the init containers of sessions',
      'it is 500m and not a whole number of cores',
      'it is absent and not a whole number of GiB',
    ],
  ],
  [
    limitRangeOffers,
    'a GPU for everybody, and a default above the maximum',
    site(
      'canfar',
      limits(({ default: usual = {} }) => {
        delete usual['nvidia.com/gpu'];
        usual.cpu = '64';
      }),
    ),
    ['a container that asks for no GPU would be given one', '64 is more than max has of cpu'],
  ],
  [
    limitRangeOffers,
    'GPUs that the session service is not told of',
    site('canfar', variable('GPU_ENABLED', 'false')),
    ['it offers GPUs, and GPU_ENABLED is not true'],
  ],
  [
    limitRangeOffers,
    'no amount at all',
    site(
      'canfar',
      limits(({ max = {} }) => {
        max.cpu = 'many';
      }),
    ),
    'unknown',
  ],

  [redisLoginAgrees, 'all clients', site('canfar'), 'pass'],
  [redisLoginAgrees, 'no Redis', none, 'not-applicable'],
  [
    redisLoginAgrees,
    'a user that Redis does not know',
    site('canfar', file('launch-carta.yaml', 'redis://session:', 'redis://sessions:')),
    ['Job of launch-carta.yaml: Redis has no user "sessions"; it has skaha, images, session, metrics'],
  ],
  [
    redisLoginAgrees,
    'the password of another',
    site(
      'demo',
      secret('skaha-catalina', ({ keys }) => {
        keys['catalina.properties'].find((piece: { name?: string }) => piece.name !== undefined).name = 'redis-images';
      }),
    ),
    ['the password of the Redis user skaha is redis-skaha, and here it is redis-images'],
  ],

  [
    redisLoginAgrees,
    'a password that nobody is given',
    site(
      'canfar',
      secret('redis-users', ({ keys }) => {
        keys.images[0].name = 'other';
      }),
    ),
    ['nobody is given redis-images, the password of the Redis user images'],
  ],
  [
    redisLoginAgrees,
    'an address without a login',
    site(
      'canfar',
      secret('skaha-catalina', ({ keys }) => {
        keys['catalina.properties'][0] = keys['catalina.properties'][0].replace('skaha:', '');
      }),
    ),
    ['Redis has no user ""; it has skaha, images, session, metrics'],
  ],

  [callbackKeyPair, 'declared', site('canfar'), 'pass'],
  [callbackKeyPair, 'no session service', none, 'not-applicable'],
  [
    callbackKeyPair,
    'halves of two pairs',
    site(
      'canfar',
      secret('pre-auth-token-skaha', ({ keys }) => {
        keys.private[0].name = 'other';
      }),
    ),
    ['its keys public and private are not the two halves of one RSA pair'],
  ],
  [
    callbackKeyPair,
    'under another name',
    site(
      'canfar',
      secret('pre-auth-token-skaha', (draft) => {
        draft.name = 'callback';
      }),
    ),
    ['Secret skaha-workload/pre-auth-token-skaha does not exist'],
  ],

  [resourcesFile, 'the same offers as the LimitRange', site('canfar'), 'pass'],
  [resourcesFile, 'no session service', none, 'not-applicable'],
  [
    resourcesFile,
    'more than the LimitRange allows, and a number as text',
    site(
      'canfar',
      file('k8s-resources.json', '"options": [\n      1\n    ]', '"options": [1, 2]'),
      file('k8s-resources.json', '"maxInteractiveSessions": 3', '"maxInteractiveSessions": "3"'),
    ),
    ['gpus.options has 2, and the LimitRange allows 1', 'maxInteractiveSessions is not a whole number'],
  ],
  [
    resourcesFile,
    'another number of sessions than the session service allows',
    site('canfar', variable('skaha.maxusersessions', '5')),
    ['maxInteractiveSessions is 3, and the session service allows 5'],
  ],
  [
    resourcesFile,
    'a default that nobody can choose',
    site('canfar', file('k8s-resources.json', '"default": 4', '"default": 3')),
    ['memoryGB.default is not among the options'],
  ],
  [
    resourcesFile,
    'no JSON',
    site('canfar', file('k8s-resources.json', '{', '')),
    [expect.stringContaining('it is not JSON: ') as never],
  ],
];

caseTable(cases);
