/** A rule as the configuration sees it: something with a name that is not data, and is handed on unread. */
export interface OwnRule {
  readonly id: string;
  check(subject: never): unknown;
}

/**
 * Takes the site's own rules out of a site as it is written: `checks.rules`. A rule is a function, the rest of a site is
 * data, so the two part before the data is read.
 *
 * @param value what a site file holds
 */
export function takeOwnRules(value: unknown): { readonly site: unknown; readonly rules: readonly unknown[] } {
  if (!isMapping(value) || !isMapping(value.checks) || !Array.isArray(value.checks.rules)) {
    return { site: value, rules: [] };
  }
  const { rules, ...checks } = value.checks;
  return { site: { ...value, checks }, rules: rules as readonly unknown[] };
}

const isMapping = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
