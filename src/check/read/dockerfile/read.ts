import { type Container, type Fact, known, notKnown, type Recipe } from '../../facts';
import type { Place } from '../../rule';
import { formatImageReference, parseImageReference } from '../../view/image-reference';
import { findBase } from '../bases/find-base';
import { type KnownBase, nothing, unknownBase } from '../recipe/base';
import { containerOf } from '../recipe/container';
import { readmeOf } from '../recipe/readme';
import { RecipeState } from '../recipe/state';
import type { BuildContext } from './context';
import { type Dockerfile, type Instruction, ofBase, parseDockerfile } from './instruction';
import { StageRun } from './stage-run';
import { type Stages, stagesOf, targetOf } from './stages';

/** What a Dockerfile is read with. */
export interface DockerfileInput {
  /** Name of the file, for places. */
  readonly file: string;
  /** Stage that is shipped. @default the last one */
  readonly target?: string;
  /** Values of ARGs. */
  readonly args?: Readonly<Record<string, string>>;
  /** Folder that it is built in, without what is ignored. Absent: what COPY brings is not known. */
  readonly context?: BuildContext;
  /** The folder of the recipe with all that lies there, also what is ignored. @default the context */
  readonly folder?: BuildContext;
  /** What other recipes here build, by reference. */
  readonly parent?: (reference: string) => Parent | undefined;
  /** Bases that a site knows, before our own. */
  readonly bases?: readonly KnownBase[];
}

/** What the recipe of a base gives to those who build on it. */
export interface Parent {
  readonly container: Container;
  /** Instructions that its ONBUILD keeps for them. */
  readonly triggers?: readonly Instruction[];
}

/** A Dockerfile, and the container that it builds. */
export interface ReadDockerfile extends Required<Parent> {
  readonly dockerfile: Dockerfile;
  /** What a builder would refuse. */
  readonly problems: Dockerfile['problems'];
}

/** More lines than this, or a larger file, is not a recipe that a person wrote. */
export const LONGEST_RECIPE = 1_000_000;
/** More stages than this are not followed: each asks the one below it. */
const MOST_STAGES = 200;

/**
 * Reads a Dockerfile: what the container will be that its target stage builds, as far as the text tells. Nothing is run.
 *
 * @throws {UsageError} when there is no such target
 * @example
 * ```ts
 * const { container } = readDockerfile('FROM ubuntu:24.04\nUSER 1000\n', { file: 'Dockerfile' });
 * container.user;  // { known: true, value: '1000', strength: 'proved', place: { file: 'Dockerfile', line: 2, column: 1 } }
 * ```
 */
export function readDockerfile(source: string, input: DockerfileInput): ReadDockerfile {
  const { file, args = {}, context, folder = context } = input;
  const dockerfile = parseDockerfile(source);
  const { problems } = dockerfile;
  const [problem] = problems;
  const stages = stagesOf(dockerfile, args);
  const beside: Container['beside'] = folder?.entries.known
    ? known(folder.entries.value.map(({ path }) => path))
    : notKnown('the folder of the recipe was not read');
  const tooLong = source.length > LONGEST_RECIPE || stages.stages.length > MOST_STAGES;
  if (problem || tooLong || stages.stages.length === 0) {
    const reason = problem ? `line ${problem.line}: ${problem.message}` : 'the recipe is too long to be read';
    return { container: unknownBase(reason), triggers: [], dockerfile, problems };
  }
  const target = targetOf(stages, input.target, file);
  const build = new Build(stages, dockerfile, input);
  const { state, triggers } = build.run(target);
  const kept = triggers.map((one) => ofBase(one, file));
  const onBuild = known(
    kept.map(({ name, text, line, column }) => ({ instruction: name, text, place: { file, line, column } })),
  );
  const container = { ...containerOf(state, beside), onBuild, recipe: recipeOf(stages, target, input) };
  return { container, triggers: kept, dockerfile, problems };
}

function recipeOf(
  { stages }: Stages,
  target: number,
  { file, target: asked, context, folder = context }: DockerfileInput,
): Recipe {
  const readme = readmeOf(folder);
  const stage = stages[target];
  if (stage === undefined) return { kind: 'dockerfile', readme };
  const { name, from } = stage;
  const place = { file, line: from.line, column: from.column };
  const shipped = { of: stages.length, asked: asked !== undefined, place, ...(name === undefined ? {} : { name }) };
  return { kind: 'dockerfile', readme, stage: shipped };
}

/** All stages of one Dockerfile; each is built when it is first asked for. */
export class Build {
  private readonly built = new Map<number, { state: RecipeState; triggers: readonly Instruction[] }>();

  constructor(
    readonly stages: Stages,
    readonly dockerfile: Dockerfile,
    readonly input: DockerfileInput,
  ) {}

  /** The container of an earlier stage, or of another image: what `COPY --from` names. */
  from(name: string, before: number): Container {
    const index = this.indexOf(name, before);
    if (index !== undefined) return containerOf(this.run(index).state, known([]));
    return this.image(known(name), undefined).container;
  }

  run(index: number): { state: RecipeState; triggers: readonly Instruction[] } {
    const before = this.built.get(index);
    if (before) return before;
    const stage = this.stages.stages[index];
    if (stage === undefined) throw new Error(`there is no stage ${index}`);
    const { from } = stage;
    const place: Place = { file: this.input.file, line: from.line, column: from.column };
    const alias = stage.base.known ? this.indexOf(stage.base.value, index) : undefined;
    const parent = alias === undefined ? undefined : this.run(alias);
    const { container, lineage, triggers } = parent
      ? { container: containerOf(parent.state, known([])), lineage: parent.state.lineage, triggers: parent.triggers }
      : this.image(stage.base, { ...place, ...from.at(0) });
    const state = new RecipeState(container, lineage);
    if (parent) state.history.push(...parent.state.history);
    state.history.push({ instruction: 'FROM', text: from.text, place });
    if (stage.platform) state.platform = platformOf(stage.platform, place);
    const run = new StageRun(state, this, index);
    for (const instruction of [...triggers, ...stage.instructions]) run.apply(instruction);
    const result = { state, triggers: run.triggers };
    this.built.set(index, result);
    return result;
  }

  /** A number or a name of an earlier stage. */
  private indexOf(name: string, before: number): number | undefined {
    const { stages } = this.stages;
    const named = stages.slice(0, before).findLastIndex((stage) => stage.name === name.toLowerCase());
    if (named >= 0) return named;
    return /^\d+$/.test(name) && Number(name) < before ? Number(name) : undefined;
  }

  private image(
    written: Fact<string>,
    place: Place | undefined,
  ): { container: Container; lineage: Container['bases']; triggers: readonly Instruction[] } {
    const triggers: readonly Instruction[] = [];
    if (!written.known) return { container: unknownBase(written.reason), lineage: written, triggers };
    if (written.value === 'scratch') return { container: nothing, lineage: known([]), triggers };
    const parsed = parseImageReference(written.value);
    if (parsed === undefined) {
      const fact = notKnown(`${JSON.stringify(written.value.slice(0, 100))} is not an image reference`);
      return { container: unknownBase(fact.reason), lineage: fact, triggers };
    }
    const reference = formatImageReference(parsed);
    const base = { reference, written: written.value, ...(place ? { place } : {}) };
    const parent: Parent = this.input.parent?.(reference) ?? { container: findBase(parsed, this.input.bases) };
    const { container } = parent;
    const below = container.bases.known ? container.bases.value : [];
    return { triggers, ...parent, lineage: known([base, ...below], 'proved', place) };
  }
}

function platformOf(written: Fact<string>, place: Place): Container['platform'] {
  if (!written.known) return written;
  const [os = '', architecture] = written.value.split('/');
  if (architecture === undefined)
    return notKnown(`the platform ${JSON.stringify(written.value)} names no architecture`);
  return known({ os, architecture }, 'proved', place);
}
