import type { KubeObject } from '../../src/manifest';
import type { Api } from './launch/api';
import type { OnPlatform } from './on-platform';
import { note } from './summary';

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

// What the session service does in the namespace of the sessions (skaha-verified.md §1.2, platform-contract.md §2.12).
// Written out here, so that the Role and this list are two opinions.
const SERVICE: Readonly<Record<string, readonly string[]>> = {
  'batch/jobs': ['create', 'get', 'list', 'patch', 'deletecollection'],
  'batch/jobs/finalizers': ['update'],
  '/pods': ['list'],
  '/pods/log': ['get'],
  '/events': ['list'],
  '/services': ['create'],
  '/secrets': ['get', 'create', 'delete'],
  '/limitranges': ['list'],
  'traefik.io/ingressroutes': ['create'],
  'traefik.io/middlewares': ['create'],
  'metrics.k8s.io/pods': ['list'],
};
const QUEUES = { 'kueue.x-k8s.io/localqueues': ['get'] };

/** What accounts beside the session service's may read. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  'check-nodes': ['/nodes list'],
  metrics: ['kueue.x-k8s.io/clusterqueues get'],
};

/** What they may do where the platform lives, and nowhere else. */
const OWN_AT_HOME: Readonly<Record<string, readonly string[]>> = {
  'snapshot-volumes': ['create', 'delete', 'get', 'list'].map(
    (verb) => `snapshot.storage.k8s.io/volumesnapshots ${verb}`,
  ),
};

// What Kubernetes lets everybody ask about himself.
const EVERYBODY: Readonly<Record<string, readonly string[]>> = {
  'authentication.k8s.io/selfsubjectreviews': ['create'],
  'authorization.k8s.io/selfsubjectaccessreviews': ['create'],
  'authorization.k8s.io/selfsubjectrulesreviews': ['create'],
};

/** Who may do what: every verb on every resource that the server has, asked of the server. */
export function rights(on: OnPlatform): void {
  const { services, sessions } = on.plan.site.namespaces;
  const queues = on.plan.queues ? QUEUES : {};

  test.each([
    ['where sessions live', sessions, { ...SERVICE, ...queues, ...EVERYBODY }],
    ['where the platform lives', services, EVERYBODY],
    ['where the cluster lives', 'kube-system', EVERYBODY],
    ['in the cluster as a whole', undefined, EVERYBODY],
  ])('the session service may do what it has to %s, and nothing else', async (where, namespace, expected) => {
    const { api } = on.plane;
    const resources = [...new Set([...(await resourcesOf(api)), ...Object.keys(expected)])];
    const user = `system:serviceaccount:${services}:skaha`;
    const answers = await Promise.all(
      resources.flatMap((resource) => VERBS.map((verb) => may(api, user, { verb, resource, namespace }))),
    );
    expect(
      answers
        .filter(({ allowed }) => allowed)
        .map(cellName)
        .sort(),
    ).toEqual(
      Object.entries(expected)
        .flatMap(([resource, verbs]) => verbs.map((verb) => cellName({ verb, resource })))
        .sort(),
    );
    const allowed = answers.filter((one) => one.allowed).length;
    note({
      table: 'RBAC cells',
      site: on.plan.site.name,
      account: 'skaha',
      where,
      allowed,
      denied: answers.length - allowed,
    });
  });

  test('no other account of the platform may do anything, but that one reads the nodes, one the queues, and one makes snapshots', async () => {
    const lists = await Promise.all(
      [services, sessions].map((name) => on.plane.api.list(`/api/v1/namespaces/${name}/serviceaccounts`)),
    );
    const others = lists.flat().filter(({ metadata }) => metadata.name !== 'skaha');
    expect(others.length).toBeGreaterThan(2);
    for (const { metadata } of others) {
      for (const namespace of [services, sessions, 'kube-system']) {
        const rules = await rulesOf(on.plane.api, metadata, namespace);
        const own = [...(OWN[metadata.name] ?? []), ...((namespace === services && OWN_AT_HOME[metadata.name]) || [])];
        const expected = [...own, ...Object.keys(EVERYBODY).map((resource) => `${resource} create`)].sort();
        expect([metadata.name, namespace, rules]).toEqual([metadata.name, namespace, expected]);
      }
    }
  });

  test.each([
    ['read all Secrets of the sessions', 'GET', '/api/v1/namespaces/SESSIONS/secrets'],
    ['read the Secrets of the platform', 'GET', '/api/v1/namespaces/SERVICES/secrets/redis'],
    ['run a pod of its own', 'POST', '/api/v1/namespaces/SESSIONS/pods'],
    ['run a Job beside the platform', 'POST', '/apis/batch/v1/namespaces/SERVICES/jobs'],
    ['enter a session', 'POST', '/api/v1/namespaces/SESSIONS/pods/any/exec?command=sh'],
    ['take another identity', 'POST', '/api/v1/namespaces/SESSIONS/serviceaccounts/default/token'],
    ['give itself rights', 'POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/SESSIONS/rolebindings'],
    ['open the network', 'DELETE', '/apis/networking.k8s.io/v1/namespaces/SESSIONS/networkpolicies/default-deny'],
    ['lift the limits', 'DELETE', '/api/v1/namespaces/SESSIONS/resourcequotas/sessions'],
    ['lift the admission', 'DELETE', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/any'],
    ['see the nodes', 'GET', '/api/v1/nodes'],
  ])('the session service may not %s', async (_, method, path) => {
    const real = path.replace('SESSIONS', sessions).replace('SERVICES', services);
    const { status, body } = await on.service.api.send(method, real, method === 'POST' ? {} : undefined);
    expect([status, body.reason]).toEqual([403, 'Forbidden']);
  });
}

interface Cell {
  readonly verb: string;
  /** `group/resource`, with its subresource if it has one. */
  readonly resource: string;
  readonly namespace?: string | undefined;
}

const cellName = ({ verb, resource }: Cell) => `${resource} ${verb}`;

async function may(api: Api, user: string, cell: Cell): Promise<Cell & { readonly allowed: boolean }> {
  const [group, resource, subresource] = cell.resource.split('/');
  const { verb, namespace } = cell;
  const resourceAttributes = { group, resource, subresource, verb, namespace };
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${user.split(':')[2]}`, 'system:authenticated'];
  const asked = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes },
  };
  const { body } = await api.must('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', asked);
  return { ...cell, allowed: body.status.allowed };
}

/** All resources and subresources that the server has. */
async function resourcesOf(api: Api): Promise<string[]> {
  const { groups } = (await api.must('GET', '/apis')).body;
  const versions = [
    'v1',
    ...groups.map(
      ({ preferredVersion }: { preferredVersion: { groupVersion: string } }) => preferredVersion.groupVersion,
    ),
  ];
  const found = versions.map(async (version: string) => {
    const [group, path] = version.includes('/') ? [version.split('/')[0], `/apis/${version}`] : ['', `/api/${version}`];
    const { resources } = (await api.must('GET', path)).body as { resources: { name: string }[] };
    return resources.map(({ name }) => `${group}/${name}`);
  });
  return (await Promise.all(found)).flat();
}

/** `group/resource verb` of everything that an account may do. */
async function rulesOf(api: Api, account: KubeObject['metadata'], namespace: string): Promise<string[]> {
  const asked = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
  const own = api.asServiceAccount(String(account.namespace), account.name);
  const { body } = await own.must('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', asked);
  expect(body.status.incomplete).toBe(false);
  const rules = body.status.resourceRules as { apiGroups: string[]; resources: string[]; verbs: string[] }[];
  return [
    ...new Set(
      rules.flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((one) => verbs.map((verb) => cellName({ verb, resource: `${group}/${one}` }))),
        ),
      ),
    ),
  ].sort();
}
