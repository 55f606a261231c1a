import type { Site } from '../config/site';

/** A Kubernetes PriorityClass. */
export interface Priority {
  readonly name: string;
  readonly value: number;
  /** Pods of this class may push out pods of a lower one. */
  readonly preempts: boolean;
  readonly description: string;
}

/** The classes, highest first. Their names carry the site's, because the whole cluster shares them. */
export interface Priorities {
  readonly services: Priority;
  readonly interactive: Priority;
  readonly headlessHigh: Priority;
}

export const planPriorities = ({ name }: Site): Priorities => ({
  services: {
    name: `${name}-services`,
    value: 1_000_000,
    preempts: true,
    description: 'Services of the science platform.',
  },
  // A notebook that is pushed out loses its user's work, so no session pushes out another.
  interactive: { name: `${name}-interactive`, value: 100_000, preempts: false, description: 'Interactive sessions.' },
  headlessHigh: {
    name: `${name}-headless-high`,
    value: 10_000,
    preempts: false,
    description: 'Headless sessions of the priority group.',
  },
});
