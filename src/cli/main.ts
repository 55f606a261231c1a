import { writeSync } from 'node:fs';
import { EXIT, type Io } from './io';
import { outputTo } from './output';
import { run } from './program';

// The one place that touches the process: everything else is given an Io.

/** `| head` closes the pipe before we are done: what we found, and so the exit code, is the same. */
function cannotWrite({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  process.exitCode = EXIT.internal;
  try {
    writeSync(2, `astroplatform: cannot write: ${message}\n`);
  } catch {
    // Nobody is left to be told, but by the exit code.
  }
}

const stdout = outputTo(1, () => process.stdout, cannotWrite);
const stderr = outputTo(2, () => process.stderr, cannotWrite);
const io: Io = {
  cwd: process.cwd(),
  env: process.env,
  // A getter: to open standard input costs time, and only `-` reads it.
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
  now: () => new Date(),
};

let finished = false;
process.on('exit', () => {
  if (finished) return;
  // A site file that calls process.exit(0) must not look like a clean check.
  io.stderr.write('astroplatform: ended before it was done. A site or rule must not end the process.\n');
  process.exitCode = EXIT.internal;
});

// A promise of a site or rule that nobody waits for. The answer is out by then, or `exit` says that it is not.
process.on('unhandledRejection', () => {});

void main();

async function main(): Promise<void> {
  const code = await run(process.argv.slice(2), io);
  await Promise.all([stdout.flushed(), stderr.flushed()]);
  finished = true;
  // Enforced, because a site may have left a timer behind.
  process.exit(process.exitCode ?? code);
}
