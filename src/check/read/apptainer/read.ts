import { type Container, type Fact, known, notKnown, type Recipe, type ShellCommand } from '../../facts';
import type { Place } from '../../rule';
import { formatImageReference, parseImageReference } from '../../view/image-reference';
import { shellCommands } from '../../view/shell';
import { findBase } from '../bases/find-base';
import { type BuildContext, contentOf, sourcesOf } from '../dockerfile/context';
import { type KnownBase, nothing, unknownBase } from '../recipe/base';
import { containerOf } from '../recipe/container';
import { applyCommand } from '../recipe/effects';
import { join, nameOf } from '../recipe/path';
import { readmeOf } from '../recipe/readme';
import { RecipeState } from '../recipe/state';
import { type Definition, type DefinitionStage, parseDefinition, type Section } from './definition';

/** What a definition is read with. */
export interface DefinitionInput {
  readonly file: string;
  /** Values of its variables, before those of `%arguments`. */
  readonly args?: Readonly<Record<string, string>>;
  readonly context?: BuildContext;
  readonly bases?: readonly KnownBase[];
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
 * COPY, `%environment` the environment, `%labels` labels, `%runscript` the entrypoint.
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
  const container = { ...containerOf(new StageReading(stage, input).state, beside), recipe };
  return { container, problems, comments };
}

/** The sections of the stage that is shipped, in the order in which a build runs them. */
class StageReading {
  readonly state: RecipeState;
  private readonly values: ReadonlyMap<string, string>;

  constructor(
    private readonly stage: DefinitionStage,
    private readonly input: DefinitionInput,
  ) {
    this.values = valuesOf(stage, input.args ?? {});
    const { container, lineage } = this.base();
    this.state = new RecipeState(container, lineage);
    const from = stage.header.get('from');
    this.state.history.push({ instruction: 'FROM', text: from?.value ?? '', place: this.place(from ?? stage) });
    const order = ['%files', '%environment', '%post', '%labels', '%runscript', '%startscript'];
    for (const name of order) for (const section of stage.sections) if (section.name === name) this.section(section);
    this.state.cmd ??= known(undefined);
  }

  private place({ line, column }: { readonly line: number; readonly column: number }): Place {
    return { file: this.input.file, line, column };
  }

  /** Puts variables in: `{{ VERSION }}`. */
  private text(written: string): Fact<string> {
    let missing: string | undefined;
    const text = written.replace(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (_, name: string) => {
      const value = this.values.get(name);
      if (value === undefined) missing ??= name;
      return value ?? '';
    });
    return missing === undefined ? known(text) : notKnown(`the variable {{ ${missing} }} has no value`);
  }

  private base(): { container: Container; lineage: Container['bases'] } {
    const agent = this.stage.header.get('bootstrap')?.value.toLowerCase();
    const from = this.stage.header.get('from');
    if (agent === 'scratch') return { container: nothing, lineage: known([]) };
    const written = this.text(from?.value ?? '');
    if (agent !== 'docker' && agent !== 'oras') {
      const reason = `what Bootstrap: ${agent ?? ''} brings is not known`;
      return { container: unknownBase(reason), lineage: notKnown(reason) };
    }
    const image = written.known ? parseImageReference(written.value) : undefined;
    if (!written.known || image === undefined) {
      const reason = written.known
        ? `${JSON.stringify(written.value.slice(0, 100))} is not an image reference`
        : written.reason;
      return { container: unknownBase(reason), lineage: notKnown(reason) };
    }
    const place = from ? { place: this.place(from) } : {};
    const base = { reference: formatImageReference(image), written: written.value, ...place };
    return { container: findBase(image, this.input.bases), lineage: known([base], 'proved', place.place) };
  }

  private section(section: Section): void {
    const { state } = this;
    const place = this.place(section);
    const text = this.text(section.text);
    if (!text.known) {
      state.history.push({ instruction: KINDS[section.name] ?? 'RUN', text: section.text, place, commands: text });
      return section.name === '%labels' ? undefined : state.lose(text.reason);
    }
    if (section.name === '%files') return this.files(section, text.value);
    if (section.name === '%labels') return this.labels(section, text.value);
    const commands = shellCommands(text.value, {
      ...(section.name === '%post' ? { variable: (name: string) => state.env(name) } : {}),
      place: (offset) => {
        const before = text.value.slice(0, offset);
        return this.place({
          line: section.first + before.split('\n').length - 1,
          column: offset - before.lastIndexOf('\n'),
        });
      },
    });
    if (section.name === '%environment') return this.environment(commands, place);
    if (section.name === '%post') return this.post(text.value, commands, place);
    const path = section.name === '%runscript' ? '/.singularity.d/runscript' : '/.singularity.d/startscript';
    state.history.push({ instruction: 'ENTRYPOINT', text: text.value, place });
    state.write(path, known(`#!/bin/sh\n${text.value}`, 'proved', place), { mode: known(0o755), place });
    if (section.name === '%runscript') state.entrypoint = known({ arguments: [path], shell: false }, 'proved', place);
  }

  private post(text: string, commands: Fact<readonly ShellCommand[]>, place: Place): void {
    this.state.history.push({ instruction: 'RUN', text, place, commands });
    if (!commands.known) return this.state.lose(commands.reason);
    let folder = '/';
    for (const command of commands.value) folder = applyCommand(this.state, command, folder);
  }

  private environment(commands: Fact<readonly ShellCommand[]>, place: Place): void {
    if (!commands.known) return;
    for (const command of commands.value) {
      const pairs =
        command.name === 'export'
          ? command.arguments
          : command.environment.map(({ name, value }) => `${name}=${value ?? ''}`);
      for (const pair of pairs) {
        const [, name, value = ''] = /^(\w+)=(.*)$/s.exec(pair ?? '') ?? [];
        if (name === undefined) continue;
        const plain = value.replace(/^(["'])(.*)\1$/s, '$2');
        const fact = this.expanded(plain);
        this.state.variables.set(name, { name, value: fact, place: command.place ?? place });
      }
    }
  }

  /** `$PATH` in an environment is that of the base. */
  private expanded(text: string): Fact<string> {
    let missing: string | undefined;
    const value = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
      const fact = this.state.env(braced ?? bare ?? '');
      if (!fact.known) missing ??= fact.reason;
      return fact.known ? (fact.value ?? '') : '';
    });
    if (value.length > 65_536) return notKnown('a variable grows without end');
    if (/[$`]/.test(value)) return notKnown('its value is made when the container starts');
    return missing === undefined ? known(value) : notKnown(missing);
  }

  private labels(section: Section, text: string): void {
    for (const [index, line] of text.split('\n').entries()) {
      const [, name, value = ''] = /^\s*([^\s#]\S*)\s*(.*)$/.exec(line) ?? [];
      if (name === undefined) continue;
      const place = this.place({ line: section.first + index, column: line.length - line.trimStart().length + 1 });
      this.state.labels.set(name, { name, value: known(value.trim().replace(/^"(.*)"$/, '$1')), place });
    }
  }

  private files(section: Section, text: string): void {
    const { state } = this;
    const entries = this.input.context?.entries ?? notKnown('the folder of the recipe was not read');
    for (const [index, line] of text.split('\n').entries()) {
      const [source, target = source] = line.split('#', 1)[0]?.trim().split(/\s+/) ?? [];
      if (!source || target === undefined) continue;
      const place = this.place({ line: section.first + index, column: line.length - line.trimStart().length + 1 });
      state.history.push({ instruction: 'COPY', text: `${source} ${target}`, place });
      const found =
        /^from\s/.test(section.argument) || !entries.known || source.startsWith('/')
          ? []
          : sourcesOf(entries.value, source);
      const there = state.tree.find(target);
      const isFolder =
        target.endsWith('/') ||
        found.length > 1 ||
        (there.known && there.value?.kind === 'folder') ||
        FOLDERS.has(join('/', target));
      if (found.length === 0) {
        const reason = entries.known ? `what ${source} is, is not known` : entries.reason;
        state.tree.close(target, reason);
        if (isFolder) state.write(join(target, nameOf(source)), notKnown(reason), { mode: notKnown(reason), place });
        continue;
      }
      for (const entry of found) {
        const at = isFolder ? join(target, nameOf(entry.path)) : join('/', target);
        const content =
          entry.kind === 'file' || !entries.known ? [{ entry, inside: '' }] : contentOf(entries.value, entry.path);
        for (const { entry: one, inside } of content) {
          if (one.kind === 'file')
            state.write(join(at, `.${inside}`), one.text(), { mode: known(one.mode), size: known(one.size), place });
        }
      }
    }
  }
}

const FOLDERS = new Set([
  '/',
  '/opt',
  '/etc',
  '/tmp',
  '/usr/local/bin',
  '/usr/bin',
  '/skaha',
  '/srv',
  '/mnt',
  '/root',
  '/home',
]);
const KINDS: Readonly<Record<string, string>> = {
  '%files': 'COPY',
  '%environment': 'ENV',
  '%labels': 'LABEL',
  '%runscript': 'ENTRYPOINT',
};

/** Values of variables: what the build is told, else the defaults of `%arguments`. */
function valuesOf({ sections }: DefinitionStage, args: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, text } of sections) {
    if (name !== '%arguments') continue;
    for (const line of text.split('\n')) {
      const [, key, value] = /^\s*([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) values.set(key, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
    }
  }
  for (const [key, value] of Object.entries(args)) values.set(key, value);
  return values;
}
