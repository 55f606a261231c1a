import type { Fault } from '../rule';
import { type ContainerView, containersOf } from '../view/containers';
import type { Field } from '../view/field';
import type { PodView } from '../view/pod-spec';

/** One control of the Pod Security Standards: what it has against a pod, under the policy of Kubernetes 1.`minor`. */
export type Control = (pod: PodView, minor: number) => readonly Fault[];

/** A security context and who has it: the pod itself, or one of its containers. */
export interface Holder {
  /** `the pod` or `container "api"`. */
  readonly title: string;
  readonly context: Field;
}

/** The pod's own security context, then that of each container. */
export const holdersOf = (pod: PodView): Holder[] => [
  { title: 'the pod', context: pod.spec.get('securityContext') },
  ...containersOf(pod).map(containerHolder),
];

export const containerHolder = ({ title, field }: ContainerView): Holder => ({
  title,
  context: field.get('securityContext'),
});

/** A fault at a field. */
export const at = (field: Field, message: string): Fault => ({ message, place: { path: field.path } });

/** `"a"`, or a plain word for what is not a text. */
export const shown = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** Windows pods are exempt from what Windows does not have. */
export const isWindows = (pod: PodView): boolean => pod.spec.get('os', 'name').text() === 'windows';

/** From 1.35 on, a pod in a user namespace of its own may be root in there. */
export const inUserNamespace = (pod: PodView, minor: number): boolean =>
  minor >= 35 && pod.spec.get('hostUsers').flag() === false;
