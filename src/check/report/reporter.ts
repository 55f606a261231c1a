import type { Result, RuleFacts } from '../rule';
import type { Profile } from '../session-contract';

export interface ReportOptions {
  /** Report every verdict, not only failures and undecided ones. @default false */
  readonly all?: boolean;
  /** Colour with terminal escapes (text only). @default false */
  readonly colour?: boolean;
  /** Rules that the results may name, for formats that describe them (sarif). @default none */
  readonly rules?: readonly RuleFacts[];
  /** Decides the severity of rules that have one for each profile. @default 'current' */
  readonly profile?: Profile;
  /** Rules that nobody could ask, because nobody said what containers are for. @default none */
  readonly untyped?: Untyped;
  /** Version of the tool, for formats that name it (sarif). */
  readonly version?: string;
}

/** Rules about sessions of some type that were not asked of containers, because the call names no type. */
export interface Untyped {
  readonly rules: readonly string[];
  readonly subjects: readonly string[];
}

/** Turns results into one text. Pure: prints nothing, reads nothing. */
export type Reporter = (results: readonly Result[], options?: ReportOptions) => string;

/** The results that a report lists: what is new. Those of the baseline are among them when every verdict is asked for. */
export const listed = (results: readonly Result[], { all = false }: ReportOptions): readonly Result[] =>
  all ? results : results.filter(({ verdict, baseline }) => !baseline && (verdict === 'fail' || verdict === 'unknown'));

/** What a result says, in one sentence. */
export const saying = ({ verdict, message, reason }: Result): string =>
  message ?? reason ?? (verdict === 'pass' ? 'passed' : 'does not apply');

/** The object or file that a result is about. */
export const about = ({ subject, place }: Result): string => place?.object ?? subject;
