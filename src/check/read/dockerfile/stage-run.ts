import { type Fact, known, notKnown, type Port, type Start } from '../../facts';
import type { Place } from '../../rule';
import { join } from '../../view/path';
import type { RecipeState } from '../recipe/state';
import { applyCopy } from './copy';
import { type Instruction, onBuild } from './instruction';
import type { Build } from './read';
import { applyRun } from './run';
import { argument } from './stages';
import { declared, expand, type Lookup, pairs, words } from './words';

/** The instructions of one stage, one after the other. */
export class StageRun {
  readonly triggers: Instruction[] = [];
  private readonly args = new Map<string, Fact<string>>();

  constructor(
    readonly state: RecipeState,
    readonly build: Build,
    readonly index: number,
  ) {}

  get escaper(): string {
    return this.build.dockerfile.directives.escape;
  }

  /** A variable as an instruction sees it: ENV before ARG before the base. */
  readonly lookup: Lookup = (name) => {
    const own = this.state.variables.get(name);
    if (own) return own.value;
    return this.args.get(name) ?? this.state.base.env(name);
  };

  expand(text: string): Fact<string> {
    return expand(text, this.lookup, this.escaper);
  }

  /** Variables in a text of its own, where quotes are text; the escape is always `\\`. */
  expandText(text: string): Fact<string> {
    return expand(text, this.lookup, '\\', { quotes: false });
  }

  place({ file, line, column }: Pick<Instruction, 'file' | 'line' | 'column'>): Place {
    return { file: file ?? this.build.input.file, line, column };
  }

  apply(instruction: Instruction): void {
    const { state } = this;
    const { name, text } = instruction;
    const place = this.place(instruction);
    if (name === 'RUN') return applyRun(this, instruction);
    state.history.push({ instruction: name, text, place });
    if (name === 'COPY' || name === 'ADD') return applyCopy(this, instruction);
    if (name === 'ENV' || name === 'LABEL')
      return this.pairs(instruction, name === 'ENV' ? state.variables : state.labels);
    if (name === 'ARG') return this.arg(instruction);
    if (name === 'USER') state.user = placed(this.expand(text), place);
    if (name === 'WORKDIR') this.workdir(instruction, place);
    if (name === 'EXPOSE') this.expose(instruction);
    if (name === 'CMD') state.cmd = known(startOf(instruction), 'proved', place);
    if (name === 'ENTRYPOINT') {
      state.entrypoint = known(startOf(instruction), 'proved', place);
      // A command that was named before the entrypoint in this recipe stays; one of the base does not.
      state.cmd ??= known(undefined);
    }
    if (name === 'SHELL' && instruction.list) state.shell = instruction.list;
    if (name === 'ONBUILD') this.triggers.push(onBuild(instruction));
  }

  private pairs(instruction: Instruction, into: RecipeState['variables']): void {
    const found = pairs(instruction.text, this.escaper).map(({ name, value, offset }) => ({
      name,
      value: this.expand(value),
      place: this.place(instruction.at(offset)),
    }));
    // All values of one instruction see the variables as they were before it.
    for (const one of found) into.set(one.name, one);
  }

  private arg({ text }: Instruction): void {
    const { input, stages } = this.build;
    for (const { name, value, hasDefault } of declared(text, this.escaper)) {
      const global = hasDefault ? undefined : stages.globals.get(name);
      this.args.set(name, global ?? argument(name, value, hasDefault, input.args ?? {}, this.lookup, this.escaper));
    }
  }

  private workdir({ text }: Instruction, place: Place): void {
    const { state } = this;
    const path = this.expand(text);
    if (!path.known) state.workdir = path;
    else {
      const at = join(state.folder(), path.value);
      state.workdir = known(at, 'proved', place);
      const there = state.tree.find(at);
      if (!there.known || there.value === undefined) {
        state.write(at, notKnown('a folder'), { kind: 'folder', mode: known(0o755), place, size: known(0) });
      }
    }
  }

  private expose(instruction: Instruction): void {
    const { ports } = this.state;
    for (const { text, offset } of words(instruction.text, this.escaper)) {
      const place = this.place(instruction.at(offset));
      const value = this.expand(text);
      if (ports.length > MOST_PORTS) return void ports.push(notKnown(`more than ${MOST_PORTS} ports are exposed`));
      if (!value.known) ports.push(value);
      else for (const one of value.value.split(/\s+/)) ports.push(...portsOf(one, place));
    }
  }
}

const placed = <T>(fact: Fact<T>, place: Place): Fact<T> => (fact.known ? { ...fact, place } : fact);

const startOf = ({ list, text }: Instruction): Start | undefined =>
  list ? (list.length === 0 ? undefined : { arguments: list, shell: false }) : { arguments: [text], shell: true };

/** A recipe that exposes more does not say what it listens on. */
const MOST_PORTS = 5000;

/** `5000`, `5000/udp`, `5000-5010` */
function portsOf(text: string, place: Place): Fact<Port>[] {
  const [, from = '', to = from, protocol = 'tcp'] =
    /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (from === '' || last < first || last > 65_535 || last - first > 1000)
    return [notKnown(`"${text.slice(0, 40)}" is not a port`)];
  return Array.from({ length: last - first + 1 }, (_, index) =>
    known({ number: first + index, protocol: protocol.toLowerCase() as Port['protocol'], place }),
  );
}
