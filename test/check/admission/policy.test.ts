import { policiesInForce } from '../../../src/check/admission/in-force';
import { refusals } from '../../../src/check/admission/policy';
import { creation, deletion } from '../../../src/check/admission/request';
import { Undecided } from '../../../src/check/undecided';
import type { KubeObject } from '../../../src/manifest';
import { object } from '../../kube/objects';

const PODS = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };
const match = (rule: object = {}, more: object = {}) => ({
  matchConstraints: { resourceRules: [{ ...PODS, ...rule }], ...more },
});
const NEVER = { validations: [{ expression: 'false', message: 'never' }] };
const apps: KubeObject = object('v1', 'Namespace', 'apps', { metadata: { labels: { team: 'a' } } });
const pod = object('v1', 'Pod', 'apps/web', { metadata: { labels: { app: 'web' } }, spec: { hostname: 'h' } });

/** A namespace that is not among the manifests. */
const NOT_OURS = null as unknown as KubeObject;

/** What a policy with this specification says against a pod. */
function said(spec: object, asked: KubeObject = pod, binding: object = {}, namespace = apps) {
  const policy = object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'p', { spec });
  const bound = object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'b', {
    spec: { policyName: 'p', validationActions: ['Deny'], ...binding },
  });
  return policiesInForce([policy, bound]).flatMap((one) => refusals(one, creation(asked, namespace ?? undefined)));
}

test('says every message that holds against a request, in order', () => {
  const validations = [
    { expression: "object.spec.hostname == 'h'", message: 'fine' },
    { expression: "object.metadata.name == 'x'", message: 'a name' },
    { expression: 'size(object.metadata.labels) == 2' },
    { expression: 'false', messageExpression: "'pod ' + object.metadata.name", message: 'other' },
    { expression: 'false', messageExpression: "''", message: 'fallback' },
  ];
  expect(said({ ...match(), validations })).toEqual([
    'a name',
    'failed expression: size(object.metadata.labels) == 2',
    'pod web',
    'fallback',
  ]);
});

test.each<[string, object, object?]>([
  ['another resource', match({ resources: ['jobs'] })],
  ['another group', match({ apiGroups: ['batch'] })],
  ['another operation', match({ operations: ['UPDATE'] })],
  ['a subresource', match({ resources: ['pods/exec'] })],
  ['another name', match({ resourceNames: ['x'] })],
  ['what is left out', match({}, { excludeResourceRules: [PODS] })],
  ['another namespace', match({}, { namespaceSelector: { matchLabels: { team: 'b' } } })],
  ['other labels', match({}, { objectSelector: { matchLabels: { app: 'db' } } })],
  ['a condition that does not hold', { ...match(), matchConditions: [{ name: 'c', expression: 'false' }] }],
  ['a binding elsewhere', match(), { matchResources: { namespaceSelector: { matchLabels: { team: 'b' } } } }],
  ['a binding that only warns', match(), { validationActions: ['Warn', 'Audit'] }],
  ['a binding of another policy', match(), { policyName: 'q' }],
])('says nothing about %s', (_, spec, binding = {}) => {
  expect(said({ ...NEVER, ...spec }, pod, binding)).toEqual([]);
});

test.each<[string, object, object?]>([
  ['all resources', match({ resources: ['*'] })],
  ['all groups and operations', match({ apiGroups: ['*'], operations: ['*'] })],
  ['its namespace', match({}, { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'apps' } } })],
  ['its labels', match({}, { objectSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } })],
  ['a condition that holds', { ...match(), matchConditions: [{ name: 'c', expression: 'oldObject == null' }] }],
  ['a binding to its namespace', match(), { matchResources: { namespaceSelector: { matchLabels: { team: 'a' } } } }],
])('judges by %s', (_, spec, binding = {}) => {
  expect(said({ ...NEVER, ...spec }, pod, binding)).toEqual(['never']);
});

test('an expression that fails refuses, unless failures are to be ignored', () => {
  const spec = { ...match(), validations: [{ expression: "object.spec.nodeName == ''" }] };
  const failure = "expression 'object.spec.nodeName == ''' resulted in error: no such key: nodeName";
  expect(said(spec)).toEqual([failure]);
  expect(said({ ...spec, failurePolicy: 'Ignore' })).toEqual([]);
  const condition = {
    ...NEVER,
    ...match(),
    matchConditions: [{ name: 'c', expression: "object.spec.nodeName == ''" }],
  };
  expect(said(condition)).toEqual([failure]);
  expect(said({ ...condition, failurePolicy: 'Ignore' })).toEqual([]);
});

test('variables are worked out when they are read, from those before them', () => {
  const variables = [
    { name: 'name', expression: 'object.metadata.name' },
    { name: 'both', expression: 'variables.name + object.spec.hostname' },
    { name: 'broken', expression: 'object.missing.x' },
  ];
  const validations = [{ expression: "variables.both == 'webh'", message: 'no' }];
  expect(said({ ...match(), variables, validations })).toEqual([]);
});

test('whoever deletes is known by name, and the object is the old one', () => {
  const policy = object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'p', {
    spec: {
      ...match({ operations: ['DELETE'] }),
      matchConditions: [{ name: 'c', expression: "request.operation == 'DELETE' && request.userInfo.username == 'a'" }],
      validations: [{ expression: "object != null || oldObject.spec.hostname != 'h'", message: 'kept' }],
    },
  });
  const binding = object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'b', {
    spec: { policyName: 'p', validationActions: ['Deny'] },
  });
  const [bound] = policiesInForce([policy, binding]);
  if (!bound) throw new Error('the policy is not in force');
  expect(refusals(bound, deletion(pod, 'a'))).toEqual(['kept']);
  expect(refusals(bound, deletion(pod, 'b'))).toEqual([]);
  expect(refusals(bound, creation(pod))).toEqual([]);
});

test('the request is described as far as it is known', () => {
  const known = "request.operation == 'CREATE' && request.resource.resource == 'pods' && request.namespace == 'apps'";
  expect(
    said({ ...match(), validations: [{ expression: `${known} && namespaceObject.metadata.labels.team == 'a'` }] }),
  ).toEqual([]);
});

test.each([
  ['who asks', { ...match(), validations: [{ expression: "request.userInfo.username == 'a'" }] }],
  ['parameters', { ...match(), ...NEVER, paramKind: { apiVersion: 'v1', kind: 'ConfigMap' } }],
  [
    'labels of a namespace that is not ours',
    { ...NEVER, ...match({}, { namespaceSelector: { matchLabels: { team: 'a' } } }) },
    NOT_OURS,
  ],
  [
    'such a namespace itself',
    { ...match(), validations: [{ expression: "namespaceObject.metadata.name == ''" }] },
    NOT_OURS,
  ],
])('%s: only the cluster knows', (_, spec, namespace = apps) => {
  expect(() => said(spec, pod, {}, namespace)).toThrow(Undecided);
});

test('a namespace is picked by its own labels, and what belongs to the whole cluster always', () => {
  const selector = (team: string) => ({ namespaceSelector: { matchLabels: { team } } });
  expect(said({ ...NEVER, ...match({ resources: ['namespaces'] }, selector('a')) }, apps)).toEqual(['never']);
  expect(said({ ...NEVER, ...match({ resources: ['namespaces'] }, selector('b')) }, apps)).toEqual([]);
  const volume = object('v1', 'PersistentVolume', 'v');
  expect(
    said({ ...NEVER, ...match({ resources: ['persistentvolumes'] }, selector('b')) }, volume, {}, NOT_OURS),
  ).toEqual(['never']);
});
