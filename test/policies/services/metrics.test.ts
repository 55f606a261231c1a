import { networkEdgeOpen } from '../../../policies/closed-world/network-edge-open';
import { metricsSettings } from '../../../policies/services/metrics-settings';
import { redisLoginAgrees } from '../../../policies/sessions/redis-login-agrees';
import { type Case, caseTable } from '../case-table';
import { platformOf } from '../platform-subject';
import { object, without } from '../site-subject';
import { METRICS, servicesSite } from './services-site';

const DEPLOYMENT = 'Deployment skaha-system/metrics';
const set = (name: string, value: string) =>
  object(DEPLOYMENT, ({ spec }) => {
    const [container] = spec.template.spec.containers;
    container.env = [...container.env.filter((one: { name: string }) => one.name !== name), { name, value }];
  });
const drop = (name: string) =>
  object(DEPLOYMENT, ({ spec }) => {
    const [container] = spec.template.spec.containers;
    container.env = container.env.filter((one: { name: string }) => one.name !== name);
  });
const role = (edit: (rule: Record<string, string[]>) => void) =>
  object('ClusterRole keck-metrics', ({ rules }) => edit(rules[0]));
const images = { metrics: 'images.opencadc.org/platform/metrics:v0.2.0' };
const QUEUES = 'METRICS_PROVIDERS__KUEUE__CLUSTER_QUEUES';

const cases: Case[] = [
  [metricsSettings, 'a release that is told the address', servicesSite(METRICS), 'pass'],
  [metricsSettings, 'a release that finds it', servicesSite({ ...METRICS, images }), 'pass'],
  [metricsSettings, 'none', platformOf([]), 'not-applicable'],
  [
    metricsSettings,
    'a queue that is not there, and one that is left out',
    servicesSite(METRICS, set(QUEUES, '["keck-other"]')),
    [
      'there is no ClusterQueue keck-other',
      'the ClusterQueue keck-everyone is not counted',
      'the account metrics may not read the ClusterQueue keck-other',
      'the account metrics may read keck-everyone too',
    ],
  ],
  [
    metricsSettings,
    'names with commas',
    servicesSite(METRICS, set(QUEUES, 'a,b')),
    [`${QUEUES} is no JSON list of names`, 'the account metrics may read keck-everyone too'],
  ],
  [
    metricsSettings,
    'settings of two releases',
    servicesSite(METRICS, set('METRICS_PROVIDERS__KUEUE__KUEUE_API_VERSION', 'kueue.x-k8s.io/v1beta1')),
    ['the API of Kueue is named 2 times', 'nothing in the cluster is known to serve kueue.x-k8s.io/v1beta1'],
  ],
  [
    metricsSettings,
    'half an address, an environment of old, another prefix',
    servicesSite(
      METRICS,
      drop('METRICS_PROVIDERS__KUEUE__KUBE_API_URL'),
      set('METRICS_ENVIRONMENT', 'production'),
      set('METRICS_REDIS_KEY_PREFIX', 'm:'),
      set('METRICS_CACHE__BACKEND', 'memory'),
    ),
    [
      'nothing reads the variable METRICS_ENVIRONMENT',
      'METRICS_PROVIDERS__KUEUE__KUBE_API_URL and METRICS_PROVIDERS__KUEUE__KUBE_CLUSTERQUEUE_PATH go together',
      'METRICS_CACHE__BACKEND is not redis',
      'METRICS_REDIS_KEY_PREFIX is not metrics:, and its user may touch no other key',
    ],
  ],
  [
    metricsSettings,
    'rights to every queue, and to list them',
    servicesSite(
      METRICS,
      role((rule) => {
        delete rule.resourceNames;
        rule.verbs?.push('list');
      }),
    ),
    ['the account metrics may read * too', 'the account metrics may list, which the service never does'],
  ],
  [
    metricsSettings,
    'no rights',
    servicesSite(METRICS, without('ClusterRoleBinding keck-metrics')),
    ['the account metrics may not read the ClusterQueue keck-everyone'],
  ],
  [networkEdgeOpen, 'from the session service to Redis and the API', servicesSite(METRICS), 'pass'],
  [
    networkEdgeOpen,
    'shut to the session service',
    servicesSite(METRICS, without('NetworkPolicy skaha-system/metrics')),
    [
      'Deployment skaha-system/metrics uses redis.skaha-system.svc, and no policy lets Deployment skaha-system/metrics out on TCP port 6379',
      'Deployment skaha-system/skaha uses metrics.skaha-system.svc, and no policy lets Deployment skaha-system/metrics answer on TCP port 8000',
    ],
  ],
  [redisLoginAgrees, 'as its own user', servicesSite(METRICS), 'pass'],
];
caseTable(cases);
