import type { PlatformSubject } from '../../src/check/rule';
import type { Manifest } from '../../src/manifest';

/** One reference, broken. */
export interface Break {
  /** What was broken, for a person. */
  readonly title: string;
  /** Equal for breaks that the same rule probably finds. */
  readonly sort: string;
  apply(platform: PlatformSubject): PlatformSubject;
}

/** Keys from the top of an object. */
export type Path = readonly (string | number)[];

type Secret = PlatformSubject['secrets'][number];

/** A platform in which one manifest has another object. */
export const withObject = (
  platform: PlatformSubject,
  manifest: Manifest,
  edit: (object: Manifest['object']) => Manifest['object'],
): PlatformSubject => ({
  ...platform,
  manifests: platform.manifests.map((one) => (one === manifest ? { ...one, object: edit(one.object) } : one)),
});

/** A platform in which one file of a ConfigMap has another text. */
export const withText = (platform: PlatformSubject, manifest: Manifest, name: string, text: string): PlatformSubject =>
  withObject(platform, manifest, (object) => set(object, ['data', name], text));

/** A platform in which one managed secret is another. */
export const withSecret = (platform: PlatformSubject, secret: Secret, change: Partial<Secret>): PlatformSubject => ({
  ...platform,
  secrets: platform.secrets.map((one) => (one === secret ? { ...one, ...change } : one)),
});

/** A copy of a value with another one at a path. */
export function set<T>(value: T, [key, ...rest]: Path, other: unknown): T {
  if (key === undefined) return other as T;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string | number, unknown>;
  copy[key] = set(copy[key], rest, other);
  return copy as T;
}

/** The text with a letter more at a place. */
export const longer = (text: string, index: number): string => `${text.slice(0, index)}x${text.slice(index)}`;

/** A mapping in which one key has another name. */
export const renameKey = <T>(keys: Readonly<Record<string, T>>, from: string): Record<string, T> =>
  Object.fromEntries(Object.entries(keys).map(([key, value]) => [key === from ? `${key}x` : key, value]));

/** Files of a ConfigMap by name; none of other objects. */
export const textsOf = ({ object }: Manifest): [name: string, text: string][] =>
  object.kind === 'ConfigMap' ? Object.entries((object.data ?? {}) as Record<string, string>) : [];
