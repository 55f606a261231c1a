import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { environmentOf, type Variable } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import type { WorldPod } from '../../src/check/world/pods';
import { kueueOf } from '../../src/check/world/queues';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

const PREFIX = 'METRICS_PROVIDERS__KUEUE__';
const QUEUES = `${PREFIX}CLUSTER_QUEUES`;
const VERSION = `${PREFIX}KUEUE_API_VERSION`;
const ADDRESS = `${PREFIX}KUBE_API_URL`;
const PATH = `${PREFIX}KUBE_CLUSTERQUEUE_PATH`;
const NEEDED = [
  'METRICS_CLUSTER_NAME',
  QUEUES,
  'METRICS_CACHE__BACKEND',
  'METRICS_REDIS_URL',
  'METRICS_REDIS_KEY_PREFIX',
];
const KNOWN = new Set([...NEEDED, VERSION, ADDRESS, PATH, 'METRICS_CACHE__TTL_SECONDS']);

const FORMS: Readonly<Record<string, RegExp>> = {
  [ADDRESS]: /^https:\/\/kubernetes\.default\.svc(?:\.[\w.-]+)?$/,
  METRICS_REDIS_URL: /^redis:\/\/[\w-]+:\$\(\w+\)@[\w.-]+:\d+\/0$/,
};

export const metricsSettings = defineRule({
  id: 'metrics-settings',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'The metrics service reads each of its queues when it starts, and ends when one is not there, when it may not, or when it is told of an API that is not served.',
  fix: 'Name queues that the platform declares, give its account `get` on exactly those, and the API version of Kueue that is installed.',
  source: 'platform-contract.md §1, §2.11, §2.12, §4 D11, D18; opencadc/science-platform, metrics/providers/kueue.py',
  check: (platform) => {
    const world = worldOf(platform);
    const services = world.pods.flatMap((pod) =>
      containersOf(pod.view)
        .map(({ field }) => ({ pod, field, variables: environmentOf(field) }))
        .filter(({ variables }) => [...variables.keys()].some((name) => name.startsWith('METRICS_'))),
    );
    if (services.length === 0) return notApplicable;
    return eachOf(services, (one): Fault[] => [...settingFaults(world, one), ...rightFaults(world, one)]);
  },
});

interface Service {
  readonly pod: WorldPod;
  readonly field: Field;
  readonly variables: ReadonlyMap<string, Variable>;
}

function settingFaults(world: World, { pod, field, variables }: Service): Fault[] {
  const fault = (fact: string, name?: string) =>
    faultAt(pod.maker, variables.get(name ?? '')?.field.path ?? field.get('env').path, fact);
  const there = new Set(kueueOf(world, 'ClusterQueue').map(({ name }) => name));
  const named = namesIn(variables);
  const told = variables.has(ADDRESS) || variables.has(PATH);
  const versions = [
    variables.get(VERSION)?.value,
    /^\/apis\/(.+)\/clusterqueues$/.exec(variables.get(PATH)?.value ?? '')?.[1],
  ].filter((one) => one !== undefined);
  return [
    ...NEEDED.filter((name) => !variables.has(name)).map((name) => fault(`${name} is not set`)),
    ...[...variables.keys()]
      .filter((name) => name.startsWith('METRICS_') && !KNOWN.has(name))
      .map((name) => fault(`nothing reads the variable ${name}`, name)),
    ...(named ? [] : [fault(`${QUEUES} is no JSON list of names`, QUEUES)]),
    ...(named ?? [])
      .filter((name) => !there.has(name))
      .map((name) => fault(`there is no ClusterQueue ${name}`, QUEUES)),
    ...[...there]
      .filter((name) => named && !named.includes(name))
      .map((name) => fault(`the ClusterQueue ${name} is not counted`, QUEUES)),
    ...(versions.length === 1 ? [] : [fault(`the API of Kueue is named ${versions.length} times`)]),
    ...versions
      .filter((version) => !world.subject.provides.apis.includes(version))
      .map((version) => fault(`nothing in the cluster is known to serve ${version}`)),
    ...Object.entries(FORMS)
      .filter(([name, form]) => !form.test(variables.get(name)?.value ?? ''))
      .filter(([name]) => variables.has(name))
      .map(([name]) => fault(`${name} is ${variables.get(name)?.value}, which the service cannot use`, name)),
    ...(told && !(variables.has(ADDRESS) && variables.has(PATH)) ? [fault(`${ADDRESS} and ${PATH} go together`)] : []),
    ...(variables.get('METRICS_CACHE__BACKEND')?.value === 'redis'
      ? []
      : [fault('METRICS_CACHE__BACKEND is not redis', 'METRICS_CACHE__BACKEND')]),
    ...(variables.get('METRICS_REDIS_KEY_PREFIX')?.value === 'metrics:'
      ? []
      : [
          fault(
            'METRICS_REDIS_KEY_PREFIX is not metrics:, and its user may touch no other key',
            'METRICS_REDIS_KEY_PREFIX',
          ),
        ]),
  ];
}

/** The account may read the queues that are named, one by one. */
function rightFaults(world: World, { pod, variables }: Service): Fault[] {
  const account = pod.view.spec.get('serviceAccountName').text();
  const bound = (one: WorldObject) =>
    Field.of(one.object)
      .get('subjects')
      .items()
      .some((subject) => subject.get('name').text() === account && subject.get('namespace').text() === pod.namespace);
  const roles = world.delivered
    .filter((one) => groupKind(one.object) === 'rbac.authorization.k8s.io/ClusterRoleBinding' && bound(one))
    .map((one) => Field.of(one.object).get('roleRef', 'name').text());
  const rules = world.delivered
    .filter(({ object }) => groupKind(object).endsWith('/ClusterRole') && roles.includes(object.metadata.name))
    .flatMap(({ object }) => Field.of(object).get('rules').items());
  const lists = (rule: Field, key: string) =>
    rule
      .get(key)
      .items()
      .flatMap((item) => item.text() ?? []);
  const readable = rules
    .filter(
      (rule) =>
        lists(rule, 'apiGroups').includes('kueue.x-k8s.io') &&
        lists(rule, 'resources').includes('clusterqueues') &&
        lists(rule, 'verbs').includes('get'),
    )
    .flatMap((rule) => (rule.get('resourceNames').exists ? lists(rule, 'resourceNames') : ['*']));
  const named = namesIn(variables) ?? [];
  const fault = (fact: string) => faultAt(pod.maker, pod.view.spec.get('serviceAccountName').path, fact);
  return [
    ...named
      .filter((name) => !readable.includes(name) && !readable.includes('*'))
      .map((name) => fault(`the account ${account} may not read the ClusterQueue ${name}`)),
    ...readable
      .filter((name) => !named.includes(name))
      .map((name) => fault(`the account ${account} may read ${name} too`)),
    ...rules
      .flatMap((rule) => lists(rule, 'verbs'))
      .filter((verb) => verb !== 'get')
      .map((verb) => fault(`the account ${account} may ${verb}, which the service never does`)),
  ];
}

function namesIn(variables: ReadonlyMap<string, Variable>): string[] | undefined {
  try {
    const value: unknown = JSON.parse(variables.get(QUEUES)?.value ?? '');
    return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string')
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
