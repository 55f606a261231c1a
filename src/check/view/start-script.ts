import type { Container, ShellCommand } from '../facts';
import { sure } from '../facts';
import type { Place } from '../rule';
import { Undecided } from '../undecided';
import { shellCommands } from './shell';

/** A script of a container that the platform, or the image itself, starts. */
export interface StartScript {
  readonly path: string;
  readonly text: string;
  readonly commands: readonly ShellCommand[];
  readonly place?: Place;
}

/**
 * The shell script at a path; undefined when there is none, or when it is no shell script.
 *
 * @throws {Undecided} when its text is not known, or no shell would read it
 */
export function startScript(container: Container, path: string): StartScript | undefined {
  // `bash -c '...'`: the shell itself is a program.
  if (/^(?:\/usr)?\/bin\/(?:ba|da|a|z|k)?sh$/.test(path)) return undefined;
  const entry = sure(container.file(path));
  if (entry === undefined) return undefined;
  const text = sure(container.text(path)) ?? '';
  if (text.startsWith('#!') && !/^#!.*\b(?:ba|da|a|z|k)?sh\b/.test(text)) return undefined;
  // No shell would read what is behind it.
  if (text.includes('\0')) throw new Undecided(`${path} is no text`);
  const commands = shellCommands(text);
  if (!commands.known) throw new Undecided(`${path}: ${commands.reason}`);
  return { path, text, commands: commands.value, ...(entry.place ? { place: entry.place } : {}) };
}

/** Whether a command prepares what follows it and returns: behind it nothing is left of the session. */
export const onlyPrepares = ({ name = '' }: ShellCommand): boolean => PREPARES.has(name);
const PREPARES = new Set(
  'set export source . cd mkdir echo printf umask ulimit unset alias test [ [[ true : module conda mamba'.split(' '),
);
