import type { ShellCommand, Subshell } from '../../facts';
import type { RecipeState } from './state';

/** What `echo` makes of `\\n`: dash puts a new line there, bash and busybox only with `-e`, which dash prints. */
export type Escapes = 'always' | 'with -e' | 'not known';

/** How the shell that runs a command reads `echo`. The sh of Debian and Ubuntu is dash. */
export function escapesOf(state: RecipeState, { subshell }: ShellCommand): Escapes {
  const [program = ''] = state.shell;
  const shell = programOf(subshell) ?? program.slice(program.lastIndexOf('/') + 1);
  if (shell !== 'sh') return shell === 'dash' ? 'always' : 'with -e';
  const { distribution } = state.base;
  if (!distribution.known || distribution.value === undefined) return 'not known';
  return /^(?:debian|ubuntu)$/.test(distribution.value.id) ? 'always' : 'with -e';
}

const programOf = (subshell: Subshell | undefined): string | undefined =>
  subshell === undefined ? undefined : (subshell.program ?? programOf(subshell.outer));

/** What `echo` prints; undefined where that depends on a shell that is not known. */
export function echoed(words: readonly string[], escapes: Escapes): string | undefined {
  const options = escapes === 'always' ? /^-n$/ : /^-[neE]+$/;
  const most = escapes === 'always' ? 1 : words.length;
  const at = words.findIndex((word, index) => index >= most || !options.test(word));
  const start = at < 0 ? words.length : at;
  const flags = words.slice(0, start).join('');
  const text = words.slice(start).join(' ');
  if (escapes === 'not known' && (flags.includes('e') || text.includes('\\'))) return undefined;
  const plain = escapes === 'always' || flags.includes('e') ? escaped(text) : text;
  return `${plain}${flags.includes('n') ? '' : '\n'}`;
}

/** Text with the escapes that people write put in. */
export const escaped = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
