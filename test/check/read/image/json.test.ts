import fc from 'fast-check';
import { readChallenge } from '../../../../src/check/read/image/challenge';
import { readConfig, stepsOf } from '../../../../src/check/read/image/config';
import { readDocument } from '../../../../src/check/read/image/document';
import { LIMITS } from '../../../../src/check/read/image/limits';
import { readApk, readDpkg } from '../../../../src/check/read/image/package-database';
import { ask, MemorySource } from './ask';
import { digestOf, imageOf } from './image-writer';
import { file } from './tar-writer';

const OPTIONS = { seed: 20261121, numRuns: 1500 };
const image = imageOf([[file('a')]], {
  config: { User: 'x', Env: ['A=b'], Cmd: ['c'], ExposedPorts: { '80/tcp': {} }, Labels: { a: 'b' } },
  history: [{ created_by: 'RUN /bin/sh -c x', empty_layer: false }],
});
const config = [...image.blobs.values()][0] as Buffer;

/** JSON with a few of its values put in place of others, and a few strange ones. */
const mutated = (text: string) => {
  const odd = fc.constantFrom(null, -1, 1e308, 2 ** 53, '', '\u0000', [], {}, true, '__proto__', { length: -1 }, [
    'x'.repeat(9000),
  ]);
  return fc.array(fc.tuple(fc.nat(60), odd), { minLength: 1, maxLength: 4 }).map((changes) => {
    let value: unknown = JSON.parse(text);
    for (const [at, put] of changes) {
      let count = 0;
      value = JSON.parse(JSON.stringify(value), (_key, one) => (count++ === at ? put : one));
    }
    return Buffer.from(JSON.stringify(value) ?? '');
  });
};
const broken = (text: string) =>
  fc
    .tuple(fc.nat(text.length), fc.string())
    .map(([at, put]) => Buffer.from(text.slice(0, at) + put + text.slice(at + 1)));
const anything = fc.oneof(fc.json(), fc.string()).map((text) => Buffer.from(text));

const orRefused = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    expect(error).toMatchObject({ name: 'UsageError' });
    return undefined;
  }
};

test('manifests of any kind are read or refused', () => {
  const text = image.manifest.toString();
  const index = JSON.stringify({ schemaVersion: 2, manifests: [JSON.parse(text).config] });
  fc.assert(
    fc.property(fc.oneof(mutated(text), mutated(index), broken(text), anything), (bytes) => {
      orRefused(() => readDocument(bytes, 'image', LIMITS));
    }),
    OPTIONS,
  );
});

test('configurations of any kind are read or refused, and answer', () => {
  fc.assert(
    fc.property(fc.oneof(mutated(config.toString()), broken(config.toString()), anything), (bytes) => {
      const read = orRefused(() => readConfig(bytes, 'image', LIMITS));
      if (!read) return;
      expect(stepsOf(read).length).toBeLessThanOrEqual(read.history.length);
      expect([typeof read.user, typeof read.workdir]).toEqual(['string', 'string']);
    }),
    OPTIONS,
  );
});

test('whole images of any kind answer, or are refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      mutated(config.toString()),
      mutated(image.manifest.toString()),
      fc.boolean(),
      async (own, other, sound) => {
        const manifest = JSON.parse(image.manifest.toString());
        manifest.config = { ...manifest.config, digest: digestOf(own), size: own.length };
        const source = new MemorySource({
          ...image,
          manifest: sound ? Buffer.from(JSON.stringify(manifest)) : other,
          blobs: new Map([...image.blobs, [digestOf(own), own]]),
        });
        const answer = await ask(source, (container) => container.command('sh')).catch((error) => error);
        if (answer.name === 'UsageError') return;
        expect(typeof answer.known).toBe('boolean');
      },
    ),
    { ...OPTIONS, numRuns: 500 },
  );
});

test('challenges and lists of packages of any kind end', () => {
  const words = fc.array(fc.constantFrom('Bearer ', 'Basic ', 'realm=', '"', '\\', ',', ' ', 'x', '=', 'https://a/b'), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(words, fc.string(), (parts, text) => {
      const challenge = readChallenge(parts.join(''));
      expect([undefined, 'bearer', 'basic']).toContain(challenge?.scheme);
      for (const read of [readDpkg, readApk]) expect(read(`Package: a\n${text}`).size).toBeLessThan(text.length + 2);
    }),
    OPTIONS,
  );
});

test('nothing that a stranger writes takes long to read', () => {
  const begun = performance.now();
  const history = [`|1 ${'A='.repeat(100_000)}`, `/bin/sh${' -a'.repeat(100_000)}`, ' '.repeat(300_000)];
  stepsOf(
    readConfig(
      Buffer.from(JSON.stringify({ history: history.map((created_by) => ({ created_by })) })),
      'image',
      LIMITS,
    ),
  );
  readChallenge(`Bearer ${'a="b",'.repeat(100_000)}`);
  readChallenge(' '.repeat(100_000));
  readDpkg(`Package: a\n${' \n'.repeat(200_000)}`);
  expect(performance.now() - begun).toBeLessThan(5000);
});
