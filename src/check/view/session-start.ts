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

/** What the image starts by itself: entrypoint and command together; undefined when it names neither. */
export function startOf(container: Container): Start | undefined {
  const entrypoint = sure(container.entrypoint);
  const cmd = sure(container.cmd);
  if (entrypoint === undefined) return cmd;
  // The text form ignores the command.
  if (entrypoint.shell || cmd === undefined) return entrypoint;
  return {
    shell: false,
    arguments: [...entrypoint.arguments, ...(cmd.shell ? ['/bin/sh', '-c'] : []), ...cmd.arguments],
  };
}

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
}

/** The first program that really serves: wrappers, shells that read a script, and what only prepares passed over. */
export function startedBy(container: Container, start: Start): Fact<Started> {
  const [text = ''] = start.arguments;
  return start.shell ? ofText(container, text, container.workdir) : ofWords(start.arguments, container.workdir);
}

/** The program or script of {@link startedBy}. */
export function programOf(container: Container, start: Start): Fact<string> {
  const started = startedBy(container, start);
  return started.known ? known(started.value.program) : started;
}

function ofText(container: Container, text: string, from: Fact<string>): Fact<Started> {
  const commands = shellCommands(text, { variable: (name) => container.env(name) });
  if (!commands.known) return commands;
  let folder = from;
  for (const command of commands.value) {
    const { name, path, arguments: words } = command;
    if (name === 'cd') folder = words[0] === undefined ? notKnown(unsaid(text)) : seenFrom(folder, words[0]);
    // What it hands over to comes next.
    else if (name === 'exec' || onlyPrepares(command)) continue;
    else if (path === undefined || command.conditional) return notKnown(unsaid(text));
    else return ofWords([path, ...words.map((word) => word ?? '')], folder);
  }
  return known({ program: '', read: false });
}

function ofWords(words: readonly string[], folder: Fact<string>): Fact<Started> {
  const [first = ''] = words;
  const behind = WRAPPERS.test(first) ? words.indexOf('--') + 1 : 0;
  const at = words.findIndex(
    (word, index) => index >= behind && !WRAPPERS.test(word) && !word.startsWith('-') && !/^\w+=/.test(word),
  );
  const program = words[at] ?? '';
  const rest = words.slice(at + 1);
  const placed = (path: Fact<string>, read: boolean) => (path.known ? known({ program: path.value, read }) : path);
  if (!SHELLS.test(program))
    return program.includes('/') ? placed(seenFrom(folder, program), false) : known({ program, read: false });
  // A text that it is given is no file: the shell itself is the program.
  const file = rest.some((word) => /^-\w*c$/.test(word)) ? undefined : rest.find((word) => !word.startsWith('-'));
  return file === undefined ? known({ program, read: false }) : placed(seenFrom(folder, file), true);
}

const seenFrom = (folder: Fact<string>, path: string): Fact<string> =>
  path.startsWith('/') ? known(join('/', path)) : folder.known ? known(join(folder.value || '/', path)) : folder;

const unsaid = (text: string) => `what "${text.slice(0, 100)}" starts is not known`;
