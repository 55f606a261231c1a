import type { Fact } from '../facts';

/** The variables of a script as far as they are known at one point of it. */
export class ShellScope {
  private readonly assigned = new Map<string, string | undefined>();
  private lost = false;

  constructor(
    private readonly outer?: (name: string) => Fact<string | undefined>,
    /** Text of a file that the script may read. */
    readonly fileText: (path: string) => string | undefined = () => undefined,
  ) {}

  /** The value of a variable, empty when it is not set; undefined when it is not known. */
  get(name: string): string | undefined {
    if (this.assigned.has(name)) return this.assigned.get(name);
    if (this.lost || this.outer === undefined) return undefined;
    const fact = this.outer(name);
    return fact.known ? (fact.value ?? '') : undefined;
  }

  /** An assignment that may not happen leaves the value not known. */
  assign(name: string, value: string | undefined, conditional: boolean): void {
    this.assigned.set(name, conditional ? undefined : value);
  }

  /** `export A=1 B` */
  exported(words: readonly (string | undefined)[], conditional: boolean): void {
    for (const word of words) {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(word ?? '') ?? [];
      // What is written in the word may itself hold a variable: only plain text is taken over.
      if (name !== undefined)
        this.assign(name, /[$`]/.test(value ?? '') ? undefined : unquoted(value ?? ''), conditional);
    }
  }

  forget(name: string): void {
    this.assigned.set(name, undefined);
  }

  /** Forgets these variables, or all: a script that is read in may set any. */
  forgetAll(names?: readonly (string | undefined)[]): void {
    if (names === undefined) {
      this.assigned.clear();
      this.lost = true;
    } else for (const name of names) if (name !== undefined) this.forget(name);
  }
}

const unquoted = (text: string) => text.replace(/^(["'])(.*)\1$/s, '$2');
