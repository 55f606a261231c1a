import type { Io, Output } from './io';
import { EXIT } from './io';
import { run } from './program';

// The one place that touches the process: everything else is given an Io.

function output(stream: () => NodeJS.WriteStream): Output {
  let listening = false;
  return {
    write(text) {
      if (!listening) stream().on('error', cannotWrite);
      listening = true;
      stream().write(text);
    },
    get terminal() {
      return stream().isTTY === true && process.env.TERM !== 'dumb';
    },
    get colour() {
      return stream().isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
    },
  };
}

/** `| head` closes the pipe before we are done: what we found, and so the exit code, is the same. */
function cannotWrite(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return;
  process.exitCode = EXIT.internal;
  if (error.syscall !== 'write' || process.stderr.errored) return;
  process.stderr.write(`astroplatform: cannot write: ${error.message}\n`);
}

const io: Io = {
  cwd: process.cwd(),
  env: process.env,
  // A getter: to open standard input costs time, and only `-` reads it.
  get stdin() {
    return process.stdin;
  },
  stdout: output(() => process.stdout),
  stderr: output(() => process.stderr),
  now: () => new Date(),
};

let finished = false;
process.on('exit', () => {
  if (finished) return;
  // A site file that calls process.exit(0) must not look like a clean check.
  process.stderr.write('astroplatform: ended before it was done. A site or rule must not end the process.\n');
  process.exitCode = EXIT.internal;
});

// A promise of a site or rule that nobody waits for. The answer is out by then, or `exit` says that it is not.
process.on('unhandledRejection', () => {});

// The code is set, not enforced: the process ends by itself when everything is written.
void run(process.argv.slice(2), io).then((code) => {
  finished = true;
  process.exitCode ??= code;
});
