import type { ASTNode, Environment } from '@marcbachmann/cel-js';
import { parseQuantity } from '../../quantity';
import { Undecided } from '../undecided';
import { UNRESOLVED } from '../view/field';

/** An expression that failed on what it was given, as it would on the API server. */
export class CelFailure extends Error {
  override readonly name = 'CelFailure';
}

/** What an expression gives, with these names in its reach. */
export type Expression = (names: object) => unknown;

// What the library and the API server agree to call an error. Anything else may be a function that only the API server
// has, so it is not for us to say.
const FAILURES = new Set([
  'no_such_key',
  'index_out_of_bounds',
  'index_out_of_range',
  'division_by_zero',
  'modulo_by_zero',
  'numeric_overflow',
]);

const compiled = new Map<string, Expression>();
const MOST = 500;

/**
 * Compiles an expression of the Common Expression Language, as ValidatingAdmissionPolicies hold them.
 *
 * @throws {Undecided} when it uses what only the API server has
 * @example
 * ```ts
 * compile('object.spec.replicas < 3')({ object: celValue({ spec: { replicas: 2 } }) }); // true
 * ```
 */
export function compile(text: string): Expression {
  const before = compiled.get(text);
  if (before) return before;
  const made = compileOnce(text);
  if (compiled.size >= MOST) compiled.clear();
  compiled.set(text, made);
  return made;
}

function compileOnce(text: string): Expression {
  environment ??= environmentOfServer();
  const cel = environment;
  const parsed = decided(text, () => cel.parse(text));
  refuseUnbounded(parsed.ast, text);
  return (names) => decided(text, () => parsed(names as Record<string, unknown>));
}

let environment: Environment | undefined;

/** CEL with the functions of the API server that policies of ours use. */
function environmentOfServer(): Environment {
  // Read only when a platform has policies; a module that others need for their own reasons must not pay for it.
  const { Environment } = require('@marcbachmann/cel-js') as typeof import('@marcbachmann/cel-js');
  return new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true })
    .registerType('Quantity', Quantity)
    .registerFunction('quantity(string): Quantity', (text: string) => new Quantity(text))
    .registerFunction('Quantity.isGreaterThan(Quantity): bool', (a: Quantity, b: Quantity) => a.units > b.units)
    .registerFunction('Quantity.isLessThan(Quantity): bool', (a: Quantity, b: Quantity) => a.units < b.units);
}

class Quantity {
  readonly units: bigint;

  constructor(text: string) {
    try {
      this.units = parseQuantity(text);
    } catch {
      throw new CelFailure(`${show(text)} is no quantity`);
    }
  }
}

function decided<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Undecided || error instanceof CelFailure) throw error;
    const { code, summary: fact } = error as { readonly code?: string; readonly summary?: string };
    if (code === undefined || fact === undefined) throw error;
    if (FAILURES.has(code)) throw new CelFailure(fact.charAt(0).toLowerCase() + fact.slice(1));
    throw new Undecided(`${show(text)} cannot be judged outside the cluster: ${fact}`);
  }
}

const LOOPS = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter']);
const DEEPEST = 3;

/** The server has a budget for each expression, and we have none: what could take long is left to it. */
function refuseUnbounded({ op, args }: ASTNode, text: string, loops = 0): void {
  const name = op === 'call' || op === 'rcall' ? String((args as readonly unknown[])[0]) : '';
  // JavaScript's regular expressions are others than the server's besides, and some texts make them slow.
  if (name === 'matches') throw new Undecided(`${show(text)} uses matches(), which the cluster alone decides`);
  const inner = op === 'rcall' && LOOPS.has(name) ? loops + 1 : loops;
  if (inner > DEEPEST) throw new Undecided(`${show(text)} has more than ${DEEPEST} loops in each other`);
  for (const part of (Array.isArray(args) ? args : [args]).flat(2) as readonly unknown[]) {
    if (isNode(part)) refuseUnbounded(part, text, inner);
  }
}

const isNode = (part: unknown): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part;

const show = (text: string) => JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);

/**
 * A value of a manifest as CEL takes it: whole numbers are `int`, `null` is absent. What a preview does not know yet
 * leaves every expression undecided that reads it, and no other.
 */
export function celValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const into = Array.isArray(value) ? [] : {};
  for (const [key, item] of Object.entries(value)) {
    if (item === null || item === undefined) continue;
    const found = item === UNRESOLVED ? { get: () => undecided(`${key} is not known yet`) } : { value: celValue(item) };
    Object.defineProperty(into, key, { enumerable: true, ...found });
  }
  return into;
}

/** @throws {Undecided} always; stands where an expression reads what is not known here */
export const undecided = (reason: string): never => {
  throw new Undecided(reason);
};
