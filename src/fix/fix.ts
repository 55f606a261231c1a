import type { Container, ShellCommand, Step } from '../check/facts';
import type { Place } from '../check/rule';
import { commandWords, type PlacedWord } from './command-words';
import { type Edit, offsetOf } from './edit';

/** A finding, and the recipe that it is about. */
export interface FixInput {
  /** Name of the recipe, as places have it. */
  readonly file: string;
  readonly source: string;
  /** What continues a line. */
  readonly escaper: string;
  readonly container: Container;
  readonly message: string;
  readonly place: Place | undefined;
  /** Files beside the recipe, from the root of its folder; only those that its builder sees. */
  readonly files: readonly string[];
  /** Text of one of them; undefined for what is no text. */
  text(path: string): string | undefined;
}

/**
 * What would cure a finding; nothing where that is not certain. A change is proposed, not made: whoever asks judges the
 * changed recipe again, and takes a change only where the finding is gone and no other has come.
 */
export type Fix = (input: FixInput) => readonly Edit[];

/** The words of the command that a place of the recipe names. */
export function wordsAt({ file, source, escaper }: FixInput, place: Place | undefined): readonly PlacedWord[] {
  if (place?.file !== file || place.line === undefined || place.column === undefined) return [];
  const offset = offsetOf(source, place.line, place.column);
  return offset === undefined ? [] : commandWords(source, offset, escaper);
}

/** The instruction of the recipe that a place names. */
export const stepAt = ({ container, file }: FixInput, place: Place | undefined): Step | undefined =>
  container.history.findLast((step) => step.place?.file === file && step.place.line === place?.line);

/** The commands that the recipe itself runs, in order. */
export const commandsOf = ({ container, file }: FixInput): readonly ShellCommand[] =>
  container.history.flatMap(({ commands }) =>
    commands?.known ? commands.value.filter(({ place }) => place?.file === file) : [],
  );

export const insertAt = (offset: number, text: string): Edit => ({ start: offset, end: offset, text });

export const replaceWord = ({ start, end }: PlacedWord, text: string): Edit => ({ start, end, text });
