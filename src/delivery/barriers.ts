import type { Ordered } from './order';

/** Dependencies that are written one by one; whoever has more waits for a barrier. */
const MOST_EDGES = 16;

/** What one member waits for: the members themselves, or the barrier after the layer of this number. */
export type Edges = { readonly direct: readonly string[] } | { readonly barrier: number };

/**
 * Decides for each member whether it waits for its dependencies one by one or for everything in earlier layers at once.
 *
 * A group that depends on a group has an edge per pair, and requests and state grow with the square. A barrier, one
 * resource that depends on a layer, keeps the number of edges linear. It waits for a little more than asked, so members
 * with few dependencies do without.
 *
 * @param layers as {@link layersOf} gives them
 */
export function edgesOver<T extends Ordered>(layers: readonly (readonly T[])[]): ReadonlyMap<string, Edges> {
  return new Map(
    layers.flatMap((layer, depth) =>
      layer.map(({ id, dependsOn }): [string, Edges] => [
        id,
        dependsOn.length > MOST_EDGES ? { barrier: depth - 1 } : { direct: dependsOn },
      ]),
    ),
  );
}
