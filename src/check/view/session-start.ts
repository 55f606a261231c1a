import { type Container, type Fact, known, notKnown, type Start, sure } from '../facts';
import type { SessionType } from '../session-contract';
import { join } from './path';
import { shellCommands } from './shell';
import { onlyPrepares } from './start-script';

/**
 * Types whose containers the platform starts with a command of its own, so that what the image would start by itself is
 * never run (container-rules.md §2 C11; platform-contract.md, launch templates).
 */
export const REPLACES_START: readonly SessionType[] = ['notebook', 'desktop', 'desktop-app'];

/** Types that start what the image names. */
export const STARTS_IMAGE: readonly SessionType[] = ['contributed', 'carta', 'firefly'];

/** What a container starts, and whether its base says so and not itself. */
interface WholeStart extends Start {
  /** @default false */
  readonly ofBase?: boolean;
}

/** What the image starts by itself: entrypoint and command together; undefined when it names neither. */
export function startOf(container: Container): WholeStart | undefined {
  const entrypoint = sure(container.entrypoint);
  const cmd = sure(container.cmd);
  const ofBase = isTaken(container.entrypoint) && isTaken(container.cmd);
  if (entrypoint === undefined) return cmd && { ...cmd, ofBase };
  // The text form ignores the command.
  if (entrypoint.shell || cmd === undefined) return { ...entrypoint, ofBase };
  return {
    shell: false,
    ofBase,
    arguments: [...entrypoint.arguments, ...(cmd.shell ? ['/bin/sh', '-c'] : []), ...cmd.arguments],
  };
}

/** Said by a table: what a recipe of the same repository says has its place there. */
const isTaken = (fact: Fact<unknown>) => fact.known && fact.strength === 'inherited' && fact.place === undefined;

const SHELLS = /^(?:\/usr)?(?:\/bin\/)?(?:ba|da|a|z|k)?sh$/;

/** Whether a container would start nothing but a shell that waits for a person. */
export const isShell = ({ arguments: words, shell }: Start): boolean =>
  (shell ? (words[0] ?? '').trim().split(/\s+/) : words).every(
    (word) => SHELLS.test(word) || /^-[il]+$|^--login$/.test(word),
  );

/** Programs that hand over to what follows them. */
const WRAPPERS = /^(?:.*\/)?(?:tini|dumb-init|catatonit|env|exec)$/;

/** What a container starts, wrappers and shells passed over. */
export interface Started {
  /** A name that PATH finds, or a path seen from the root. */
  readonly program: string;
  /** A script that a shell reads; it needs not be executable. */
  readonly read: boolean;
  /** The shell that a list names to run a text, as written: it has to be there first. */
  readonly shell?: string;
}

/** A text that a shell runs, and what it is given beside it: `$0`, `$1` ... */
export interface StartText {
  readonly text: string;
  readonly given: readonly string[];
  readonly shell?: string;
}

/** The text that a container starts, in the form of a text or as `["bash", "-c", "..."]`; undefined when it starts no text. */
export function textOf({ arguments: words, shell }: Start): StartText | undefined {
  if (shell) return { text: words[0] ?? '', given: [] };
  const program = programAt(words);
  const name = words[program] ?? '';
  if (!SHELLS.test(name)) return undefined;
  const at = textAt(words.slice(program + 1));
  return at === undefined
    ? undefined
    : { text: words[program + 1 + at] ?? '', given: words.slice(program + 2 + at), shell: name };
}

/** The first program that really serves: wrappers, shells that read a script, and what only prepares passed over. */
export function startedBy(container: Container, start: WholeStart): Fact<Started> {
  // A table of bases does not say what the scripts hold that a base starts: they are its own affair.
  const text = start.ofBase && !start.shell ? textOf(start) : undefined;
  if (text?.shell !== undefined) return known({ program: text.shell, read: false });
  return start.shell
    ? ofText(container, { text: start.arguments[0] ?? '', given: [] }, container.workdir)
    : ofWords(container, start.arguments, container.workdir);
}

/** The program or script of {@link startedBy}. */
export function programOf(container: Container, start: WholeStart): Fact<string> {
  const started = startedBy(container, start);
  return started.known ? known(started.value.program) : started;
}

function ofText(container: Container, { text, given }: StartText, from: Fact<string>): Fact<Started> {
  const commands = shellCommands(text, { variable: (name) => container.env(name) });
  if (!commands.known) return commands;
  let folder = from;
  for (const command of commands.value) {
    const { name, path, arguments: words } = command;
    if (name === 'cd') folder = words[0] === undefined ? notKnown(unsaid(text)) : seenFrom(folder, words[0]);
    // `exec "$@"` runs what the text was given; the first of it is the name of the shell.
    else if (HANDS_ON.test(command.text) && given.length > 1) return ofWords(container, given.slice(1), folder);
    // What it hands over to comes next.
    else if (name === 'exec' || onlyPrepares(command)) continue;
    else if (path === undefined || command.conditional) return notKnown(unsaid(text));
    else return ofWords(container, [path, ...words.map((word) => word ?? '')], folder);
  }
  return known({ program: '', read: false });
}

const HANDS_ON = /^(?:exec\s+(?:--\s+)?)?"?\$(?:[@*]|\{[@*]\})"?$/;

function ofWords(container: Container, words: readonly string[], folder: Fact<string>): Fact<Started> {
  const at = programAt(words);
  const program = words[at] ?? '';
  const rest = words.slice(at + 1);
  const placed = (path: Fact<string>, read: boolean) => (path.known ? known({ program: path.value, read }) : path);
  if (!SHELLS.test(program))
    return program.includes('/') ? placed(seenFrom(folder, program), false) : known({ program, read: false });
  const text = textOf({ arguments: words, shell: false });
  if (text !== undefined) {
    const started = ofText(container, text, folder);
    return started.known ? known({ ...started.value, shell: program }) : started;
  }
  const file = rest.find((word) => !word.startsWith('-'));
  return file === undefined ? known({ program, read: false }) : placed(seenFrom(folder, file), true);
}

/** Where the program stands, wrappers and what they are told passed over. */
function programAt(words: readonly string[]): number {
  const behind = WRAPPERS.test(words[0] ?? '') ? words.indexOf('--') + 1 : 0;
  const at = words.findIndex(
    (word, index) => index >= behind && !WRAPPERS.test(word) && !word.startsWith('-') && !/^\w+=/.test(word),
  );
  return at < 0 ? words.length : at;
}

/** Where the text stands among what a shell is told: `-c`, `-lc`, `-e -o pipefail -c`; undefined when it is told to read a file. */
function textAt(words: readonly string[]): number | undefined {
  let isText = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!/^[-+]/.test(word)) return isText ? index : undefined;
    if (/^-\w*c\w*$/.test(word)) isText = true;
    if (/^[-+]\w*[oO]$/.test(word)) index += 1;
  }
  return undefined;
}

const seenFrom = (folder: Fact<string>, path: string): Fact<string> =>
  path.startsWith('/') ? known(join('/', path)) : folder.known ? known(join(folder.value || '/', path)) : folder;

const unsaid = (text: string) => `what "${text.slice(0, 100)}" starts is not known`;
