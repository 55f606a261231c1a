import { type Container, type Fact, known, type Start, sure } from '../facts';
import type { SessionType } from '../session-contract';

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

/** The first program that really serves: wrappers and shells that read a script passed over. */
export function programOf(start: Start): Fact<string> {
  const words = start.shell ? (start.arguments[0] ?? '').trim().split(/\s+/) : start.arguments;
  const at = words.findIndex((word) => !WRAPPERS.test(word) && !word.startsWith('-') && !/^\w+=/.test(word));
  const program = words[at] ?? '';
  const script = words[at + 1];
  if (SHELLS.test(program) && script !== undefined && !script.startsWith('-')) return known(script);
  return known(program);
}
