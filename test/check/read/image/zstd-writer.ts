/** A block of a zstd frame as it is. */
export const raw = (data: Buffer, last = false): Buffer => Buffer.concat([header(data.length, 0, last), data]);

/** A block of 128 KiB of one byte. */
export const repeated = (byte: number, length = 128 * 1024, last = false): Buffer =>
  Buffer.concat([header(length, 1, last), Buffer.from([byte])]);

export function header(length: number, kind: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE((length << 3) | (kind << 1) | Number(last), 0, 3);
  return bytes;
}

/** A frame of blocks. @param window 2 to the power of 10 and this. */
export const zstdFrame = (blocks: readonly Buffer[], window = 10): Buffer =>
  Buffer.concat([Buffer.from('28b52ffd', 'hex'), Buffer.from([0, window << 3]), ...blocks]);

/** A frame that says of itself that it is to be skipped. */
export function skippedFrame(data: Buffer): Buffer {
  const head = Buffer.from('502a4d1800000000', 'hex');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data]);
}
