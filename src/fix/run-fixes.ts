import { familyOf } from '../check/view/package-manager';
import { parseShell } from '../check/view/shell';
import { commandWords } from './command-words';
import { offsetOf } from './edit';
import { type Fix, insertAt } from './fix';

const CLEAN: Readonly<Record<string, string>> = { apt: 'rm -rf /var/lib/apt/lists/*', rpm: 'dnf clean all' };

/** `pkg-cache-clean`: what cleans up, at the end of a RUN whose commands all depend on each other. */
export const cleanUp: Fix = ({ container, file, source, escaper, place }) => {
  const step = container.history.findLast(
    ({ commands }) => commands?.known && commands.value.some((command) => same(command.place, place)),
  );
  const commands = step?.commands?.known ? step.commands.value : [];
  const command = commands.find((one) => same(one.place, place));
  const last = commands.at(-1);
  if (step?.instruction !== 'RUN' || command === undefined || last?.place?.file !== file || !isChain(step.text))
    return [];
  const family = familyOf(command) ?? '';
  const clean = command.name === 'yum' ? 'yum clean all' : Object.hasOwn(CLEAN, family) ? CLEAN[family] : undefined;
  const { line, column } = last.place;
  const offset = line === undefined || column === undefined ? undefined : offsetOf(source, line, column);
  const end = offset === undefined ? undefined : commandWords(source, offset, escaper).at(-1)?.end;
  if (clean === undefined || end === undefined) return [];
  // Whatever stands behind the last word, a redirection or another command, is not for us to continue.
  return /^[ \t\r]*(?:\n|$)/.test(source.slice(end)) ? [insertAt(end, ` && ${clean}`)] : [];
};

const same = (a: { line?: number; column?: number } | undefined, b: { line?: number; column?: number } | undefined) =>
  a !== undefined && a.line === b?.line && a.column === b?.column;

/** Whether a script is simple commands joined by `&&`, and nothing else. */
function isChain(script: string): boolean {
  const text = script.replace(/^(?:--\S+\s+)*/, '');
  const parsed = parseShell(text);
  if (!parsed.known || parsed.value.commands.length !== 1 || /<</.test(text)) return false;
  const [{ command, background } = { command: undefined }] = parsed.value.commands;
  if (command === undefined || background) return false;
  if (command.type === 'Command') return true;
  return (
    command.type === 'AndOr' &&
    command.operators.every((operator) => operator === '&&') &&
    command.commands.every(({ type }) => type === 'Command')
  );
}
