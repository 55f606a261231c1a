import type { CommandNode, ParsedScript, PipelineNode, Statement, SyntaxNode } from 'unbash';
import { type Fact, known, notKnown, type ShellCommand, type Subshell } from '../facts';
import type { Place } from '../rule';
import { ShellScope } from './shell-scope';
import { shellWord } from './shell-word';

/** What is known around a script. */
export interface ShellContext {
  /** A variable of its environment; undefined when it is not set. */
  readonly variable?: (name: string) => Fact<string | undefined>;
  /** Text of a file, for `$(cat file)`. */
  readonly text?: (path: string) => string | undefined;
  /** Where in a file an offset of the script is. */
  readonly place?: (offset: number) => Place;
}

/** Larger scripts are not read: nobody wrote them by hand. */
const LONGEST = 200_000;
const DEEPEST = 4;

/**
 * The simple commands of a shell script, in order, with what is known of their arguments before they run. Nothing is
 * ever run. What a command hands to a shell of its own (`sh -c '...'`) is among them.
 *
 * @returns not known for what no shell would read
 * @example
 * ```ts
 * const commands = shellCommands('apt-get update && apt-get install -y acl');
 * sure(commands)[1]?.arguments;  // ['install', '-y', 'acl']
 * ```
 */
export function shellCommands(script: string, context: ShellContext = {}): Fact<readonly ShellCommand[]> {
  const parsed = parseShell(script);
  if (!parsed.known) return parsed;
  const walk = new Walk(script, context, new ShellScope(context.variable, context.text), 0);
  walk.statements(parsed.value.commands, false);
  return known(walk.found, 'proved');
}

/** The tree of a script, or why there is none. */
export function parseShell(script: string): Fact<ParsedScript> {
  if (script.length > LONGEST) return notKnown(`the script has ${script.length} characters, more than ${LONGEST}`);
  // Loaded when a script is read: most commands of the command line read none.
  const { parse } = require('unbash') as typeof import('unbash');
  const parsed = parse(script);
  const [error] = parsed.errors ?? [];
  if (error) return notKnown(`the shell script cannot be read: ${error.message}`);
  return known(parsed);
}

class Walk {
  readonly found: ShellCommand[] = [];

  constructor(
    private readonly script: string,
    private readonly context: ShellContext,
    private readonly scope: ShellScope,
    private readonly depth: number,
    private subshell?: Subshell,
  ) {}

  statements(list: readonly Statement[], conditional: boolean): void {
    for (const { command, background } of list) this.node(command, conditional, background === true);
  }

  private node(
    node: Statement['command'] | PipelineNode | CommandNode,
    conditional: boolean,
    background = false,
  ): void {
    if (node.type === 'Command') return this.command(node, conditional, background);
    if (node.type === 'AndOr') return this.chain(node, conditional, background);
    if (node.type === 'Pipeline') return this.pipeline(node, conditional, background);
    if (node.type === 'Redirected') return this.node(node.command, conditional, background);
    if (node.type === 'BraceGroup') return this.statements(node.body.commands, conditional);
    if (node.type === 'Subshell') {
      const { subshell } = this;
      this.subshell = subshell ? { outer: subshell } : {};
      this.statements(node.body.commands, conditional);
      this.subshell = subshell;
      return;
    }
    if (node.type === 'If') {
      this.statements(node.clause.commands, conditional);
      this.statements(node.then.commands, true);
      for (const { clause, then } of node.elif) this.statements([...clause.commands, ...then.commands], true);
      if (node.else) this.statements(node.else.commands, true);
      return;
    }
    if (node.type === 'For' || node.type === 'Select') this.scope.forget(node.name.value);
    const bodies: Statement[] = [];
    collect(node, bodies);
    this.statements(bodies, true);
  }

  /** What follows `||`, or follows a test, runs only sometimes; what follows `&&` runs unless the script has failed. */
  private chain(
    node: Extract<Statement['command'], { type: 'AndOr' }>,
    conditional: boolean,
    background: boolean,
  ): void {
    let sometimes = conditional;
    node.commands.forEach((member, index) => {
      const before = node.commands[index - 1];
      if (node.operators[index - 1] === '||' || (before && isTest(before))) sometimes = true;
      this.node(member, sometimes, background && index === node.commands.length - 1);
    });
  }

  private pipeline(node: Extract<PipelineNode, { type: 'Pipeline' }>, conditional: boolean, background: boolean): void {
    let from: string | undefined;
    for (const member of node.commands) {
      const first = this.found.length;
      this.node(member, conditional, background);
      const made = this.found[first];
      if (from !== undefined && made) this.found[first] = { ...made, pipedFrom: from };
      from = made?.name ?? '';
    }
  }

  private command(node: Extract<CommandNode, { type: 'Command' }>, conditional: boolean, background: boolean): void {
    const read = (word: Parameters<typeof shellWord>[0]) => shellWord(word, this.scope);
    const environment = node.prefix.flatMap((item) =>
      item.type === 'Assignment'
        ? [{ name: item.name, value: item.value.type === 'Word' ? read(item.value)[0] : undefined }]
        : [],
    );
    if (node.name === undefined) {
      for (const { name, value } of environment) this.scope.assign(name, value, conditional);
      if (node.redirects.length === 0) return;
    }
    const words = [
      // A redirection alone is what the command that does nothing makes of it.
      ...(node.name ? read(node.name) : [':']),
      ...node.args.flatMap((word) => (word.type === 'Word' ? read(word) : [`${word.text}`])),
    ];
    const [name, ...rest] = words;
    if (name === 'export') this.scope.exported(rest, conditional);
    if (name === 'read' || name === 'source' || name === '.' || name === 'eval' || name === 'unset') {
      this.scope.forgetAll(name === 'read' || name === 'unset' ? rest : undefined);
    }
    const writes = node.redirects.flatMap((redirect) =>
      redirect.type === 'Redirect' &&
      redirect.operator.includes('>') &&
      !redirect.operator.includes('&') &&
      redirect.target
        ? [{ path: read(redirect.target)[0], append: redirect.operator.includes('>>') }]
        : [],
    );
    const here = node.redirects.find((redirect) => redirect.type !== 'Redirect');
    const input = here?.type === 'HereDoc' ? hereText(here) : here?.target ? read(here.target)[0] : undefined;
    const place = this.context.place?.(node.pos);
    this.found.push({
      name: name?.slice(name.lastIndexOf('/') + 1),
      path: name,
      arguments: rest,
      text: this.script.slice(node.pos, node.end),
      environment,
      writes,
      conditional,
      background,
      ...(input === undefined ? {} : { input }),
      ...(this.subshell ? { subshell: this.subshell } : {}),
      ...(place ? { place } : {}),
    });
    this.inner(words, node, conditional, input);
  }

  /** The command that `sudo`, `env` or `sh -c` start is a command too. */
  private inner(
    words: readonly (string | undefined)[],
    node: SyntaxNode,
    conditional: boolean,
    input: string | undefined,
  ): void {
    const [path = '', ...rest] = words;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const outer = this.found.at(-1);
    if (outer === undefined) return;
    const isShell = ['sh', 'bash', 'dash', 'ash', 'zsh', 'su'].includes(name);
    // Without a file to read, a shell reads its input: `bash <<EOF`.
    const read = isShell && input !== undefined && rest.every((word) => word?.startsWith('-') === true);
    if (isShell && (read || flagOfScript(rest) >= 0)) {
      const script = flagOfScript(rest) < 0 ? input : rest[flagOfScript(rest) + 1];
      const parsed = script === undefined || this.depth >= DEEPEST ? undefined : parseShell(script);
      // What it runs is then a command that nobody knows.
      if (script === undefined || !parsed?.known)
        return void this.found.push({ ...outer, name: undefined, path: undefined, arguments: [], writes: [] });
      const place = this.context.place;
      const context = { ...this.context, ...(place ? { place: () => place(node.pos) } : {}) };
      const subshell = {
        ...(this.subshell ? { outer: this.subshell } : {}),
        ...(name === 'su' ? {} : { program: name }),
      };
      const walk = new Walk(script, context, this.scope, this.depth + 1, subshell);
      walk.statements(parsed.value.commands, conditional);
      this.found.push(...walk.found);
      return;
    }
    const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
    // `command -v` only asks where it is.
    if (wrapper === undefined || (name === 'command' && /^-[vV]/.test(rest[0] ?? ''))) return;
    const { values = '', before = 0 } = wrapper;
    const at = startOfInner(rest, values, before);
    const command = rest[at];
    if (command === undefined) return;
    this.found.push({
      ...outer,
      name: command.slice(command.lastIndexOf('/') + 1),
      path: command,
      // What xargs reads comes behind what it is told.
      arguments: [...rest.slice(at + 1), ...(name === 'xargs' ? [undefined] : [])],
      writes: [],
      environment: [],
    });
  }
}

/** Programs that start another one: letters of their options that take a value, and operands in front of the command. */
const WRAPPERS: Readonly<Record<string, { readonly values?: string; readonly before?: number }>> = {
  sudo: { values: 'ughpC' },
  env: { values: 'uCS' },
  command: {},
  nohup: {},
  time: { values: 'fo' },
  nice: { values: 'n' },
  exec: { values: 'a' },
  xargs: { values: 'adEILnPs' },
  gosu: { before: 1 },
  chroot: { before: 1 },
};

/** Where the command stands that a wrapper starts, -1 when there is none. */
function startOfInner(rest: readonly (string | undefined)[], values: string, before: number): number {
  let passed = 0;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    if (word === undefined) return -1;
    if (/^-[A-Za-z]$/.test(word) && values.includes(word[1] ?? ' ')) index += 1;
    else if (word.startsWith('-') || /^\w+=/.test(word)) continue;
    else if (passed < before) passed += 1;
    else return index;
  }
  return -1;
}

const flagOfScript = (rest: readonly (string | undefined)[]) => rest.findIndex((word) => /^-[a-z]*c$/.test(word ?? ''));

const isTest = (node: PipelineNode): boolean =>
  node.type === 'TestCommand' ||
  (node.type === 'Command' && ['[', 'test', 'grep', 'command', 'which'].includes(node.name?.value ?? ''));

/** Statements directly below a node that is not a simple command, whatever its kind. */
function collect(node: SyntaxNode, into: Statement[]): void {
  const { forEachChild } = require('unbash') as typeof import('unbash');
  forEachChild(node, (child) => {
    if (child.type === 'Statement') into.push(child);
    else collect(child, into);
  });
}

/** A here-document with a variable in it has no text that is known. */
const hereText = ({ body }: { readonly body: { readonly text: string; readonly parts?: unknown } }) =>
  body.parts === undefined ? body.text : undefined;
