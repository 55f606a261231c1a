import { ruleReference } from './rule-reference';

/** A committed file that follows from the sources. A test fails when one is stale. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly file: string;
  readonly content: () => string;
}

export const GENERATED: readonly GeneratedFile[] = [{ file: 'policies/README.md', content: ruleReference }];
