import { type HereDocument, hereDocuments, readHereDocuments } from './here-document';
import { refusalsOf } from './refusals';
import { type Comment, type Directives, directivesOf, type LogicalLine, logicalLine, type Position } from './source';

/** `--from=builder` */
export interface Flag extends Position {
  readonly name: string;
  readonly value: string;
}

/** One instruction of a Dockerfile. */
export interface Instruction extends Position {
  /** In capitals. */
  readonly name: string;
  readonly flags: readonly Flag[];
  /** What follows the flags. */
  readonly text: string;
  /** Elements of the list that `text` is, where the instruction takes one. */
  readonly list?: readonly string[];
  readonly hereDocuments: readonly HereDocument[];
  /** The recipe that it is written in, where that is not the one that carries it out: an ONBUILD of its base. */
  readonly file?: string;
  /** Where a character of `text` stands in the file. */
  at(offset: number): Position & { readonly file?: string };
}

/** A Dockerfile as it is written. */
export interface Dockerfile {
  readonly directives: Directives;
  readonly instructions: readonly Instruction[];
  readonly comments: readonly Comment[];
  /** What a builder would refuse. */
  readonly problems: readonly (Position & { readonly message: string })[];
}

/** More than these nobody reads at once. */
const MOST_PROBLEMS = 50;

const NAMES = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
);
const LISTS = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME']);
const FLAGS = new Set(['ADD', 'COPY', 'FROM', 'HEALTHCHECK', 'RUN']);

/**
 * Reads the syntax of a Dockerfile as BuildKit does: parser directives, continuations with comments inside, flags,
 * lists, here-documents.
 */
export function parseDockerfile(source: string): Dockerfile {
  const lines = source.replace(/^\uFEFF/, '').split(/\r?\n/);
  const directives = directivesOf(lines);
  const comments: Comment[] = [];
  const problems: (Position & { message: string })[] = [];
  const instructions: Instruction[] = [];
  for (let from = 0; from < lines.length; ) {
    const line = logicalLine(lines, from, directives.escape, (found) => comments.push(found));
    if (line === undefined) break;
    const opened = hereDocuments(line.text);
    const { documents, next, open } = readHereDocuments(lines, line.next, opened);
    const instruction = instructionOf(line, documents);
    if (open !== undefined) problems.push({ ...place(line), message: `the here-document ${open} has no end` });
    if (!NAMES.has(instruction.name)) {
      problems.push({ ...place(line), message: `${JSON.stringify(instruction.name.slice(0, 40))} is no instruction` });
    } else if (instruction.text === '' && documents.length === 0) {
      problems.push({ ...place(line), message: `${instruction.name} says nothing` });
    } else instructions.push(instruction);
    from = next;
  }
  const first = instructions.find(({ name }) => name !== 'ARG');
  if (first === undefined) problems.push({ line: 1, column: 1, message: 'there is no FROM' });
  else if (first.name !== 'FROM')
    problems.push({ ...place(first), message: `${first.name} stands before the first FROM` });
  // Another front end reads another language.
  if (/^(?:docker(?:\.io)?\/dockerfile(?:-upstream)?(?:[:@]|$)|$)/.test(directives.syntax ?? ''))
    for (const one of instructions)
      problems.push(...refusalsOf(one, directives.escape, one.name === 'ONBUILD' ? onBuild(one) : undefined));
  return { directives, instructions, comments, problems: problems.slice(0, MOST_PROBLEMS) };
}

const place = ({ line, column }: Position): Position => ({ line, column });

/** Reads one logical line. */
function instructionOf(line: LogicalLine, documents: readonly HereDocument[]): Instruction {
  const [word = ''] = /^\S+/.exec(line.text) ?? [];
  const name = word.toUpperCase();
  let offset = word.length + leadingBlanks(line.text.slice(word.length));
  const flags: Flag[] = [];
  while (FLAGS.has(name)) {
    const [flag, key = '', value = ''] = /^--([a-z-]+)(?:=(\S*))?(?=\s|$)/.exec(line.text.slice(offset)) ?? [];
    if (flag === undefined) break;
    flags.push({ name: key, value, ...line.at(offset) });
    offset += flag.length + leadingBlanks(line.text.slice(offset + flag.length));
  }
  const start = offset;
  const text = line.text.slice(start);
  const list = LISTS.has(name) ? listOf(text) : undefined;
  return {
    name,
    flags,
    text,
    hereDocuments: documents,
    ...place(line),
    ...(list ? { list } : {}),
    at: (at) => line.at(start + at),
  };
}

const leadingBlanks = (text: string) => text.length - text.trimStart().length;

/** A list of texts in JSON; anything else is a text, as for the builder. */
function listOf(text: string): readonly string[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The instruction that an ONBUILD keeps for later. */
export function onBuild({ text, at, hereDocuments: documents }: Instruction): Instruction {
  return instructionOf({ text, ...at(0), next: 0, at }, documents);
}

/** An instruction that the recipe of a base has kept for those who build on it. */
export const ofBase = (instruction: Instruction, file: string): Instruction => ({
  ...instruction,
  file: instruction.file ?? file,
  at: (offset) => ({ file, ...instruction.at(offset) }),
});
