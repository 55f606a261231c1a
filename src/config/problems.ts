import { safeParse, type z } from 'zod';
import { didYouMean } from '../did-you-mean';
import type { Problem } from '../errors';
import { hintFor, oneOf, tagsOf } from './hints';
import { placeOf, shown } from './place';
import { alternatives, keysOf, property, schemasAt } from './schema-tree';

/** Keys that an earlier release had, each with what to do instead. `*` stands for any name or index: `pools.*.gpus`. */
export type RemovedKeys = Readonly<Record<string, string>>;
const REMOVED: RemovedKeys = {};

const NO_QUOTA =
  'No quota is written: it follows from the nodes of pools, from teams.<name>.weight, and from queues.headroom and queues.kept';
/** Keys that people look for, and where what they mean is said instead. */
const ELSEWHERE: RemovedKeys = {
  ...Object.fromEntries(
    ['quota', 'quotas', 'nominalQuota', 'cpu', 'memory', 'gpus'].map((key) => [`teams.*.${key}`, NO_QUOTA]),
  ),
  'pools.*.quota': NO_QUOTA,
  'registry.storage.folder':
    'The registry behind Harbor knows no folder in a container of Azure, and a volume is its own alone: give it one that holds nothing else',
  'queues.quota': NO_QUOTA,
  'queues.quotas': NO_QUOTA,
  'queues.clusterQueues': NO_QUOTA,
  'sessions.gpus': 'How many GPUs a session may have follows from pools.<name>.gpu',
  'pools.*.gpu.resourceName': 'Sessions ask for nvidia.com/gpu and for nothing else',
};

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** What a schema makes of a value: the result, or every problem with place, fact and act. */
export type Reading<T> =
  | { readonly value: T; readonly problems?: never }
  | { readonly value?: never; readonly problems: readonly Problem[] };

/** Reads a value by a schema. A message that the schema states itself is the act: `write a size such as 200Gi`. */
export function readBy<T>(schema: z.ZodType<T>, input: unknown, removed: RemovedKeys = REMOVED): Reading<T> {
  // An empty message marks what the schema has no words of its own for.
  const result = schema.safeParse(input, { error: () => '' });
  if (result.success) return { value: result.data };
  const all = result.error.issues.flatMap((issue) => explain(issue, []));
  // A number can be over two bounds at once, its own and that of all whole numbers; its own comes last.
  const bounded = (fact: string) => / is too (?:small|large)$/.test(fact);
  const key = ({ path, fact, act }: Problem) => JSON.stringify([path, fact, bounded(fact) ? '' : act]);
  return { problems: [...new Map(all.map((problem) => [key(problem), problem])).values()] };

  function explain(issue: Issue, above: Path): Problem[] {
    const path = [...above, ...issue.path];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => unknownKey([...path, key], knownAt(path), removed));
      case 'invalid_key':
        return issue.issues.map(({ message }) => problem(path, notValid(path.at(-1)), message || 'choose another'));
      case 'invalid_union':
        return union(issue, path);
      default:
        return [wrongValue(issue, path)];
    }
  }

  function union(issue: z.core.$ZodIssueInvalidUnion, path: Path): Problem[] {
    const { discriminator } = issue as { discriminator?: string };
    if (discriminator !== undefined) return [unknownTag(path, discriminator)];
    // Without words of its own the alternative that got furthest explains best: its complaints lie deepest.
    const ranked = [...issue.errors].sort((a, b) => deepest(b) - deepest(a) || a.length - b.length);
    return issue.message || !ranked[0] ? [wrongValue(issue, path)] : ranked[0].flatMap((inner) => explain(inner, path));
  }

  function unknownTag(path: Path, key: string): Problem {
    const above = path.at(-1) === key ? path.slice(0, -1) : path;
    const value = property(valueAt(above), key);
    const act = `write ${oneOf(tagsOf(schemasAt(schema, input, above), key))}`;
    return problem([...above, key], value === undefined ? 'is missing' : notValid(value), act);
  }

  function wrongValue(issue: Issue, path: Path): Problem {
    const value = valueAt(path);
    const expected = schemasAt(schema, input, path);
    const hint = `write ${[...new Set(expected.map(hintFor))].join(', or ')}`;
    if (value === undefined) return problem(path, 'is missing', hint);
    if (value === null) return problem(path, 'is empty', hint);
    const other = otherType(value);
    if (other !== undefined && expected.some((node) => safeParse(node, other).success))
      return problem(path, typeOf(value), `write ${JSON.stringify(other)}`);
    if (issue.code === 'too_small' || issue.code === 'too_big')
      return problem(path, outOfBounds(issue, value), issue.message || bound(issue));
    if (typeof value === 'number' && issue.code === 'invalid_type' && /^write a whole number/.test(hint))
      return problem(path, `${shown(value)} is not a whole number`, hint);
    if (issue.code === 'invalid_type' && !issue.message) return problem(path, typeOf(value), hint);
    return problem(path, notValid(value), issue.message || hint);
  }

  /** Keys that a mapping may have, those that it has last. */
  function knownAt(path: Path): string[] {
    const here = valueAt(path);
    const nodes = schemasAt(schema, input, path).flatMap((node) => alternatives(node, here));
    const keys = [...new Set(nodes.flatMap((node) => keysOf(node).all))];
    const absent = (key: string) => property(here, key) === undefined;
    return [...keys.filter(absent), ...keys.filter((key) => !absent(key))];
  }

  function valueAt(path: Path): unknown {
    return path.reduce(property, input);
  }
}

function unknownKey(path: Path, known: readonly string[], removed: RemovedKeys): Problem {
  const key = String(path.at(-1));
  const successor = Object.entries(removed).find(([pattern]) => fits(pattern.split('.'), path))?.[1];
  if (successor) return problem(path, 'this key was removed', successor);
  const elsewhere = Object.entries(ELSEWHERE).find(([pattern]) => fits(pattern.split('.'), path))?.[1];
  return problem(path, 'unknown key', elsewhere ?? didYouMean(key, known));
}

const fits = (pattern: readonly string[], path: Path) =>
  pattern.length === path.length && pattern.every((part, index) => part === '*' || part === String(path[index]));

function outOfBounds(issue: Bounded, value: unknown): string {
  const [small, large] = COUNTED[issue.origin] ? ['short', 'long'] : ['small', 'large'];
  return `${shown(value)} is too ${issue.code === 'too_small' ? small : large}`;
}

function bound(issue: Bounded): string {
  const limit = issue.code === 'too_small' ? issue.minimum : issue.maximum;
  const noun = COUNTED[issue.origin];
  const amount = noun === undefined ? limit : Number(limit) === 1 ? 'one' : `${limit} ${noun}`;
  return `write at ${issue.code === 'too_small' ? 'least' : 'most'} ${amount}`;
}

type Bounded = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;
const COUNTED: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

/** The same as another type: `1.34` for `"1.34"` and the reverse, as YAML users mix them up. */
function otherType(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return value === 'true' || value === 'false' ? value === 'true' : Number(value);
}

const deepest = (issues: readonly Issue[]) =>
  Math.max(0, ...issues.map((issue) => (issue.code === 'invalid_type' ? 0 : 1) + issue.path.length));

function typeOf(value: unknown): string {
  const nouns: Readonly<Record<string, string>> = { string: 'text', boolean: 'truth value', object: 'mapping' };
  return `${shown(value)} is a ${Array.isArray(value) ? 'list' : (nouns[typeof value] ?? typeof value)}`;
}

const notValid = (value: unknown) => `${shown(value)} is not valid`;
const problem = (path: Path, fact: string, act: string): Problem => ({ path: placeOf(path), fact, act: capital(act) });
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
