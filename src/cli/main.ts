import { fstatSync, writeSync } from 'node:fs';
import type { Io, Output } from './io';
import { EXIT } from './io';
import { run } from './program';

// The one place that touches the process: everything else is given an Io.

/** A stream that is written at once. Node's own is loaded only when the reader is slower than we are. */
function output(fd: 1 | 2, stream: () => NodeJS.WriteStream): Output {
  let isSlow = false;
  return {
    write(text) {
      const bytes = Buffer.from(text);
      let written = 0;
      try {
        while (!isSlow && written < bytes.length) written += writeSync(fd, bytes, written);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return cannotWrite(error as NodeJS.ErrnoException);
        isSlow = true;
        stream().on('error', cannotWrite);
      }
      if (isSlow) stream().write(bytes.subarray(written));
    },
    get colour() {
      const { NO_COLOR, TERM } = process.env;
      return !NO_COLOR && TERM !== 'dumb' && fstatSync(fd).isCharacterDevice() && stream().isTTY;
    },
  };
}

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

const io: Io = {
  cwd: process.cwd(),
  env: process.env,
  // A getter: to open standard input costs time, and only `-` reads it.
  get stdin() {
    return process.stdin;
  },
  stdout: output(1, () => process.stdout),
  stderr: output(2, () => process.stderr),
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

// The code is set, not enforced: the process ends by itself when everything is written.
void run(process.argv.slice(2), io).then((code) => {
  finished = true;
  process.exitCode ??= code;
});
