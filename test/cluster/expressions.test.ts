import type { KubeObject } from '../../src/manifest';
import { ANSWERS, FAILURES, THING } from '../check/admission/expressions';
import { ControlPlane } from './launch/control-plane';
import { applyCrds } from './launch/crds';
import { until } from './launch/wait';
import { note } from './summary';

// What `check` evaluates by a library, the API server evaluates by its own: the same expressions, the same answers.

const GROUP = 'expressions.test';
const thing = (name: string): KubeObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Thing',
  metadata: { name },
  ...THING,
});
const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `things.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Cluster',
    names: { kind: 'Thing', plural: 'things' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
};

/** Asks an expression of those things only that have this name. */
const asked = (name: string, expression: string) => `object.metadata.name != '${name}' || (${expression})`;
const policy: KubeObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: GROUP },
  spec: {
    matchConstraints: {
      resourceRules: [{ apiGroups: [GROUP], apiVersions: ['v1'], operations: ['CREATE'], resources: ['things'] }],
    },
    validations: [
      { expression: "object.metadata.name != 'canary'", message: 'in force' },
      ...ANSWERS.map(([text, value], row) => ({
        expression: asked(`answer-${row}`, `(${text}) == ${value}`),
        message: `not ${value}`,
      })),
      ...FAILURES.map(([text], row) => ({ expression: asked(`failure-${row}`, text) })),
    ],
  },
};
const binding: KubeObject = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: GROUP },
  spec: { policyName: GROUP, validationActions: ['Deny'] },
};

let plane: ControlPlane;
const said = (name: string) =>
  plane.api.create(thing(name), { dryRun: true }).then(
    () => 'accepted',
    (error: Error) => error.message,
  );

beforeAll(async () => {
  plane = await ControlPlane.start();
  await applyCrds(plane.api, [definition]);
  for (const object of [policy, binding]) await plane.api.apply(object);
  await until('the policy is in force', async () => (await said('canary')).includes('in force'));
});
afterAll(() => plane?.stop());

test.each(ANSWERS.map(([text, value], row) => [text, value, row] as const))('%s is %s', async (_, __, row) => {
  expect(await said(`answer-${row}`)).toBe('accepted');
});

test.each(FAILURES.map(([text, reason], row) => [text, reason, row] as const))(
  '%s fails: %s',
  async (_, reason, row) => {
    const message = await said(`failure-${row}`);
    expect(message).toContain('resulted in error');
    expect(message).toContain(reason);
  },
);

afterAll(() => note({ table: 'Expressions', answers: ANSWERS.length, failures: FAILURES.length }));
