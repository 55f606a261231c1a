/** One mistake in an input: where it is, what is the case, and what to do about it. */
export interface Problem {
  /** File that holds the mistake, as the user named it. */
  readonly file?: string;
  /** Place inside the file, e.g. `sessions.expiry`. */
  readonly path?: string;
  /** Line of the file, from 1. */
  readonly line?: number;
  /** Column in that line, from 1. */
  readonly column?: number;
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
    /** The mistakes that this one stands for, each with its own headline. */
    readonly parts: readonly UsageError[] = [],
  ) {
    super([title, ...(parts.length > 0 ? [] : problems.map(problemLine))].join('\n'));
  }

  /** All of these as one; the only one of them as it is. */
  static of(errors: readonly [UsageError, ...UsageError[]]): UsageError {
    const problems = errors.flatMap((error) => error.problems);
    return errors.length === 1
      ? errors[0]
      : new UsageError(errors.map(({ message }) => message).join('\n'), problems, errors);
  }
}

/** One line per problem: `✖ place (line 3, column 5): fact. Act.` */
export function problemLine(problem: Problem): string {
  const place = [problem.path, lineOf(problem)].filter(Boolean);
  const where = place.length > 1 ? `${place[0]} (${place[1]}): ` : place.map((part) => `${part}: `).join('');
  const act = problem.act ? ` ${sentence(problem.act)}` : '';
  return `  ✖ ${where}${sentence(problem.fact)}${act}`;
}

const lineOf = ({ line, column }: Problem) =>
  line === undefined ? '' : column === undefined ? `line ${line}` : `line ${line}, column ${column}`;

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
