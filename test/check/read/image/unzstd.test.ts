import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { LIMITS } from '../../../../src/check/read/image/limits';
import { unzstd } from '../../../../src/check/read/image/unzstd';
import { header, raw, repeated, skippedFrame, zstdFrame } from './zstd-writer';

type Native = NonNullable<Parameters<typeof unzstd>[2]>;

const unpack = async (packed: Buffer, native: Native, step = 1000, limits = LIMITS): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  const source = async function* () {
    for (let at = 0; at < packed.length; at += step) yield packed.subarray(at, at + step);
  };
  for await (const chunk of unzstd(source(), limits, native)) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

/** Words in an order that a generator with a seed of its own gives. */
function words(): string {
  const list = ['passwd', 'group', 'files', 'sss', 'nsswitch', 'shadow', 'compat'];
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: 400 }, () => list[Math.floor(random() * 7)] + (random() < 0.1 ? '\n' : ' ')).join('');
}

// What `zstd -1` made of the words, and `zstd -9` of 150 times the words, from a pipe.
const ONCE =
  'KLUv/WRSCS0RAMJEDROwJx2gUZu7RghE3Rp5wzAAQygj/Nmy3/7z+Zzk/4agk74YGE7wt6SvY7JS5qI6wkjvMEMIgTyogVMKGTYDQQQdCkSPGxF0RM8cGtEkSRoDxtQAUJF9Jv8G7iy2Uk9xRQvl3SidrV5yM82hgmV2e0F/C4R3hp3AsL9OstJtEw7SnhYY+P1Vvwxv6U7i0gHYC5EZiestx3erGTKVG0ik4bDhFzO40MiatPiQl16aGx1qOIoxkxBJP+vM8EMeL4RMn43bRvwIkMtdcX98YSyGgEefw6m9OhzGPb9c265+cvZ0ppHUkAUWqbZ6lKm2ZsQod8F2o/nYEFCO4THgZouSvoUcZ390SLPQgWW68fd3nMge+QrWtgeyxmqAgRSZbFGd5W/QRlpyzRitKPsoyK2hCIZvnHvsEvT7UhWfK6V5lNF7AbPSaB4fgsxHyzVRrRit14NjjlnC+L6l0KOJBF2ckKRRVrYC/xtH9E1UMOPlrCadiVi/jKkw9KlS+FOjY/gLiRHIkw5WrbjcJGob6Q0RtbhjETKlQmXHTG+p6FvWRM0JDZM6w+7TO94BNZ3n/zJ6CcLOY5COcCvGhrCuiwcRo2xo0DjzM+vDySxtc1R6u3THI2fOrJDsAFRjNH8inpdzB1794YIo16kfWbxSJDyE6nkyeMAH+ZHgxI9TMs/JiML6zk+2Ymz7zdA3UmsRzYlTCtnBSrRm2lyEQkB1pFYVW8UN/lGb5Jw=';
const OFTEN =
  'KLUv/QRgBA4AcgUOFJCnaQwA2V831rJ+/Ob//3+9a1sz2++9t23b+3v7N6Qg0oUKGBCBV0kPtHTKMKsYiHBIocMxCAKAuKigJ5VhMyBCYoxyeBsSSIBgFARyJA6VTiEEGZUU0v7/Gav1Vaq9U0JgtkXOfEBgJ1o2EAwcPgrzJ+A44Fu0gJXgYCCizaEKai/XaLS2KAXZ0qUm3YaRmXOdyMczvO8PkGF5BXRbaknPCy9s2dFm/+VaRgfSoxsdtxDkx65H3VaFEw8RVveMxJeaZF2E04z9jwiNSu0ttoau92opEU0YJEEH0jyWRi6cVWN8cnLaoMZOAmshr5c7XooKlJ0ZVKghvVHBtwKgTneglJGvnfHOj+vtIW/u84Nr/ufwRyo1qFgtkCLRPQuoQwLiZTvuJJv2cNlfXcu0qXEt5ohHhEPbHVEdof/kACyJ9BHl3K+SwjWTAjnZni86/75sQDV+Jq7AEYg7/eh8GgcR6iT/qAmi5auy2Z30FyPoiuuMaWUM9JudWU/bhgX0DEgPKTF34ihPYe56HytsYV2xBZFygJwN8g1fZcXisj8v+anhMeV0MxbCC4QlZCjnjBQCLmo+AZK6njK9O0wAAAhzAQD8/zkQAkwAAAhkAQD8/zkQAkUAAAhzAQAI9IEQc6we2A==';

const engines: [string, Native][] = [['in JavaScript', {}]];
// From 22.15 on.
if ('createZstdDecompress' in zlib) engines.push(['of Node.js', zlib as Native]);

describe.each(engines)('the unpacker %s', (_, native) => {
  const read = (packed: Buffer, step?: number, limits?: typeof LIMITS) => unpack(packed, native, step, limits);
  const [once, often] = [ONCE, OFTEN].map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];

  test.each([1, 7, 1_000_000])('gives back what was packed, %i bytes at a time', async (step) => {
    expect((await read(once, step)).toString()).toBe(words());
    expect((await read(often, step)).equals(Buffer.from(words().repeat(150)))).toBe(true);
  });

  test('several frames are one after the other, and what is to be skipped is left out', async () => {
    const packed = Buffer.concat([skippedFrame(Buffer.alloc(5000)), once, skippedFrame(Buffer.alloc(0)), once]);
    expect((await read(packed)).toString()).toBe(words().repeat(2));
    await expect(read(skippedFrame(Buffer.alloc(100)))).resolves.toEqual(Buffer.alloc(0));
  });

  test('blocks of any kind', async () => {
    const packed = zstdFrame([raw(Buffer.from('abc')), repeated(0x78, 5), raw(Buffer.alloc(0), true)], 10);
    expect((await read(packed, 1)).toString()).toBe('abcxxxxx');
  });

  test.each<[string, Buffer, RegExp]>([
    ['a frame that is cut off', once.subarray(0, 300), /cannot be unpacked/],
    ['a frame without blocks', zstdFrame([]), /unexpected end/],
    ['a block of no kind', zstdFrame([header(5, 3, true), Buffer.alloc(5)]), /a block in it is none/],
    ['a block beyond what blocks hold', zstdFrame([header(2 ** 20, 0, true)]), /a block in it is none/],
    ['a window beyond the limit', zstdFrame([raw(Buffer.alloc(0), true)], 16), /window of more than 32 MiB/],
    ['the largest window', zstdFrame([raw(Buffer.alloc(0), true)], 31), /window of more than 32 MiB/],
    [
      'a single piece beyond the limit',
      Buffer.from('28b52ffde0000000000000ff7f010000', 'hex'),
      /window of more than 32 MiB/,
    ],
    ['a dictionary', Buffer.from('28b52ffd010807010000', 'hex'), /dictionary/],
    ['something after it', Buffer.concat([once, Buffer.from('more')]), /data of another kind follows/],
  ])('%s', async (_name, packed, message) => {
    await expect(read(packed)).rejects.toThrow(message);
    await expect(read(packed)).rejects.toMatchObject({ name: 'Unreadable' });
  });

  test('damaged data ends, and is never more than its blocks can hold', async () => {
    const changes = fc.array(fc.tuple(fc.nat(often.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const packed = Buffer.from(often);
        for (const [at, value] of list) packed[at] = value;
        const result = await read(packed, 500).catch((error) => error);
        if (Buffer.isBuffer(result)) expect(result.length).toBeLessThan(2 ** 22);
        else expect([result.name, result.code]).toContainEqual(expect.stringMatching(/^(?:Unreadable|ZSTD_|ERR_)/));
      }),
      { seed: 20261129, numRuns: 150 },
    );
  });
});
