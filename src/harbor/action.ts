import type { HarborApi } from './api';

/** What a thing in Harbor is called in messages, and how things are told apart: kind and name. */
export interface ObjectName {
  readonly kind: string;
  /** With the project where there is one: `skaha/puller`. */
  readonly name: string;
}

/** A field that would become another. No secret is ever shown. */
export interface Change {
  readonly field: string;
  readonly from?: string;
  readonly to?: string;
}

/** What an action works with. */
export interface Session {
  readonly api: HarborApi;
  /** Secrets by name, e.g. `robot/skaha/puller`. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Cost of the hash that tells whether a secret is the one that was given before. */
  readonly hashCost: number;
  /** Retention may leave repositories without images. */
  readonly allowDelete: boolean;
  /** Milliseconds between two looks at a job of Harbor. */
  readonly interval: number;
  /** Tells a person something that only now is known. */
  readonly tell: (line: string) => void;
}

/** One step from what a Harbor holds to what it is to hold. */
export interface Action {
  readonly verb: 'create' | 'update' | 'renew' | 'delete';
  readonly object: ObjectName;
  readonly changes: readonly Change[];
  /** What must have gone well before. */
  readonly needs: readonly ObjectName[];
  /** Name of the secret without which it cannot be done. */
  readonly secret?: string | undefined;
  /**
   * Does it. Doing it twice is doing it once, and whatever breaks it off, a new plan takes up what is left.
   *
   * @throws {HarborError} when Harbor refuses
   */
  run(session: Session): Promise<void>;
}

/** `project skaha` */
export const idOf = ({ kind, name }: ObjectName): string => `${kind} ${name}`;

/** The project of an object, as something that it needs. */
export const projectNamed = (name: string): ObjectName => ({ kind: 'project', name });

/** Fields whose values differ. What is not wanted is not compared. */
export function differences(
  wanted: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
): Change[] {
  return Object.entries(wanted)
    .filter(([field, to]) => to !== undefined && shown(to) !== shown(found[field]))
    .map(([field, to]) => ({ field, from: shown(found[field]), to: shown(to) }));
}

/** Fields of something that is new. */
export const given = (wanted: Readonly<Record<string, unknown>>): Change[] =>
  Object.entries(wanted)
    .filter(([, to]) => to !== undefined)
    .map(([field, to]) => ({ field, to: shown(to) }));

const shown = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'));
