import { type Container, type Fact, known, notKnown, type ShellCommand } from '../../facts';
import type { Place } from '../../rule';
import { formatImageReference, parseImageReference } from '../../view/image-reference';
import { join, nameOf } from '../../view/path';
import { shellCommands } from '../../view/shell';
import { findBase } from '../bases/find-base';
import { contentOf, sourcesOf } from '../dockerfile/context';
import { nothing, unknownBase } from '../recipe/base';
import { copyOut } from '../recipe/copy-out';
import { applyCommand } from '../recipe/effects';
import { ShellState } from '../recipe/shell-state';
import { RecipeState } from '../recipe/state';
import { type App, appOf } from './app';
import { type DefinitionStage, imageOf, type Section, stageIn } from './definition';
import { fileOf, labelOf, valuesOf } from './lines';
import type { DefinitionInput } from './read';

/** The sections of one stage, in the order in which a build runs them. */
export class StageReading {
  readonly state: RecipeState;
  private readonly values: ReadonlyMap<string, string>;

  constructor(
    private readonly stage: DefinitionStage,
    private readonly input: DefinitionInput,
    /** The container of an earlier stage. */
    private readonly earlier: (name: string) => Container | undefined,
  ) {
    this.values = valuesOf(stage, input.args ?? {});
    const { container, lineage } = this.base();
    this.state = new RecipeState(container, lineage);
    const from = stage.header.get('from');
    this.state.history.push({ instruction: 'FROM', text: from?.value ?? '', place: this.place(from ?? stage) });
    for (const name of ORDER) for (const section of stage.sections) if (section.name === name) this.section(section);
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
    const written = this.text(imageOf(this.stage));
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
    const container = this.input.parent?.(base.reference) ?? findBase(image, this.input.bases);
    const below = container.bases.known ? container.bases.value : [];
    return { container, lineage: known([base, ...below], 'proved', place.place) };
  }

  private section(section: Section): void {
    const { state } = this;
    const place = this.place(section);
    const text = this.text(section.text);
    if (!text.known) {
      state.history.push({ instruction: KINDS[section.name] ?? 'RUN', text: section.text, place, commands: text });
      return /labels$|help$/.test(section.name) ? undefined : state.lose(text.reason);
    }
    if (section.name === '%files') return this.files(section, text.value);
    if (section.name === '%labels') return this.labels(section, text.value);
    const app = section.name.startsWith('%app') ? appOf(section.argument) : undefined;
    if (app && section.name !== '%appinstall') return this.app(app, section, text.value, place);
    const commands = shellCommands(text.value, {
      ...(/^%(?:post|appinstall)$/.test(section.name) ? { variable: (name: string) => state.env(name) } : {}),
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
    if (app) {
      this.folders(app, place);
      return this.post(text.value, commands, place, app.root);
    }
    const path = section.name === '%runscript' ? '/.singularity.d/runscript' : '/.singularity.d/startscript';
    state.history.push({ instruction: 'ENTRYPOINT', text: text.value, place });
    state.write(path, known(`#!/bin/sh\n${text.value}`, 'proved', place), { mode: known(0o755), place });
    if (section.name === '%runscript') state.entrypoint = known({ arguments: [path], shell: false }, 'proved', place);
  }

  private post(text: string, commands: Fact<readonly ShellCommand[]>, place: Place, from = '/'): void {
    this.state.history.push({ instruction: 'RUN', text, place, commands });
    if (!commands.known) return this.state.lose(commands.reason);
    const shell = new ShellState(from);
    for (const command of commands.value) applyCommand(this.state, command, shell);
  }

  /** Sections of an app but for those that run while it is built. */
  private app(app: App, section: Section, text: string, place: Place): void {
    this.folders(app, place);
    const write = (path: string, content: string, mode: number) =>
      this.state.write(path, known(content, 'proved', place), { mode: known(mode), place });
    if (section.name === '%appfiles') this.files(section, text, app.root);
    if (section.name === '%applabels') this.labels(section, text, app.label);
    if (section.name === '%apphelp') write(app.help, text, 0o644);
    if (section.name === '%appenv') write(app.environment, text, 0o755);
    if (section.name === '%apprun') write(app.runscript, `#!/bin/sh\n\n${text}`, 0o755);
  }

  private folders({ folders }: App, place: Place): void {
    for (const path of folders)
      this.state.write(path, notKnown(`${path} is a folder`), {
        kind: 'folder',
        mode: known(0o755),
        size: known(0),
        place,
      });
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

  private labels(section: Section, text: string, prefix = ''): void {
    for (const [index, line] of text.split('\n').entries()) {
      const label = labelOf(line);
      if (label === undefined) continue;
      const name = prefix + label.name;
      const place = this.place({ line: section.first + index, column: line.length - line.trimStart().length + 1 });
      this.state.labels.set(name, { name, value: known(label.value), place });
    }
  }

  /** @param root folder that targets are seen from */
  private files(section: Section, text: string, root = '/'): void {
    const { state } = this;
    const entries = this.input.context?.entries ?? notKnown('the folder of the recipe was not read');
    const stage = section.name === '%files' ? stageIn(section) : undefined;
    for (const [index, line] of text.split('\n').entries()) {
      const { source, target: written = source } = fileOf(line) ?? {};
      if (source === undefined || written === undefined) continue;
      // Within an app, an absolute target starts at the folder of the app too.
      const target = root === '/' ? written : join(root, `./${written}`);
      const place = this.place({ line: section.first + index, column: line.length - line.trimStart().length + 1 });
      state.history.push({ instruction: 'COPY', text: `${source} ${target}`, place });
      if (stage !== undefined) {
        this.fromStage(stage, source, target, place);
        continue;
      }
      const found = !entries.known || source.startsWith('/') ? [] : sourcesOf(entries.value, source);
      const isFolder = found.length > 1 || this.isFolder(target);
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

  private fromStage(name: string, source: string, target: string, place: Place): void {
    const { tree } = this.state;
    const image = this.earlier(name);
    if (image === undefined) return tree.close(target, `what ${source} in the stage ${name} is, is not known`);
    const isFolder = this.isFolder(target);
    const there = image.file(source);
    // As cp copies: a folder goes into a folder that is there, under its own name.
    const folder = there.known && there.value?.kind === 'folder';
    const at = folder && isFolder ? join(target, nameOf(source)) : join('/', target);
    copyOut(this.state, { image, name: `the stage ${name}`, source, target: at, isFolder: isFolder && !folder, place });
  }

  private isFolder(target: string): boolean {
    return target.endsWith('/') || this.state.tree.isFolder(target);
  }
}

const ORDER = [
  ...['%files', '%appfiles', '%environment', '%post', '%appinstall', '%labels', '%applabels', '%apphelp', '%appenv'],
  ...['%apprun', '%runscript', '%startscript'],
];
const KINDS: Readonly<Record<string, string>> = {
  '%files': 'COPY',
  '%appfiles': 'COPY',
  '%environment': 'ENV',
  '%labels': 'LABEL',
  '%runscript': 'ENTRYPOINT',
};
