import fc from 'fast-check';
import { LIMITS } from '../../../../src/check/read/image/limits';
import type { TarEntry } from '../../../../src/check/read/image/tar-header';
import { TarReader } from '../../../../src/check/read/image/tar-reader';
import { Unreadable } from '../../../../src/check/read/image/unreadable';
import { type Entry, file, folder, hard, link, record, sealed, tarOf } from './tar-writer';

interface Seen extends TarEntry {
  readonly body: string;
}

function read(archive: Buffer, step = archive.length, limits: { header: number } = LIMITS): Seen[] {
  const seen: { entry: TarEntry; body: Buffer[] }[] = [];
  const reader = new TarReader(
    {
      entry: (entry) => seen.push({ entry, body: [] }) > 0,
      body: (piece) => seen.at(-1)?.body.push(Buffer.from(piece)),
      end: () => {},
    },
    limits,
  );
  for (let at = 0; at < archive.length; at += Math.max(1, step))
    reader.push(archive.subarray(at, at + Math.max(1, step)));
  reader.finish();
  return seen.map(({ entry, body }) => ({ ...entry, body: Buffer.concat(body).toString() }));
}

const names = (archive: Buffer) => read(archive).map(({ name }) => name);

const never = () => {
  throw new Error('nobody wanted this body');
};

describe('an archive', () => {
  const entries: Entry[] = [
    folder('etc', { mode: 0o750, uid: 7, gid: 8 }),
    file('etc/passwd', 'root:x:0:0\n', { mode: 0o4644 }),
    link('etc/mtab', '/proc/mounts'),
    hard('etc/again', 'etc/passwd'),
    file(`long/${'x'.repeat(150)}`, 'y'.repeat(1500)),
  ];

  test.each([1, 7, 511, 512, 513, 10_000])('is the same in pieces of %i bytes', (step) => {
    const seen = read(tarOf(entries), step);
    expect(seen).toMatchObject([
      { name: 'etc/', type: '5', mode: 0o750, uid: 7, gid: 8, size: 0 },
      { name: 'etc/passwd', type: '0', mode: 0o4644, size: 11, body: 'root:x:0:0\n' },
      { name: 'etc/mtab', type: '2', target: '/proc/mounts' },
      { name: 'etc/again', type: '1', target: 'etc/passwd' },
      { name: `long/${'x'.repeat(150)}`, size: 1500, body: 'y'.repeat(1500) },
    ]);
  });

  test('says what may be left out, and reads on after it', () => {
    const archive = tarOf([file('big', 'z'.repeat(5000)), file('next')]);
    const seen: string[] = [];
    const reader = new TarReader({ entry: ({ name }) => seen.push(name) < 0, body: never, end: never }, LIMITS);
    reader.push(archive.subarray(0, 512));
    expect(reader.skippable).toBe(5120);
    reader.skipped(5120);
    reader.push(archive.subarray(512 + 5120));
    reader.finish();
    expect(seen).toEqual(['big', 'next']);
  });
});

describe('decides as Go does', () => {
  test('PAX names and sizes hold over the header', () => {
    const pax = { path: 'right', size: '3', uid: '2097152', gid: '9' };
    expect(read(tarOf([{ name: 'wrong', body: 'abc', size: 0, pax }]))).toMatchObject([
      { name: 'right', size: 3, body: 'abc', uid: 2_097_152, gid: 9 },
    ]);
  });

  test('a PAX record is about one entry only, and a global one about none', () => {
    const global: Entry = { name: 'g', type: 'g', body: record('path', 'global') };
    expect(names(tarOf([global, { name: 'a', pax: { path: 'b' } }, file('c')]))).toEqual(['b', 'c']);
  });

  test('GNU long names', () => {
    const long = (type: string, body: string): Entry => ({ name: '././@LongLink', type, body: `${body}\0` });
    const seen = read(tarOf([long('L', 'n'.repeat(300)), long('K', 't'.repeat(300)), link('short', 'short')]));
    expect(seen).toMatchObject([{ name: 'n'.repeat(300), target: 't'.repeat(300) }]);
  });

  test('what follows two empty blocks is ignored', () => {
    expect(names(Buffer.concat([tarOf([file('a')]), tarOf([file('b')]), Buffer.from('garbage')]))).toEqual(['a']);
  });

  test('an archive may end without empty blocks', () => {
    expect(names(tarOf([file('a', 'x')]).subarray(0, 1024))).toEqual(['a']);
  });

  test('a size on an entry without a body is ignored', () => {
    expect(names(tarOf([{ ...folder('a'), size: 4096 }, { ...link('b', 'c'), size: 512 }, file('d')]))).toEqual([
      'a/',
      'b',
      'd',
    ]);
  });

  test('large numbers in binary', () => {
    const archive = tarOf([file('a')]);
    archive.fill(0, 108, 116);
    archive.writeUInt8(0x80, 108);
    archive.writeUInt32BE(3_000_000_000, 112);
    sealed(archive.subarray(0, 512));
    expect(read(archive)).toMatchObject([{ uid: 3_000_000_000 }]);
  });

  test('names that are no UTF-8 stay different', () => {
    const name = (byte: number) => {
      const archive = tarOf([file('aX')]);
      archive[1] = byte;
      sealed(archive.subarray(0, 512));
      return names(archive)[0];
    };
    expect(new Set([name(0xe8), name(0xe9), 'aè', 'aé', 'a\ufffd']).size).toBe(5);
  });

  test('a file with holes is what it unpacks to, under its own name', () => {
    const pax = {
      'GNU.sparse.major': '1',
      'GNU.sparse.minor': '0',
      'GNU.sparse.name': 'real',
      'GNU.sparse.realsize': '9000',
    };
    expect(read(tarOf([{ name: 'GNUSparseFile.0/real', body: '1\n0\n512\n', pax }]))).toMatchObject([
      { name: 'real', size: 9000, sparse: true },
    ]);
  });
});

describe('refuses', () => {
  const changed = (change: (header: Buffer) => void) => {
    const archive = tarOf([file('a', 'body')]);
    change(archive.subarray(0, 512));
    return archive;
  };
  test.each<[string, Buffer, RegExp]>([
    ['a wrong checksum', changed((header) => header.write('b', 0)), /checksum/],
    ['an end inside a body', tarOf([file('a', 'x'.repeat(600))]).subarray(0, 700), /ends too early/],
    ['an end inside a header', tarOf([file('a')]).subarray(0, 300), /ends too early/],
    ['a negative size', changed((header) => sealed(header.fill(0xff, 124, 136))), /negative/],
    [
      'a size without end',
      changed((header) => {
        header.fill(0x7f, 125, 136);
        header[124] = 0x80;
        sealed(header);
      }),
      /not a number/,
    ],
    [
      'letters for a size',
      changed((header) => {
        header.write('zz', 124);
        sealed(header);
      }),
      /not a number/,
    ],
    ['an empty block inside', Buffer.concat([tarOf([file('a')]).subarray(0, 1024), tarOf([file('b')])]), /empty block/],
    ['a broken PAX record', tarOf([{ name: 'x', type: 'x', body: '99 path=a\n' }, file('a')]), /PAX/],
    ['a PAX record without a key', tarOf([{ name: 'x', type: 'x', body: '5 =a\n' }, file('a')]), /PAX/],
    ['a NUL in a PAX name', tarOf([{ name: 'a', pax: { path: 'a\0b' } }]), /PAX/],
    ['a negative PAX size', tarOf([{ name: 'a', pax: { size: '-1' } }]), /PAX/],
  ])('%s', (_, archive, message) => {
    expect(() => read(archive)).toThrow(Unreadable);
    expect(() => read(archive)).toThrow(message);
  });

  test('a header that grows beyond the limit, before it is held', () => {
    const archive = tarOf([{ name: 'L', type: 'L', body: 'x', size: 2 ** 33 - 1 }]);
    expect(() => read(archive)).toThrow('a tar header in it is longer than 1 MiB');
    expect(() => read(tarOf([{ name: 'a', pax: { comment: 'x'.repeat(90) } }]), 512, { header: 64 })).toThrow(
      '64 bytes',
    );
  });
});

test('random and changed archives end in entries or in a reason, never in anything else', () => {
  const sound = tarOf([
    folder('a'),
    file('a/b', 'text'),
    link('c', 'a'),
    hard('d', 'a/b'),
    { name: 'e', pax: { path: 'f' } },
  ]);
  const change = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255), fc.boolean()), {
    minLength: 1,
    maxLength: 8,
  });
  const changed = change.map((changes) => {
    const archive = Buffer.from(sound);
    for (const [at, byte, seal] of changes) {
      archive[at] = byte;
      if (seal) sealed(archive.subarray(at - (at % 512), at - (at % 512) + 512));
    }
    return archive;
  });
  const random = fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(changed, random), fc.integer({ min: 1, max: 2000 }), (archive, step) => {
      try {
        read(archive, step);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }),
    { seed: 20261121, numRuns: 3000 },
  );
});
