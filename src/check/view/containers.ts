import { Undecided } from '../undecided';
import type { Field } from './field';
import type { PodView } from './pod-spec';

/** One container of a pod. */
export interface ContainerView {
  /** How messages name it: `container "api"`, `init container "wait"`. */
  readonly title: string;
  /** `sidecar`: an init container that keeps running (`restartPolicy: Always`). */
  readonly role: 'main' | 'init' | 'sidecar' | 'ephemeral';
  readonly field: Field;
}

const LISTS = [
  ['initContainers', 'init'],
  ['containers', 'main'],
  ['ephemeralContainers', 'ephemeral'],
] as const;

/**
 * All containers of a pod, each with its path, in the order in which they start.
 *
 * @throws Undecided when the pod has no container at all: a rule that looks at none has judged nothing.
 */
export function containersOf(pod: PodView): ContainerView[] {
  const containers = LISTS.flatMap(([list, role]) =>
    pod.spec
      .get(list)
      .items()
      .map((field) => view(field, role)),
  );
  if (!containers.some(({ role }) => role === 'main')) throw new Undecided(`${pod.spec.path} has no containers`);
  return containers;
}

function view(field: Field, listed: 'main' | 'init' | 'ephemeral'): ContainerView {
  const name = field.get('name').text();
  const role = listed === 'init' && field.get('restartPolicy').text() === 'Always' ? 'sidecar' : listed;
  const noun = role === 'main' ? 'container' : role === 'sidecar' ? 'sidecar container' : `${role} container`;
  return { title: name === undefined ? `a ${noun} without a name` : `${noun} ${JSON.stringify(name)}`, role, field };
}
