type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Two trees of values as one; where both have a leaf, the second's. */
export function mergedValues(base: Tree, over: Tree): Tree {
  return Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(over)])].map((key) => {
      const [below, above] = [base[key], over[key]];
      if (isTree(below) && isTree(above)) return [key, mergedValues(below, above)];
      return [key, Object.hasOwn(over, key) ? above : below];
    }),
  );
}

/** Paths that both trees set, and not to the same value. */
export function contested(fixed: Tree, given: Tree, above = ''): string[] {
  return Object.keys(given).flatMap((key) => {
    if (!Object.hasOwn(fixed, key)) return [];
    const path = above ? `${above}.${key}` : key;
    const [ours, theirs] = [fixed[key], given[key]];
    if (isTree(ours) && isTree(theirs)) return contested(ours, theirs, path);
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [path];
  });
}
