import { type Problem, UsageError } from '../errors';
import type { ManagedSecret, SecretSource, SecretText } from '../manifest';

/** A key of a Secret in which the value of one source stands alone: where the value can be read back. */
export interface Home {
  readonly namespace: string;
  readonly secret: string;
  readonly key: string;
}

/** One source and every key that holds nothing but its value. */
export interface SourceUse {
  readonly name: string;
  /** As its first reader states it; of an RSA pair, either half. */
  readonly source: SecretSource;
  /** For an RSA pair: keys that hold the private half, from which the public one follows. */
  readonly homes: readonly Home[];
}

/**
 * The sources that the secrets of a site read, each once, in the order in which they first appear.
 *
 * A name that two readers state differently, or that could not be a file, a variable and a store entry alike, is a
 * {@link UsageError}.
 */
export function sourcesOf(secrets: readonly ManagedSecret[]): readonly SourceUse[] {
  const uses = new Map<string, { name: string; source: SecretSource; homes: Home[] }>();
  const problems: Problem[] = [];
  for (const { namespace, name: secret, keys } of secrets) {
    for (const [key, text] of Object.entries(keys)) {
      const place = `Secret ${namespace}/${secret} key "${key}"`;
      if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key)) problems.push({ path: place, fact: 'Kubernetes takes no such key' });
      const alone = piecesOf(text).length === 1;
      for (const source of text) {
        if (typeof source === 'string') {
          if (/\0|\p{Surrogate}/u.test(source))
            problems.push({ path: place, fact: 'its text cannot be written as UTF-8' });
          continue;
        }
        // What a value follows from comes before it.
        if (source.kind === 'htpasswd') usedAt(place, source.password);
        const readable = source.kind !== 'rsa' || source.part === 'private';
        const { homes } = usedAt(place, source);
        if (alone && readable) homes.push({ namespace, secret, key });
      }
    }
  }
  if (problems.length > 0) throw new UsageError('the secrets cannot be delivered', problems);
  return [...uses.values()];

  function usedAt(place: string, source: SecretSource) {
    const use = uses.get(source.name) ?? { name: source.name, source, homes: [] };
    if (!uses.has(source.name)) problems.push(...nameProblems(source.name, place));
    uses.set(source.name, use);
    if (meaning(use.source) !== meaning(source)) {
      const fact = `it wants source "${source.name}" as ${meaning(source)}, and an earlier key as ${meaning(use.source)}`;
      problems.push({ path: place, fact, act: 'Give them different names, or the same definition.' });
    }
    return use;
  }
}

/** Literal pieces and sources with neighbouring literals joined, so that no syntax hides across two pieces. */
export function piecesOf(text: SecretText): SecretText {
  const pieces: (string | SecretSource)[] = [];
  for (const piece of text) {
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else if (piece !== '') pieces.push(piece);
  }
  return pieces;
}

function nameProblems(name: string, place: string): Problem[] {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return [];
  const act = 'Write lower-case letters, digits and hyphens, at most 63.';
  return [{ path: place, fact: `"${name}" cannot name a source`, act }];
}

/** What two readers of one source must agree on. */
function meaning(source: SecretSource): string {
  switch (source.kind) {
    case 'generated':
      return `${source.length} ${source.alphabet} characters`;
    case 'rsa':
      return `an RSA key of ${source.bits} bits`;
    case 'htpasswd':
      return `the line of ${source.user} with the password "${source.password.name}"`;
    case 'supplied':
      return 'a supplied text';
  }
}
