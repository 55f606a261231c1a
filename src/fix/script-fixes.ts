import { nameServices } from '../check/view/name-services';
import { shellCommands } from '../check/view/shell';
import { onlyPrepares } from '../check/view/start-script';
import type { Edit } from './edit';
import { type Fix, type FixInput, insertAt, stepAt, wordsAt } from './fix';
import { install } from './package-fixes';

/** The file beside the recipe that a COPY of it brings to a path of the container; undefined where that is not certain. */
function copiedFrom(input: FixInput, path: string): string | undefined {
  const entry = input.container.file(path);
  const place = entry.known ? entry.value?.place : undefined;
  const step = stepAt(input, place);
  if ((step?.instruction !== 'COPY' && step?.instruction !== 'ADD') || /^\[|<<|--from/.test(step.text))
    return undefined;
  const [, ...sources] = step.text.split(/\s+/).toReversed();
  const name = path.slice(path.lastIndexOf('/') + 1);
  const plain = sources.map((source) => `/${source.replace(/^\.?\/+/, '')}`);
  // A folder brings the file below it; a file may be given another name, when it is the only one.
  const found = input.files.filter((file) =>
    plain.some((source) => file === source || file.startsWith(`${source.replace(/\/$/, '')}/`)),
  );
  const same = found.filter((file) => file.endsWith(`/${name}`));
  const [only, ...more] = same.length > 0 ? same : plain.length === 1 ? found : [];
  return more.length === 0 ? only : undefined;
}

const NSSWITCH = '/etc/nsswitch.conf';

/** `nsswitch-sss`: the service in the file that the recipe copies, else the package that adds it. */
export const addSss: Fix = (input) => {
  const beside = copiedFrom(input, NSSWITCH);
  return beside === undefined
    ? install('sss')(input)
    : services(input, beside, ['passwd', 'shadow', 'group'], 'sss', false);
};

/** `nsswitch-files`: the service in front, in the file that the recipe copies. */
export const addFiles: Fix = (input) => {
  const beside = copiedFrom(input, NSSWITCH);
  return beside === undefined ? [] : services(input, beside, ['passwd', 'group'], 'files', true);
};

function services(input: FixInput, beside: string, names: readonly string[], service: string, first: boolean): Edit[] {
  const text = input.text(beside);
  if (text === undefined) return [];
  const lines = text.split('\n');
  const starts = lines.map((_, index) => lines.slice(0, index).reduce((sum, line) => sum + line.length + 1, 0));
  return nameServices(text).flatMap(({ database, services: there, line }): Edit[] => {
    if (!names.includes(database) || there.includes(service)) return [];
    const written = (lines[line - 1] ?? '').split('#', 1)[0]?.trimEnd() ?? '';
    const at = first ? written.indexOf(':') + 1 : written.length;
    return [{ beside, ...insertAt((starts[line - 1] ?? 0) + at, ` ${service}`) }];
  });
}

const STARTUP = '/skaha/startup.sh';
/** All of the arguments, in the ways in which people write them. */
const HANDS_OVER = /^([ \t]*)(?:exec[ \t]+)?(?:"?\$@"?|"?\$\{@\}"?|\$\*|"\$1"|\$1)([ \t]*(?:#.*)?)$/;

/** `startup-args-quoted`, `startup-exec-args`: `exec "$@"` in place of what hands over the arguments, or at the end. */
export const execArguments: Fix = (input) => {
  const beside = copiedFrom(input, STARTUP);
  const text = beside === undefined ? undefined : input.text(beside);
  if (beside === undefined || text === undefined) return [];
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => /^[ \t]*[^#\s]/.test(line));
  const start = lines.slice(0, last).reduce((sum, line) => sum + line.length + 1, 0);
  const [whole, indent, rest] = HANDS_OVER.exec((lines[last] ?? '').replace(/\r$/, '')) ?? [];
  if (whole !== undefined) return [{ beside, start, end: start + whole.length, text: `${indent}exec "$@"${rest}` }];
  return onlySetsUp(text)
    ? [{ beside, ...insertAt(text.length, `${text.endsWith('\n') ? '' : '\n'}exec "$@"\n`) }]
    : [];
};

/** Whether a script does nothing but prepare: then what it was given is to be run behind it. */
function onlySetsUp(text: string): boolean {
  const commands = shellCommands(text);
  return (
    commands.known &&
    commands.value.length > 0 &&
    commands.value.every((command) => !command.background && onlyPrepares(command)) &&
    !/\$[@*1]|\$\{[@*1]/.test(text)
  );
}

/** `startup-executable`: the mode where it is copied, and lines that end as a shell reads them. */
export const executable: Fix = (input) => {
  const [, path] = /(\/skaha\/(?:startup|init)\.sh)/.exec(input.message) ?? [];
  const beside = path === undefined ? undefined : copiedFrom(input, path);
  if (path === undefined || beside === undefined) return [];
  if (input.message.includes('carriage return')) {
    const text = input.text(beside) ?? '';
    return [{ beside, start: 0, end: text.length, text: text.replaceAll('\r\n', '\n') }];
  }
  const step = stepAt(input, input.place);
  const [word, next] = wordsAt(input, step?.place);
  const others = (step?.text ?? '')
    .split(/\s+/)
    .slice(0, -1)
    .some((source) => !source.endsWith('.sh'));
  return word && next && !next.text.startsWith('--') && !others && /^(?:COPY|ADD)$/i.test(word.text)
    ? [insertAt(word.end, ' --chmod=755')]
    : [];
};
