import { readSite } from '../../src/config/read-site';
import type { SiteInput } from '../../src/config/site';
import { type Problem, UsageError } from '../../src/errors';
import { type Plan, planSite } from '../../src/plan/plan';

/** The smallest site about which no rule has a word: every key that must be written, and where the snapshots of `/arc` live. */
export const smallSite = (): SiteInput => ({
  name: 'keck',
  domain: 'platform.keck.example.org',
  kubernetes: '1.34',
  registry: { kind: 'external', hosts: ['images.keck.example.org'] },
  login: { kind: 'external', issuer: 'https://iam.keck.example.org/' },
  pools: { nodes: { role: 'both', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } } },
  arc: {
    driver: 'nfs',
    server: 'nfs.keck.example.org',
    share: '/export/arc',
    backup: { kind: 'storage', where: 'snapshots of the server, daily, kept 30 days' },
  },
  sessions: { authorization: { kind: 'group', group: 'ivo://platform.keck.example.org/gms?users' } },
});

type Path = readonly PropertyKey[];
type Tree = Record<PropertyKey, unknown>;

/** A copy with another value at a path; `undefined` takes the key away. Mappings on the way are made. */
export function withValue<T>(site: T, path: Path, value: unknown): T {
  const copy = structuredClone(site);
  let node = copy as Tree;
  for (const step of path.slice(0, -1))
    node = (Object.hasOwn(node, step) ? node[step] : define(node, step, {})) as Tree;
  const last = path.at(-1) as PropertyKey;
  if (value === undefined) delete node[last];
  else define(node, last, value);
  return copy;
}

// Assignment would change the prototype for the key `__proto__`.
function define(node: Tree, key: PropertyKey, value: unknown): unknown {
  Object.defineProperty(node, key, { value, enumerable: true, writable: true, configurable: true });
  return value;
}

/** The small site with one value changed, by a path such as `pools.nodes.allocatable.cpu`. */
export const changed = (path: string, value: unknown): SiteInput => withValue(smallSite(), path.split('.'), value);

/** What is wrong with a site, one line per problem: `place: fact. Act.` */
export function complaints(site: unknown): string[] {
  return problems(() => plan(site)).map(({ path, fact, act }) =>
    `${path ? `${path}: ` : ''}${fact}.${act ? ` ${act.replace(/\.$/, '')}.` : ''}`.replace(/\?\.$/, '?'),
  );
}

/** Problems that an action refuses with; none when it does not. */
export function problems(action: () => unknown): readonly Problem[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
}

/** Reads and plans. */
export const plan = (site: unknown): Plan => planSite(readSite(site, 'keck.ts'), 'keck.ts');

/** Every text of a value, with its path. */
export function* textsOf(value: unknown, path: Path = []): Generator<{ readonly path: Path; readonly text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* textsOf(item, [...path, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) yield* textsOf(item, [...path, key]);
}

/** What a value has at a path. */
export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((node, step) => (node as Tree | undefined)?.[step], value);
