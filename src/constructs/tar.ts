import type { Files } from './config-files';

const BLOCK = 512;

/** A tar archive (ustar) of small files, the same bytes every time: no owner, no clock. */
export function tar(files: Files): Buffer {
  const entries = Object.entries(files).flatMap(([name, content]) => {
    const body = Buffer.from(content);
    return [header(name, body.length), body, Buffer.alloc(-body.length & (BLOCK - 1))];
  });
  return Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`"${name}" is too long for a tar archive`);
  const block = Buffer.alloc(BLOCK);
  const field = (offset: number, text: string) => block.write(text, offset, 'utf8');
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  field(0, name);
  field(100, octal(0o644, 8));
  field(108, octal(0, 8)); // owner
  field(116, octal(0, 8)); // group
  field(124, octal(size, 12));
  field(136, octal(0, 12)); // modification time
  field(148, ' '.repeat(8)); // the checksum counts its own field as blanks
  field(156, '0');
  field(257, 'ustar\x0000');
  const sum = block.reduce((total, byte) => total + byte, 0);
  field(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}
