type Tree = Readonly<Record<string, unknown>>;

/**
 * Lays a change over a value as JSON Merge Patch does (RFC 7386): mappings are merged at every depth, `null` removes,
 * anything else replaces. Neither argument is changed.
 */
export function merge<T extends Tree>(base: T, change: T | undefined): T {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(change ?? {})) {
    if (value === undefined) continue;
    if (value === null) merged.delete(key);
    else if (isTree(value)) merged.set(key, merge(inner(merged.get(key)), value));
    else merged.set(key, value);
  }
  // Unlike assignment, this makes `__proto__` a key like any other.
  return Object.fromEntries(merged) as T;
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

const inner = (value: unknown): Tree => (isTree(value) ? value : {});
