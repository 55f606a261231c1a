/** One mistake in an input: where it is, what is the case, and what to do about it. */
export interface Problem {
  /** File that holds the mistake, as the user named it. */
  readonly file?: string;
  /** Place inside the file, e.g. `sessions.expiry` or a line and column. */
  readonly path?: string;
  /** What is the case. One sentence, no full stop needed. */
  readonly fact: string;
  /** What to do. One sentence. */
  readonly act?: string;
}

/**
 * A mistake of the person or program that called us: printed without a stack trace, exit code 2.
 *
 * Every error that a user can cause is one of these; anything else is a defect of ours (exit code 4).
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    /** Headline, e.g. `stacks/keck.ts: site "keck" is not valid`. */
    readonly title: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super([title, ...problems.map(problemLine)].join('\n'));
  }
}

/** One line per problem: `✖ place: fact. Act.` */
export function problemLine(problem: Problem): string {
  const place = problem.path ? `${problem.path}: ` : '';
  const act = problem.act ? ` ${sentence(problem.act)}` : '';
  return `  ✖ ${place}${sentence(problem.fact)}${act}`;
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
