import type { ExitCode, Io } from './io';

/** An option: `-o, --output <format>`. */
export interface CommandOption {
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
  /** May be given several times; its value is then a list. @default false */
  readonly repeatable?: boolean;
  readonly default?: string;
  /** The action, the command's first argument, that it is for; it is left out of the help of others, and refused by them. */
  readonly only?: string;
}

/** One command of the command line, as a value: what it takes, what it shows as help, and what it does. */
export interface Command<Options = Record<string, unknown>> {
  /** What the help says; one paragraph. */
  readonly description: string;
  /** In the notation of help texts: `<site...>`, `[name]`. */
  readonly arguments: readonly { readonly name: string; readonly help: string }[];
  readonly options: readonly CommandOption[];
  /** Command lines without the program's name, each with what it does. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /**
   * Does the work.
   *
   * @param args what was given for `arguments`, in order
   * @throws {UsageError} for a mistake of the caller
   */
  run(args: readonly string[], options: Options, io: Io): Promise<ExitCode>;
}

/** Declares a command; its options lose their type here, where the parser takes over. */
export const defineCommand = <Options>(command: Command<Options>): Command => command as Command;

/** How every command that reads sites describes them. */
export const SITES = {
  name: '<site...>',
  help: 'site files (.ts, .js, .yaml, .yml, .json), or - for YAML or JSON from standard input',
} as const;

/** How every command is asked to say more. */
export const VERBOSE: CommandOption = { flags: '-v, --verbose', help: 'say what was done' };

/** How every command that judges is told the form of its report. */
export const OUTPUT: CommandOption = {
  flags: '-o, --output <format>',
  help: 'form of the report',
  choices: ['text', 'json', 'yaml', 'sarif', 'junit', 'github'],
  default: 'text',
};
