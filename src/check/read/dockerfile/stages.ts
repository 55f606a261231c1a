import { UsageError } from '../../../errors';
import { type Fact, known, notKnown } from '../../facts';
import type { Dockerfile, Instruction } from './instruction';
import { declared, expand, words } from './words';

/** One build stage: a FROM and what follows it. */
export interface Stage {
  /** In lower case, as a builder compares it. */
  readonly name?: string;
  readonly from: Instruction;
  /** The image or stage that it starts from, variables put in. */
  readonly base: Fact<string>;
  readonly platform?: Fact<string>;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile, and the arguments that stand before them. */
export interface Stages {
  readonly stages: readonly Stage[];
  /** Arguments of the whole file, for stages that declare them again. */
  readonly globals: ReadonlyMap<string, Fact<string>>;
}

/** Splits a Dockerfile into its stages. */
export function stagesOf({ instructions, directives }: Dockerfile, args: Readonly<Record<string, string>>): Stages {
  const { escape: escaper } = directives;
  const globals = new Map<string, Fact<string>>();
  const lookup = (name: string): Fact<string | undefined> => globals.get(name) ?? automatic(name, args);
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.name === 'FROM') {
      const [image = '', as, name] = words(instruction.text, escaper).map(({ text }) => text);
      const platform = instruction.flags.find((flag) => flag.name === 'platform');
      stages.push({
        from: instruction,
        base: expand(image, lookup, escaper),
        instructions: [],
        ...(as?.toLowerCase() === 'as' && name ? { name: name.toLowerCase() } : {}),
        ...(platform ? { platform: expand(platform.value, lookup, escaper) } : {}),
      });
    } else if (stage) stage.instructions.push(instruction);
    else if (instruction.name === 'ARG') {
      for (const { name, value, hasDefault } of declared(instruction.text, escaper)) {
        globals.set(name, argument(name, value, hasDefault, args, lookup, escaper));
      }
    }
  }
  return { stages, globals };
}

/** The value of an ARG: what the builder is told, else its default. */
export function argument(
  name: string,
  value: string,
  hasDefault: boolean,
  args: Readonly<Record<string, string>>,
  lookup: (name: string) => Fact<string | undefined>,
  escaper: string,
): Fact<string> {
  const told = Object.hasOwn(args, name) ? args[name] : undefined;
  if (told !== undefined) return known(told);
  if (hasDefault) return expand(value, lookup, escaper);
  const fact = automatic(name, args);
  return fact.known && fact.value !== undefined
    ? known(fact.value)
    : notKnown(`ARG ${name} has no default; say it with --build-arg ${name}=...`);
}

const AUTOMATIC = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)$|^TARGETSTAGE$/;

/** Arguments that a builder sets by itself. */
function automatic(name: string, args: Readonly<Record<string, string>>): Fact<string | undefined> {
  if (Object.hasOwn(args, name)) return known(args[name]);
  return AUTOMATIC.test(name) ? notKnown(`${name} is what the builder is told`) : known(undefined);
}

/**
 * The stage that is shipped.
 *
 * @param target name or number of a stage; the last one when absent
 * @throws {UsageError} when there is no such stage
 */
export function targetOf({ stages }: Stages, target: string | undefined, file: string): number {
  if (target === undefined) return stages.length - 1;
  const named = stages.findLastIndex(({ name }) => name === target.toLowerCase());
  const found = named < 0 && /^\d+$/.test(target) && Number(target) < stages.length ? Number(target) : named;
  if (found >= 0) return found;
  const names = stages.flatMap(({ name }) => (name === undefined ? [] : [name]));
  throw new UsageError(`${file}: no such stage`, [
    {
      file,
      path: '--target',
      fact: `no stage is named "${target}"`,
      act: `Stages: ${names.join(', ') || 'none has a name'}`,
    },
  ]);
}
