import { Undecided } from '../undecided';

/**
 * Stands in a manifest for a value that is not known yet (an output of a resource that a preview has not made). Reading
 * it leaves the rule undecided; everything beside it is judged as usual.
 */
export const UNRESOLVED = Symbol.for('astroplatform.unresolved');

/**
 * A value inside a manifest together with its path, so that a finding can say where.
 *
 * Absent and `null` are the same, as for the API server. A value of another shape than the one asked for throws
 * {@link Undecided}: manifests come from anywhere, and what cannot be read is not passed.
 *
 * @example
 * ```ts
 * const image = Field.of(object).get('spec', 'containers').items()[0]?.get('image');
 * image?.text();  // 'images.example.org/skaha:1.4.0'
 * image?.path;    // 'spec.containers[0].image'
 * ```
 */
export class Field {
  private constructor(
    private readonly raw: unknown,
    readonly path: string,
  ) {}

  static of(value: unknown, path = ''): Field {
    return new Field(value, path);
  }

  /** The value as it is; `undefined` when absent. */
  get value(): unknown {
    if (this.raw === UNRESOLVED) throw new Undecided(`${this.path} is not known yet`);
    return this.raw ?? undefined;
  }

  get exists(): boolean {
    return this.value !== undefined;
  }

  /** The field below these keys. Absent when a step on the way is. */
  get(...keys: readonly string[]): Field {
    return keys.reduce<Field>((field, key) => field.child(key), this);
  }

  /** The elements of a list; none when absent. */
  items(): Field[] {
    const { value } = this;
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.not('a list');
    return value.map((item, index) => new Field(item, `${this.path}[${index}]`));
  }

  /** The entries of a mapping, in order; none when absent. */
  entries(): [key: string, field: Field][] {
    return Object.entries(this.mapping() ?? {}).map(([key, value]) => [key, new Field(value, join(this.path, key))]);
  }

  /** This field and everything below it, in order. Values that are not known yet are among them. */
  *walk(): Generator<Field> {
    const ahead: Field[] = [this];
    for (let field = ahead.pop(); field !== undefined; field = ahead.pop()) {
      yield field;
      for (const child of field.children().toReversed()) ahead.push(child);
    }
  }

  text(): string | undefined {
    const { value } = this;
    if (value !== undefined && typeof value !== 'string') throw this.not('a text');
    return value;
  }

  flag(): boolean | undefined {
    const { value } = this;
    if (value !== undefined && typeof value !== 'boolean') throw this.not('true or false');
    return value;
  }

  integer(): number | undefined {
    const { value } = this;
    if (value !== undefined && !Number.isSafeInteger(value)) throw this.not('a whole number');
    return value as number | undefined;
  }

  /** A text or a number, as text: what YAML makes of an amount depends on its digits. */
  amount(): string | undefined {
    const { value } = this;
    return typeof value === 'number' ? String(value) : this.text();
  }

  private children(): Field[] {
    if (Array.isArray(this.raw)) return this.items();
    return typeof this.raw === 'object' && this.raw !== null ? this.entries().map(([, field]) => field) : [];
  }

  private child(key: string): Field {
    const mapping = this.mapping();
    // Own keys only: `constructor` is not a field of a manifest that does not have it.
    return new Field(mapping && Object.hasOwn(mapping, key) ? mapping[key] : undefined, join(this.path, key));
  }

  private mapping(): Readonly<Record<string, unknown>> | undefined {
    const { value } = this;
    if (value !== undefined && (typeof value !== 'object' || Array.isArray(value))) throw this.not('a mapping');
    return value as Record<string, unknown> | undefined;
  }

  private not(shape: string): Undecided {
    return new Undecided(`${this.path || 'the object'} is not ${shape}`);
  }
}

const join = (path: string, key: string) => {
  if (!/^[A-Za-z_$][\w$-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};
