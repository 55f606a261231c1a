/** One database of nsswitch.conf. */
export interface NameServices {
  readonly database: string;
  readonly services: readonly string[];
  /** Line, counted from 1. */
  readonly line: number;
}

/** Reads nsswitch.conf: comments and `[STATUS=action]` left out (nsswitch.conf(5)). */
export function nameServices(text: string): readonly NameServices[] {
  return text.split('\n').flatMap((line, index) => {
    const [, database, services] = /^\s*(\w+)\s*:(.*)$/.exec(line.split('#', 1)[0] ?? '') ?? [];
    if (database === undefined || services === undefined) return [];
    const names = services
      .replace(/\[[^\]]*\]/g, ' ')
      .split(/\s+/)
      .filter((name) => name !== '');
    return [{ database, services: names, line: index + 1 }];
  });
}
