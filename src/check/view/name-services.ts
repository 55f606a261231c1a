/** One database of nsswitch.conf. */
export interface NameServices {
  readonly database: string;
  readonly services: readonly string[];
  /** Those that are asked for a name that the ones before do not have. */
  readonly asked: readonly string[];
  /** Line, counted from 1. */
  readonly line: number;
}

/** Reads nsswitch.conf: comments and `[STATUS=action]` left out (nsswitch.conf(5)). */
export function nameServices(text: string): readonly NameServices[] {
  return text.split('\n').flatMap((line, index) => {
    const [, database, services] = /^\s*(\w+)\s*:(.*)$/.exec(line.split('#', 1)[0] ?? '') ?? [];
    if (database === undefined || services === undefined) return [];
    return [
      { database, services: namesIn(services), asked: namesIn(services.split(ENDS, 1)[0] ?? ''), line: index + 1 },
    ];
  });
}

/** An action that ends the search when a service does not have the name: `[NOTFOUND=return]`, `[!SUCCESS=return]`. */
const ENDS = /\[[^\]]*(?:\bNOTFOUND|!\s*SUCCESS)\s*=\s*return\b[^\]]*\]/i;

const namesIn = (services: string): readonly string[] =>
  services
    .replace(/\[[^\]]*\]/g, ' ')
    .split(/\s+/)
    .filter((name) => name !== '');
