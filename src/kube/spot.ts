/**
 * A place in an object. Reads what has the expected shape, and notes the path of what has not: a value of another shape,
 * or one that is not known yet, hides references, and whoever asks must be able to tell that from "there are none".
 */
export class Spot {
  constructor(
    private readonly raw: unknown,
    readonly path: string,
    private readonly unreadable: string[],
  ) {}

  get exists(): boolean {
    return this.raw !== undefined && this.raw !== null;
  }

  get(...keys: readonly string[]): Spot {
    return keys.reduce<Spot>((spot, key) => spot.child(key), this);
  }

  items(): Spot[] {
    if (!this.exists) return [];
    if (!Array.isArray(this.raw)) return this.note([]);
    return this.raw.map((item, index) => new Spot(item, `${this.path}[${index}]`, this.unreadable));
  }

  entries(): [key: string, spot: Spot][] {
    return Object.keys(this.mapping() ?? {}).map((key) => [key, this.child(key)]);
  }

  text(): string | undefined {
    if (!this.exists || typeof this.raw === 'string') return (this.raw as string | null | undefined) ?? undefined;
    return this.note(undefined);
  }

  /** A number, or a text. */
  port(): string | number | undefined {
    return typeof this.raw === 'number' ? this.raw : this.text();
  }

  flag(): boolean | undefined {
    if (!this.exists || typeof this.raw === 'boolean') return (this.raw as boolean | null | undefined) ?? undefined;
    return this.note(undefined);
  }

  private child(key: string): Spot {
    const mapping = this.mapping();
    const value = mapping !== undefined && Object.hasOwn(mapping, key) ? mapping[key] : undefined;
    const step = /^[A-Za-z_$][\w$-]*$/.test(key) ? `${this.path && '.'}${key}` : `[${JSON.stringify(key)}]`;
    return new Spot(value, this.path + step, this.unreadable);
  }

  private mapping(): Readonly<Record<string, unknown>> | undefined {
    if (!this.exists) return undefined;
    if (typeof this.raw !== 'object' || Array.isArray(this.raw)) return this.note(undefined);
    return this.raw as Record<string, unknown>;
  }

  private note<T>(instead: T): T {
    this.unreadable.push(this.path);
    return instead;
  }
}
