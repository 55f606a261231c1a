import { PassThrough } from 'node:stream';
import { outputTo } from '../../src/cli/output';

const failure = (code: string) => Object.assign(new Error(code), { code });

/** An output whose descriptor takes a few bytes and then fails, and all that reached the descriptor and the stream. */
function outputThatTakes(limit: number, code: string) {
  const direct: Buffer[] = [];
  const later: Buffer[] = [];
  const errors: string[] = [];
  const stream = new PassThrough();
  stream.on('data', (bytes: Buffer) => later.push(bytes));
  const write = (_: number, bytes: Uint8Array, offset: number) => {
    const taken = Buffer.concat(direct).length;
    if (taken >= limit) throw failure(code);
    const part = bytes.subarray(offset, offset + Math.min(3, limit - taken));
    direct.push(Buffer.from(part));
    return part.length;
  };
  const fail = (error: NodeJS.ErrnoException) => void errors.push(String(error.code));
  const output = outputTo(1, () => stream as unknown as NodeJS.WriteStream, fail, write);
  return {
    output,
    stream,
    errors,
    direct: () => Buffer.concat(direct).toString(),
    later: () => Buffer.concat(later).toString(),
  };
}

test('a descriptor that takes a part at a time gets everything, in order', () => {
  const { output, direct, later } = outputThatTakes(1000, 'EIO');
  output.write('grün, ');
  output.write('then blue');
  expect([direct(), later()]).toEqual(['grün, then blue', '']);
});

test('what a slow reader does not take at once goes through the stream, and so does all that follows', async () => {
  const { output, direct, later, errors } = outputThatTakes(4, 'EAGAIN');
  output.write('abcdefgh');
  output.write('ijk');
  await output.flushed();
  expect([direct(), later(), errors]).toEqual(['abcd', 'efghijk', []]);
});

test('a failure is told, whether it comes at once or later', () => {
  const now = outputThatTakes(4, 'EPIPE');
  now.output.write('abcdefgh');
  expect([now.direct(), now.later(), now.errors]).toEqual(['abcd', '', ['EPIPE']]);
  const slow = outputThatTakes(0, 'EAGAIN');
  slow.output.write('a');
  slow.stream.emit('error', failure('EIO'));
  expect(slow.errors).toEqual(['EIO']);
});
