import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../pulumi/project';

const page = () => readFileSync(join(ROOT, 'docs', 'pulumi.md'), 'utf8');

/** A message that docs/pulumi.md explains. */
export interface Explained {
  readonly message: string;
  /** The commands that people are told to run for it, in order. */
  readonly commands: readonly string[];
}

/** The commands that a section of docs/pulumi.md tells people to run, block by block, as they stand there. */
export function commandsOf(heading: string): readonly string[] {
  const section = page()
    .split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  const blocks = [...(section ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);
  if (blocks.length === 0) throw new Error(`docs/pulumi.md has no commands under "${heading}"`);
  return blocks;
}

/** The messages in an output that the table of docs/pulumi.md explains. */
export function explained(output: string): readonly Explained[] {
  const rows = page().matchAll(/^\| `([^`]+)` \| [^|]+ \| ([^|]+) \|$/gm);
  return [...rows].flatMap(([, message = '', act = '']) =>
    output.includes(message)
      ? [{ message, commands: [...act.matchAll(/`((?:pulumi|find) [^`]+)`/g)].map(([, text = '']) => text) }]
      : [],
  );
}

/** The messages alone. */
export const messagesIn = (output: string): readonly string[] => explained(output).map(({ message }) => message);
