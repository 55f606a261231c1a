import { didYouMean } from '../did-you-mean';
import type { Problem } from '../errors';
import { merge } from './merge';
import type { SessionType, SessionTypeDraft } from './session-type';
import { sessionTypeProblems } from './session-type-problems';
import { builtinSessionTypes, GENERAL } from './session-types';

/** The session types of a site, complete, in the order in which the site lists them. */
export interface ResolvedSessionTypes {
  /** By name; those with a problem are left out. */
  readonly types: Readonly<Record<string, SessionType>>;
  /** Every mistake, with paths such as `sessions.define.notebook.web.port`. */
  readonly problems: readonly Problem[];
}

/**
 * Lays a site's own session types and changes over the built-in ones.
 *
 * @param define changes of built-in types and types of the site's own, by name, as `Sessions` read them
 * @param enabled names of the types that users may start; by default all built in and all of `define`
 *
 * @example
 * ```ts
 * const { types, problems } = resolveSessionTypes({ carta: { web: { port: 3002 } } }, ['carta', 'headless']);
 * ```
 */
export function resolveSessionTypes(
  define: Readonly<Record<string, SessionTypeDraft>>,
  enabled: readonly string[] = [...new Set([...Object.keys(builtinSessionTypes), ...Object.keys(define)])],
): ResolvedSessionTypes {
  const types = new Map<string, SessionType>();
  const problems = [...listProblems(define, enabled)];
  for (const name of new Set(enabled)) {
    if (!isKnown(name, define)) continue;
    const draft = merge(merge(GENERAL, own(builtinSessionTypes, name)), own(define, name));
    const found = [...sessionTypeProblems(name, draft)];
    problems.push(...found.map((problem) => ({ ...problem, path: `sessions.define.${name}.${problem.path}` })));
    if (found.length === 0) types.set(name, complete(draft));
  }
  return { types: Object.fromEntries(types), problems };
}

// `sessionTypeProblems` found nothing missing, so what is left open has a default.
function complete(draft: SessionTypeDraft): SessionType {
  const type = draft as SessionType;
  return type.web ? { ...type, web: { ...WEB_DEFAULTS, ...type.web } } : type;
}

const WEB_DEFAULTS = { rewrite: 'none', middlewares: [] } as const;

/** The entry of that name; names such as `constructor` have none. */
const own = <T>(layer: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(layer, name) ? layer[name] : undefined;

const isKnown = (name: string, define: object) =>
  Object.hasOwn(builtinSessionTypes, name) || Object.hasOwn(define, name);

/** The session service builds `skaha-<type>-<user>-<id>` in 63 characters; at least 16 are left for the user. */
const LONGEST_NAME = 31;

function* listProblems(define: object, enabled: readonly string[]): Generator<Problem> {
  const known = [...new Set([...Object.keys(builtinSessionTypes), ...Object.keys(define)])];
  for (const [index, name] of enabled.entries()) {
    const path = `sessions.types[${index}]`;
    if (!known.includes(name)) {
      yield { path, fact: `there is no session type "${name}"`, act: didYouMean(name, known) };
    }
    if (enabled.indexOf(name) < index) yield { path, fact: `"${name}" is listed twice`, act: 'Remove one of the two' };
    if (name === 'desktop-app' && !enabled.includes('desktop')) {
      yield { path, fact: 'desktop-app sessions are started from a desktop session', act: 'Add "desktop"' };
    }
  }
  for (const name of Object.keys(define)) {
    const path = `sessions.define.${name}`;
    if (!enabled.includes(name)) yield { path, fact: 'sessions.types does not list it', act: 'Add it there' };
    if (name.length > LONGEST_NAME) {
      yield { path, fact: `the name has ${name.length} characters`, act: `Choose one of at most ${LONGEST_NAME}` };
    }
  }
}
