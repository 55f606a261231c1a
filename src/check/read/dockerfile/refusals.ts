import type { Instruction } from './instruction';
import type { Position } from './source';
import { words } from './words';

/** Something that a builder would refuse, and where it stands. */
export type Refusal = Position & { readonly message: string };

/** Flags that each instruction knows (BuildKit, with those of its labs). */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  ADD: ['chmod', 'chown', 'link', 'keep-git-dir', 'checksum', 'exclude', 'unpack'],
  COPY: ['from', 'chmod', 'chown', 'link', 'parents', 'exclude'],
  FROM: ['platform'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
  RUN: ['mount', 'network', 'security', 'device'],
};

/**
 * What is wrong with the operands of an instruction.
 *
 * @param kept the instruction that an ONBUILD keeps
 */
export function refusalsOf(instruction: Instruction, escaper: string, kept?: Instruction): readonly Refusal[] {
  const { name, flags, line, column } = instruction;
  const known = FLAGS[name] ?? [];
  const wrong = flags.filter((flag) => !known.includes(flag.name));
  const unknown = wrong.map((flag) => ({
    line: flag.line,
    column: flag.column,
    message: `${name} has no flag --${flag.name}`,
  }));
  const message = operandsOf(instruction, escaper, kept);
  const inner = kept === undefined ? [] : refusalsOf(kept, escaper);
  return [...unknown, ...(message === undefined ? [] : [{ line, column, message }]), ...inner];
}

function operandsOf({ name, text, list }: Instruction, escaper: string, kept?: Instruction): string | undefined {
  const operands = list ?? words(text, escaper).map((word) => word.text);
  const [first = '', as, stage] = operands;
  if ((name === 'COPY' || name === 'ADD') && operands.length < 2) return `${name} names no target`;
  if (name === 'SHELL' && (list === undefined || list.length === 0))
    return 'SHELL takes a list, such as ["/bin/bash", "-c"]';
  if (name === 'FROM' && operands.length !== 1 && (operands.length !== 3 || as?.toLowerCase() !== 'as'))
    return 'FROM takes an image, and AS with one name';
  if (name === 'FROM' && stage !== undefined && !/^[a-z][a-z0-9_.-]*$/i.test(stage))
    return `${JSON.stringify(stage.slice(0, 40))} is no name of a stage`;
  if (name === 'ENV' || name === 'LABEL') {
    const bare = first.includes('=') ? operands.find((word) => !word.includes('=')) : undefined;
    if (bare !== undefined) return `${name}: ${JSON.stringify(bare.slice(0, 40))} is not name=value`;
    if (!first.includes('=') && operands.length < 2) return `${name} ${first.slice(0, 40)} has no value`;
  }
  if (kept !== undefined && /^(?:ONBUILD|FROM|MAINTAINER)$/.test(kept.name)) return `ONBUILD cannot keep ${kept.name}`;
  return undefined;
}
