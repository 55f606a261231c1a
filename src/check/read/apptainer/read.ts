import { type Container, known, notKnown, type Recipe } from '../../facts';
import type { BuildContext } from '../dockerfile/context';
import { type KnownBase, unknownBase } from '../recipe/base';
import { containerOf } from '../recipe/container';
import { readmeOf } from '../recipe/readme';
import { type Definition, type DefinitionStage, parseDefinition } from './definition';
import { StageReading } from './stage';

/** What a definition is read with. */
export interface DefinitionInput {
  readonly file: string;
  /** Values of its variables, before those of `%arguments`. */
  readonly args?: Readonly<Record<string, string>>;
  readonly context?: BuildContext;
  readonly bases?: readonly KnownBase[];
  /** Containers that other recipes here build, by reference. */
  readonly parent?: (reference: string) => Container | undefined;
}

/** A definition, and the container that it becomes when it is made an OCI image. */
export interface ReadDefinition {
  readonly container: Container;
  readonly problems: Definition['problems'];
  readonly comments: Definition['comments'];
}

const LONGEST = 1_000_000;

/**
 * Reads an Apptainer definition file. Its sections become what an OCI image has for them: `%post` a RUN, `%files` a
 * COPY, `%environment` the environment, `%labels` labels, `%runscript` the entrypoint; an app is a folder below `/scif`.
 *
 * @example
 * ```ts
 * const { container } = readDefinition('Bootstrap: docker\nFrom: python:3.12.7-bookworm\n', { file: 'tool.def' });
 * ```
 */
export function readDefinition(source: string, input: DefinitionInput): ReadDefinition {
  const written = parseDefinition(source.slice(0, LONGEST));
  const { comments } = written;
  const problems =
    source.length > LONGEST ? [{ line: 1, column: 1, message: 'the definition is too long' }] : written.problems;
  const stage = written.stages.at(-1);
  if (stage === undefined || problems.length > 0) {
    return { container: unknownBase(problems[0]?.message ?? 'there is no stage'), problems, comments };
  }
  const beside: Container['beside'] = input.context?.entries.known
    ? known(input.context.entries.value.map(({ path }) => path))
    : notKnown('the folder of the recipe was not read');
  const recipe: Recipe = { kind: 'apptainer', readme: readmeOf(input.context) };
  const container = { ...read(written.stages, written.stages.length - 1, input, beside), recipe };
  return { container, problems, comments };
}

/** One stage, and the earlier ones as far as it takes something out of them. */
function read(
  stages: readonly DefinitionStage[],
  index: number,
  input: DefinitionInput,
  beside: Container['beside'] = known([]),
  done = new Map<number, Container>(),
): Container {
  const before = done.get(index);
  if (before) return before;
  const earlier = (name: string) => {
    const found = stages.slice(0, index).findLastIndex(({ header }) => header.get('stage')?.value === name);
    return found < 0 ? undefined : read(stages, found, input, undefined, done);
  };
  const container = containerOf(new StageReading(stages[index] as DefinitionStage, input, earlier).state, beside);
  done.set(index, container);
  return container;
}
