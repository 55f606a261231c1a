import type { Construct } from 'constructs';
import type { KubeObject } from '../manifest';
import { Resource } from './resource';

/** A name for an expression, or a condition with a name. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: string;
}

/** What is asked of each request. */
export interface Validation {
  /** CEL that is true of what may pass. */
  readonly expression: string;
  /** What is said of the rest. */
  readonly message: string;
  /** CEL that says it with names in it; `message` stands in where it fails. */
  readonly messageExpression?: string;
  /** Answer of the server: 422 or 403. @default 'Invalid' */
  readonly reason?: 'Invalid' | 'Forbidden';
}

/** Kinds of one API group, and what is done to them. */
export interface JudgedRequests {
  readonly group: string;
  /** e.g. `pods` */
  readonly resources: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[];
  /** @default 'v1' */
  readonly version?: string;
}

/** What the API server is to refuse by itself. */
export interface AdmissionPolicyProps {
  /** Name in the whole cluster. */
  readonly name: string;
  readonly requests: readonly JudgedRequests[];
  /** The only namespace that is judged. @default the whole cluster */
  readonly namespace?: string;
  /** Conditions under which it looks at a request at all. @default none */
  readonly matchConditions?: readonly NamedExpression[];
  /** @default none */
  readonly variables?: readonly NamedExpression[];
  readonly validations: readonly Validation[];
  /** Delivered after all others. @default false */
  readonly last?: boolean;
}

/**
 * A ValidatingAdmissionPolicy, and the binding that puts it in force. What cannot be judged is refused.
 *
 * The server keeps `matchConstraints` as one value. Whatever it would fill in is stated, so that what a second engine
 * applies is what is there, and no conflict with the first.
 */
export function admissionPolicy(scope: Construct, id: string, props: AdmissionPolicyProps): void {
  const { name, requests, namespace, matchConditions, variables, validations, last = false } = props;
  const everywhere = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} };
  const policy: KubeObject = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        ...everywhere,
        resourceRules: requests.map(({ group, resources, operations, version = 'v1' }) => ({
          apiGroups: [group],
          resources: [...resources],
          apiVersions: [version],
          operations: [...operations],
          scope: '*',
        })),
      },
      ...(matchConditions && { matchConditions: [...matchConditions] }),
      ...(variables && { variables: [...variables] }),
      validations: [...validations],
    },
  };
  const binding: KubeObject = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: {
      policyName: name,
      validationActions: ['Deny'],
      ...(namespace !== undefined && {
        matchResources: {
          ...everywhere,
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        },
      }),
    },
  };
  new Resource(scope, id, policy, { last });
  new Resource(scope, `${id}-binding`, binding, { last });
}

/** A CEL string literal: single quotes, with the two characters escaped that could end it. */
export const celText = (value: string) => `'${value.replace(/[\\']/g, '\\$&')}'`;

/** A CEL list of texts. */
export const celList = (values: readonly string[]) => `[${values.map(celText).join(', ')}]`;
