import type { Word, WordPart } from 'unbash';
import type { ShellScope } from './shell-scope';

/** A value longer than this was not meant: a variable that holds itself twice doubles with every command. */
const LONGEST = 262_144;

/**
 * What a word becomes when it is run: one text, several where a variable holds blanks, none where it is empty and not
 * quoted. A text is undefined when it depends on what is not known. Patterns (`*`) stay as written.
 */
export function shellWord(word: Word, scope: ShellScope): readonly (string | undefined)[] {
  if (word.parts === undefined) return [word.value];
  const [only] = word.parts;
  const bare = word.parts.length === 1 && only?.type.endsWith('Expansion') === true;
  const text = joined(word.parts, scope);
  if (text === undefined) return [undefined];
  return bare ? text.split(/\s+/).filter((part) => part !== '') : [text];
}

function joined(parts: readonly WordPart[], scope: ShellScope): string | undefined {
  const texts = parts.map((part) => textOf(part, scope));
  if (texts.includes(undefined)) return undefined;
  const length = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
  return length > LONGEST ? undefined : texts.join('');
}

function textOf(part: WordPart, scope: ShellScope): string | undefined {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'Glob':
      return part.value;
    case 'DoubleQuoted':
      return joined(part.parts, scope);
    case 'SimpleExpansion':
      return variable(part.text.slice(1), scope);
    case 'ParameterExpansion': {
      if (part.prefix !== undefined || part.index !== undefined) return undefined;
      const value = variable(part.parameter, scope);
      const { operation } = part;
      if (operation === undefined || value === undefined) return value;
      if (operation.type !== 'Default') return undefined;
      const operand = () => shellWord(operation.operand, scope)[0];
      if (operation.operator === ':-' || operation.operator === ':=') return value === '' ? operand() : value;
      if (operation.operator === ':+') return value === '' ? '' : operand();
      return operation.operator === ':?' && value !== '' ? value : undefined;
    }
    case 'CommandExpansion':
      return ofFile(part, scope);
    default:
      return undefined;
  }
}

/** `$(cat packages.txt)` is what is in the file. */
function ofFile({ script }: Extract<WordPart, { type: 'CommandExpansion' }>, scope: ShellScope): string | undefined {
  const command = script?.commands.length === 1 ? script.commands[0]?.command : undefined;
  if (command?.type !== 'Command' || command.name?.value !== 'cat' || command.args.length !== 1) return undefined;
  const [argument] = command.args;
  const path = argument?.type === 'Word' ? shellWord(argument, scope)[0] : undefined;
  return path === undefined ? undefined : scope.fileText(path)?.replace(/\n+$/, '');
}

/** `$@`, `$1`, `$?` are known when the script runs, not before. */
const variable = (name: string, scope: ShellScope) => (/^[A-Za-z_]\w*$/.test(name) ? scope.get(name) : undefined);
