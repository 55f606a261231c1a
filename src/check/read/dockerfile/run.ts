import { type Fact, known, notKnown, type ShellCommand } from '../../facts';
import type { Place } from '../../rule';
import { join } from '../../view/path';
import { shellCommands } from '../../view/shell';
import { applyCommand } from '../recipe/effects';
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
  let folder = state.folder();
  for (const command of commands.value) folder = applyCommand(state, command, folder);
}

function commandsOf(run: StageRun, instruction: Instruction): Fact<readonly ShellCommand[]> {
  const { list, text, hereDocuments: documents } = instruction;
  const { state } = run;
  if (list) return known([listed(list, run.place(instruction))]);
  const [shell = ''] = state.shell;
  if (!/(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(shell)) return notKnown(`${shell} runs it, which is no shell that we read`);
  const [first] = documents;
  const alone = documents.length === 1 && first && /^<<-?(["']?)\w+\1$/.test(text.trim());
  if (alone && /^#!/.test(first.text) && !/^#!.*\b(?:ba|da|a)?sh\b/.test(first.text)) {
    return notKnown('a script that is not for a shell runs');
  }
  const script = alone ? first.text : [text, ...documents.map((one) => `${one.text}${one.name}`)].join('\n');
  return shellCommands(script, {
    variable: run.lookup,
    text: (path) => {
      const found = state.tree.find(join(state.folder(), path));
      return found.known && found.value?.text.known ? found.value.text.value : undefined;
    },
    place: (offset) =>
      run.place(alone ? inside(first, script, offset) : offset < text.length ? instruction.at(offset) : instruction),
  });
}

/** A line of a here-document. */
function inside({ line }: HereDocument, text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: line + before.split('\n').length - 1, column: offset - before.lastIndexOf('\n') };
}

/** `RUN ["a", "b"]` */
function listed([path, ...rest]: readonly string[], place: Place): ShellCommand {
  return {
    name: path?.slice(path.lastIndexOf('/') + 1),
    path,
    arguments: rest,
    text: [path, ...rest].join(' '),
    environment: [],
    writes: [],
    conditional: false,
    background: false,
    place,
  };
}
