import { fstatSync, writeSync } from 'node:fs';
import type { Output } from './io';

/** Writes some bytes to a descriptor, and says how many. */
type Write = (fd: number, bytes: Uint8Array, offset: number) => number;

/** Output that may still be on its way when the work is done. */
export interface ProcessOutput extends Output {
  readonly terminal: boolean;
  /** Waits until all that was written has left, or cannot leave. */
  flushed(): Promise<void>;
}

/**
 * Output to a descriptor, written at once. Node's own stream is opened only when the descriptor does not block and its
 * reader is slower than we are, or to ask whether it is a terminal: opening it costs as much as a small command.
 *
 * @param fail is told what goes wrong, now or later
 */
export function outputTo(
  fd: 1 | 2,
  open: () => NodeJS.WriteStream,
  fail: (error: NodeJS.ErrnoException) => void,
  write: Write = writeSync,
): ProcessOutput {
  let isSlow = false;
  return {
    write(text) {
      const bytes = Buffer.from(text);
      let written = 0;
      try {
        while (!isSlow && written < bytes.length) written += write(fd, bytes, written);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return fail(error as NodeJS.ErrnoException);
        isSlow = true;
        open().on('error', fail);
      }
      if (isSlow) open().write(bytes.subarray(written));
    },
    flushed: () => new Promise((done) => (isSlow ? open().write('', () => done()) : done())),
    get colour() {
      const { NO_COLOR } = process.env;
      return !NO_COLOR && this.terminal;
    },
    get terminal() {
      return process.env.TERM !== 'dumb' && fstatSync(fd).isCharacterDevice() && open().isTTY;
    },
  };
}
