import { type Fact, known, notKnown, type ShellCommand } from '../../facts';
import type { Place } from '../../rule';
import { join } from '../../view/path';
import { shellCommands } from '../../view/shell';
import { applyCommand } from '../recipe/effects';
import { ShellState } from '../recipe/shell-state';
import type { HereDocument } from './here-document';
import type { Instruction } from './instruction';
import type { StageRun } from './stage-run';

/** Carries out a RUN, as far as its text tells what it does. */
export function applyRun(run: StageRun, instruction: Instruction): void {
  const { state } = run;
  const place = run.place(instruction);
  const commands = commandsOf(run, instruction);
  const script = [instruction.text, ...instruction.hereDocuments.map(({ text }) => text)].join('\n').trimEnd();
  state.history.push({ instruction: 'RUN', text: script, place, commands });
  if (!commands.known) return state.lose(`line ${instruction.line}: ${commands.reason}`);
  const shell = new ShellState(state.folder());
  for (const command of commands.value) applyCommand(state, command, shell);
}

function commandsOf(run: StageRun, instruction: Instruction): Fact<readonly ShellCommand[]> {
  const { list, text, hereDocuments: documents } = instruction;
  const { state } = run;
  if (list) return listed(run, list, run.place(instruction));
  const [shell = ''] = state.shell;
  if (!SHELL.test(shell)) return notKnown(`${shell} runs it, which is no shell that we read`);
  const [first] = documents;
  const alone = documents.length === 1 && first && /^<<-?(["']?)\w+\1$/.test(text.trim());
  if (alone && /^#!/.test(first.text) && !/^#!.*\b(?:ba|da|a)?sh\b/.test(first.text)) {
    return notKnown('a script that is not for a shell runs');
  }
  const script = alone ? first.text : [text, ...documents.map((one) => `${one.text}${one.name}`)].join('\n');
  const [, interpreter] = (alone && /^#!\S*\/(?:env +)?(\w+)/.exec(first.text)) || [];
  const commands = shellCommands(script, {
    ...around(run),
    place: (offset) =>
      run.place(alone ? inside(first, script, offset) : offset < text.length ? instruction.at(offset) : instruction),
  });
  return commands.known && interpreter !== undefined ? known(below(commands.value, interpreter)) : commands;
}

/** Commands of a script that this shell runs. */
const below = (commands: readonly ShellCommand[], program: string): readonly ShellCommand[] => {
  const subshell = { program };
  return commands.map((command) => ({ subshell, ...command }));
};

/** A line of a here-document. */
function inside({ line }: HereDocument, text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: line + before.split('\n').length - 1, column: offset - before.lastIndexOf('\n') };
}

const SHELL = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;

/** Variables and files that a script of this stage may read. */
const around = ({ state, lookup }: StageRun) => ({
  variable: lookup,
  text: (path: string) => {
    const found = state.tree.find(join(state.folder(), path));
    return found.known && found.value?.text.known ? found.value.text.value : undefined;
  },
});

/** `RUN ["a", "b"]`; a shell among them reads a script. */
function listed(run: StageRun, list: readonly string[], place: Place): Fact<readonly ShellCommand[]> {
  const [path = '', ...rest] = list;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const one: ShellCommand = {
    name,
    path,
    arguments: rest,
    text: list.join(' '),
    environment: [],
    writes: [],
    conditional: false,
    background: false,
    place,
  };
  const flag = SHELL.test(path) ? rest.findIndex((word) => /^-\w*c$/.test(word)) : -1;
  if (flag < 0) return known([one]);
  const inner = shellCommands(rest[flag + 1] ?? '', { ...around(run), place: () => place });
  return inner.known ? known([one, ...below(inner.value, name)]) : inner;
}
