import type { Container, ShellCommand, Step } from '../facts';
import { type Answer, type Fault, fail, notApplicable, unknown } from '../rule';

/** A command that was run when the container was made, and the step that ran it. */
export interface Ran {
  readonly step: Step;
  readonly command: ShellCommand;
}

/** Every command that is known to have been run to make a container, in order. */
export const ran = ({ history }: Container): readonly Ran[] =>
  history.flatMap((step) => (step.commands?.known ? step.commands.value.map((command) => ({ step, command })) : []));

/**
 * Asks about every command that made the container. A script that could not be read leaves it undecided, unless a fault
 * was found elsewhere; a container whose commands nobody wrote down is not judged.
 */
export function eachRan(container: Container, faultsOf: (ran: Ran, all: readonly Ran[]) => readonly Fault[]): Answer {
  const scripts = container.history.filter(({ commands }) => commands !== undefined);
  if (scripts.length === 0) return notApplicable;
  const all = ran(container);
  const faults = all.flatMap((one) => faultsOf(one, all));
  const unread = scripts.flatMap(({ commands }) => (commands && !commands.known ? [commands.reason] : []));
  return faults.length === 0 && unread.length > 0 ? unknown(unread.join('; ')) : fail(faults);
}

/**
 * The answer of the commands, or of what an image holds where these do not decide. What a recipe runs is all there is to
 * know of it; an image shows what somebody else's commands left too, and nobody may have written them down.
 */
export function ranOrHeld(container: Container, built: Answer, heldIn: (image: Container) => Answer): Answer {
  if (container.recipe !== undefined || built.verdict === 'fail') return built;
  const held = heldIn(container);
  // What a layer holds that a later one removes, only its commands tell.
  return held.verdict === 'fail' || built.verdict === 'not-applicable' ? held : built;
}

/** A fault at a command. */
export const at = ({ command }: Ran, message: string): Fault => ({
  message,
  ...(command.place ? { place: command.place } : {}),
});

/** The words of a command that are no options, the verb first: `install`, `acl`. */
export const operands = ({ arguments: words }: ShellCommand): readonly (string | undefined)[] =>
  words.filter((word) => word === undefined || !word.startsWith('-'));

/** Whether an option stands among the arguments: `--yes`, or `-y` alone or among others (`-qy`). */
export const hasOption = ({ arguments: words }: ShellCommand, ...names: readonly string[]): boolean =>
  words.some((word) =>
    names.some((name) =>
      /^-\w$/.test(name)
        ? /^-[a-zA-Z]+$/.test(word ?? '') && word?.includes(name.slice(1))
        : word === name || word?.startsWith(`${name}=`),
    ),
  );
