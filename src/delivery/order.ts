import { UsageError } from '../errors';

/** Something that must come after others. */
export interface Ordered {
  /** Unique among all that are ordered together. */
  readonly id: string;
  /** Ids of what must come first. */
  readonly dependsOn: readonly string[];
}

/**
 * Sorts into layers: everything that a member of a layer depends on is in an earlier layer, and each member is in the
 * earliest layer where that holds. Delivering layer after layer needs no other knowledge of the edges; `.flat()` is an
 * order in which everything follows what it depends on.
 *
 * Linear in members and edges, and stable: a layer keeps the order in which its members were given.
 * A ring, or an id that nobody has, is a {@link UsageError} that names it.
 *
 * @example
 * ```ts
 * layersOf([{ id: 'app', dependsOn: ['db'] }, { id: 'db', dependsOn: [] }]); // [[db], [app]]
 * ```
 */
export function layersOf<T extends Ordered>(members: readonly T[]): readonly (readonly T[])[] {
  const byId = new Map(members.map((member) => [member.id, member]));
  const dependents = new Map<string, string[]>(members.map(({ id }) => [id, []]));
  const waitsFor = new Map<string, number>();
  for (const { id, dependsOn } of members) {
    const distinct = new Set(dependsOn);
    for (const dependency of distinct) {
      const list = dependents.get(dependency);
      if (!list) throw new UsageError('the objects cannot be ordered', [{ path: id, ...unknownId(dependency) }]);
      list.push(id);
    }
    waitsFor.set(id, distinct.size);
  }

  const layerOf = new Map<string, number>();
  let ready = members.filter(({ id }) => waitsFor.get(id) === 0).map(({ id }) => id);
  let depth = 0;
  for (; ready.length > 0; depth++) {
    const next: string[] = [];
    for (const id of ready) {
      layerOf.set(id, depth);
      for (const dependent of dependents.get(id) ?? []) {
        const left = (waitsFor.get(dependent) ?? 0) - 1;
        waitsFor.set(dependent, left);
        if (left === 0) next.push(dependent);
      }
    }
    ready = next;
  }

  const stuck = members.find(({ id }) => !layerOf.has(id));
  if (stuck) throw new UsageError('the objects cannot be ordered', [ringFrom(stuck, byId, layerOf)]);
  const layers: T[][] = Array.from({ length: depth }, () => []);
  for (const member of members) layers[layerOf.get(member.id) ?? 0]?.push(member);
  return layers;
}

const unknownId = (id: string) => ({ fact: `it depends on "${id}", which does not exist`, act: 'Correct dependsOn.' });

/** Whatever has no layer depends on something without a layer, so walking on must come back to where it was. */
function ringFrom<T extends Ordered>(start: T, byId: ReadonlyMap<string, T>, done: ReadonlyMap<string, number>) {
  const walk: string[] = [];
  const seenAt = new Map<string, number>();
  let at: T | undefined = start;
  while (at && !seenAt.has(at.id)) {
    seenAt.set(at.id, walk.length);
    walk.push(at.id);
    const next: string | undefined = at.dependsOn.find((id) => !done.has(id));
    at = next === undefined ? undefined : byId.get(next);
  }
  const ring = walk.slice(seenAt.get(at?.id ?? '') ?? 0);
  const fact = `these depend on each other in a ring: ${[...ring, ring[0]].join(' → ')}`;
  return { fact, act: 'Remove one of these dependencies.' };
}
