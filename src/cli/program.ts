import { CommanderError, Option, Command as Parser } from 'commander';
import { version } from '../../package.json';
import { oneLine } from '../check/report/one-line';
import { UsageError } from '../errors';
import type { Command } from './command';
import { COMMANDS } from './commands';
import { EXIT, type ExitCode, type Io } from './io';

/**
 * The whole command line as a function: arguments in, exit code out, everything else through `io`.
 *
 * @param argv arguments without node and script, e.g. `['check', 'stacks/keck.ts']`
 */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await parse(argv, io);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
    if (error instanceof UsageError) {
      io.stderr.write(printable(error.message));
      return EXIT.usage;
    }
    io.stderr.write(printable(internal(error, io)));
    return EXIT.internal;
  }
}

async function parse(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exit: ExitCode = EXIT.clean;
  const program = new Parser('astroplatform')
    .description('One typed file per site becomes a science platform on Kubernetes.')
    .version(version, '-V, --version')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .addHelpText('after', OVERVIEW);
  // Only the command that is called is loaded whole; the others are a line in the list.
  const called = argv[0] === 'help' ? argv[1] : argv[0];
  for (const [name, { summary, load, late }] of Object.entries(COMMANDS)) {
    const parser = program.command(name).summary(summary);
    if (name === called) {
      if (!late) require('../config/parse-once');
      const command = load();
      describe(parser, command, argv[argv.indexOf(name) + 1]).action(async (...received: unknown[]) => {
        const args = received.slice(0, command.arguments.length).flat();
        refuseOthers(parser, command, args[0]);
        exit = await command.run(args.filter((arg) => arg !== undefined) as string[], parser.opts(), io);
      });
    }
  }
  // commander shows the general help, as if nothing had been asked.
  if (argv[0] === 'help' && called !== undefined && !isHelpFor(called))
    program.error(`error: unknown command '${called}'`);
  await program.parseAsync(argv, { from: 'user' });
  return exit;
}

function describe(parser: Parser, command: Command, action: string | undefined): Parser {
  // Lines are as wide as the terminal is, not as the source is.
  parser.description(command.description.replaceAll('\n', ' '));
  for (const argument of command.arguments) parser.argument(argument.name, argument.help);
  const known = command.options.some(({ only }) => only === action);
  for (const { flags, help, choices, repeatable, default: preset, only } of command.options) {
    const option = new Option(flags, known || !only ? help : `${only}: ${help}`).default(preset);
    if (known && only !== undefined && only !== action) option.hideHelp();
    // One value for each time: with a list of any length, the subject that follows would be taken for a value.
    if (repeatable) option.argParser((value: string, before: readonly string[] = []) => [...before, value]);
    parser.addOption(choices ? option.choices(choices) : option);
  }
  const width = Math.max(...command.examples.map(({ line }) => line.length));
  const examples = command.examples.map(({ line, does }) => `  astroplatform ${line.padEnd(width)}  # ${does}`);
  return parser.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
}

/** An option of one action means nothing to another, and must not be passed over in silence. */
function refuseOthers(parser: Parser, command: Command, action: unknown): void {
  if (!command.options.some(({ only }) => only === action)) return;
  const problems = command.options
    .filter(({ flags, only }) => only !== undefined && only !== action && given(parser, flags))
    .map(({ flags, only }) => ({
      path: new Option(flags).long ?? flags,
      fact: `is for ${parser.name()} ${only}`,
      act: 'Leave it out',
    }));
  if (problems.length > 0) throw new UsageError(`${parser.name()}: these options mean nothing here`, problems);
}

const isHelpFor = (name: string) => name === 'help' || name.startsWith('-') || Object.hasOwn(COMMANDS, name);

const given = (parser: Parser, flags: string) =>
  parser.getOptionValueSource(new Option(flags).attributeName()) === 'cli';

const OVERVIEW = `
Examples:
  astroplatform init keck                         # writes keck.ts, a site to start from
  astroplatform check keck.ts                     # runs every rule, no cluster needed
  astroplatform synth keck.ts --out out           # writes the Kubernetes objects to out/keck
  astroplatform help synth                        # more about one command

Exit codes: 0 clean, 1 findings, 2 a mistake in the call or in an input, 3 undecided (with --strict), 4 internal error.`;

function internal(error: unknown, { env }: Io): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const more = env.ASTROPLATFORM_DEBUG
    ? (stack ?? message)
    : 'Please report it, with what the same command prints when ASTROPLATFORM_DEBUG=1 is set.';
  return `astroplatform: internal error: ${message}\n  This is a defect of astroplatform or of a rule, not of your input.\n  ${more}`;
}

/** A message may quote an input, and an input may hold what steers a terminal. */
const printable = (text: string) => `${text.split('\n').map(oneLine).join('\n')}\n`;
