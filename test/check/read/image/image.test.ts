import { chmodSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Container, Fact, FileEntry } from '../../../../src/check/facts';
import type { LayerProgress } from '../../../../src/check/read/image/image';
import { LayerCache } from '../../../../src/check/read/image/layer-cache';
import { LIMITS, type Limits } from '../../../../src/check/read/image/limits';
import { ask, MemorySource } from './ask';
import { CONFIG_TYPE, digestOf, INDEX_TYPE, imageOf, MANIFEST_TYPE, type TestConfig, temporary } from './image-writer';
import { type Entry, file, folder, hard, link, tarOf } from './tar-writer';
import { raw, repeated, zstdFrame } from './zstd-writer';

const at = (path: string) => (container: Container) => container.file(path);
const textOf = (path: string) => (container: Container) => container.text(path);
const of = (layers: readonly (readonly Entry[] | Buffer)[], options?: TestConfig) =>
  new MemorySource(imageOf(layers, options));
const present = (entry: Partial<FileEntry>) => ({ known: true, strength: 'proved', value: entry });
const absent = { known: true, value: undefined };

describe('layers are read from the top, and only as far as an answer needs them', () => {
  const layers = [
    [folder('etc'), file('etc/nsswitch.conf', 'passwd: files'), folder('usr'), folder('usr/bin'), file('usr/bin/x')],
    [folder('opt'), file('opt/tool', 'b')],
    [folder('etc'), file('etc/nsswitch.conf', 'passwd: sss files'), folder('opt')],
  ];

  test('the configuration alone costs no layer', async () => {
    const image = imageOf(layers, { config: { User: 'jovyan', ExposedPorts: { '8888/tcp': {} } } });
    const source = new MemorySource(image);
    await expect(ask(source, ({ user }) => user)).resolves.toMatchObject({ known: true, value: 'jovyan' });
    expect(source.read).toHaveLength(1);
    expect(image.layers).not.toContain(source.read[0]);
  });

  test('what the top layer says is not looked for below', async () => {
    const image = imageOf(layers);
    const source = new MemorySource(image);
    await expect(ask(source, textOf('/etc/nsswitch.conf'))).resolves.toEqual({
      known: true,
      strength: 'proved',
      value: 'passwd: sss files',
      place: { layer: image.layers[2], file: '/etc/nsswitch.conf' },
    });
    expect(source.read.slice(1)).toEqual([image.layers[2]]);
  });

  test('what no layer says needs them all, once', async () => {
    const image = imageOf(layers);
    const source = new MemorySource(image);
    await expect(ask(source, at('/opt/nothing'))).resolves.toEqual({ ...absent, strength: 'proved' });
    expect(source.read.slice(1)).toEqual(image.layers.toReversed());
  });

  test('a text that came by unasked for costs a second reading of its layer only', async () => {
    const image = imageOf(layers);
    const source = new MemorySource(image);
    const answer = await ask(source, (container) => {
      const entry = container.file('/opt/tool');
      return entry.known ? container.text('/opt/tool') : entry;
    });
    expect(answer).toMatchObject({ known: true, value: 'b' });
    expect(source.read.slice(1)).toEqual([image.layers[2], image.layers[1], image.layers[1]]);
  });

  test('progress says how many layers, and how far', async () => {
    const seen: LayerProgress[] = [];
    await ask(of(layers), at('/opt/tool'), { progress: (progress) => seen.push(progress) });
    expect(seen[0]).toMatchObject({ begun: 1, layers: 3, bytes: 0 });
    expect(seen.at(-1)).toMatchObject({ begun: 2, layers: 3 });
    expect(seen.at(-1)?.bytes).toBe(seen.at(-1)?.size);
  });

  describe('what is in a folder is known from all layers, and they are read two at a time', () => {
    const names = Array.from({ length: 5 }, (_, index) => `d/${index}`);
    const five = names.map((name) => [file(name, 'x'.repeat(30_000))]);
    const paths = (answer: Fact<readonly FileEntry[]>) => answer.known && answer.value.map(({ path }) => path);
    const below = (container: Container) => container.below('/d');

    test('each once', async () => {
      const source = of(five, { pack: (tar) => tar });
      let most = 0;
      const track = { begun: 0, ended: 0 };
      const blob = source.blob.bind(source);
      source.blob = async function* (descriptor) {
        track.begun++;
        most = Math.max(most, track.begun - track.ended);
        yield* blob(descriptor);
        track.ended++;
      };
      expect(paths(await ask(source, below))).toEqual(names.map((name) => `/${name}`));
      expect(most).toBe(2);
      expect(source.read).toHaveLength(6);
    });

    test('or one at a time, where each needs all that the limits leave', async () => {
      const source = of(five);
      expect(paths(await ask(source, below, { limits: { entries: 12 } }))).toHaveLength(5);
      expect(await ask(of(five), below, { limits: { entries: 9 } })).toEqual({
        known: false,
        reason: expect.stringMatching(/^layer 1 of 5 cannot be read: .* more than 9 entries/),
      });
    });

    test('a damaged one ends the check, and the other reading too', async () => {
      const image = imageOf(five, { pack: (tar) => tar });
      const source = new MemorySource(image);
      const blob = source.blob.bind(source);
      let pieces = 0;
      source.blob = async function* (descriptor) {
        if (descriptor.digest === image.layers[4]) throw new Error('broken');
        for await (const piece of blob(descriptor)) {
          if (image.layers.includes(descriptor.digest)) pieces++;
          await new Promise((resolve) => setTimeout(resolve, 5));
          yield piece;
        }
      };
      await expect(ask(source, (container) => container.below('/d'))).rejects.toThrow('broken');
      expect(pieces).toBe(1);
    });
  });
});

describe('layers together make one file system', () => {
  const base: Entry[] = [folder('a'), folder('a/b'), file('a/b/one', '1'), file('a/b/two', '2'), file('top', 't')];

  test.each<[string, Entry[], string, object]>([
    ['a whiteout hides a file', [folder('a'), folder('a/b'), file('a/b/.wh.one')], '/a/b/one', absent],
    ['and nothing else', [folder('a'), folder('a/b'), file('a/b/.wh.one')], '/a/b/two', present({ kind: 'file' })],
    ['a whiteout hides all below a folder', [folder('a'), file('a/.wh.b')], '/a/b/one', absent],
    [
      'an opaque folder hides what was in it',
      [folder('a'), folder('a/b'), file('a/b/.wh..wh..opq')],
      '/a/b/one',
      absent,
    ],
    ['and stays itself', [folder('a'), folder('a/b'), file('a/b/.wh..wh..opq')], '/a/b', present({ kind: 'folder' })],
    ['an opaque parent hides all below', [folder('a'), file('a/.wh..wh..opq')], '/a/b/one', absent],
    [
      'an opaque folder keeps what its own layer adds',
      [folder('a'), file('a/.wh..wh..opq'), file('a/new')],
      '/a/new',
      present({ kind: 'file' }),
    ],
    [
      'a removed and new folder is a new one',
      [folder('a'), file('a/.wh.b'), folder('a/b'), file('a/b/new')],
      '/a/b/one',
      absent,
    ],
    [
      'in any order',
      [folder('a'), folder('a/b'), file('a/b/new'), file('a/.wh.b')],
      '/a/b/new',
      present({ kind: 'file' }),
    ],
    ['a file in place of a folder hides what was in it', [file('a')], '/a/b/one', absent],
    ['a folder merges', [folder('a', { mode: 0o700 }), file('a/new')], '/a/b/one', present({ kind: 'file' })],
    ['a folder without an entry is one', [file('a/new')], '/a/b/one', present({ kind: 'file' })],
    ['a whiteout is no file', [file('.wh.top')], '/.wh.top', absent],
    ['a whiteout makes no folder', [file('none/.wh.x')], '/none', absent],
    [
      'the last of two entries holds',
      [file('top', 'x'), link('top', 'a/b/two')],
      '/top',
      present({ path: '/a/b/two' }),
    ],
    ['notes of an old storage driver are nothing', [folder('.wh..wh.plnk'), file('.wh..wh.aufs')], '/top', present({})],
  ])('%s', async (_, upper, path, expected) => {
    await expect(ask(of([base, upper]), at(path))).resolves.toMatchObject(expected);
  });

  test('a whiteout in the lowest layer hides nothing', async () => {
    await expect(ask(of([[file('.wh.a'), file('a', 'x')]]), at('/a'))).resolves.toMatchObject(
      present({ kind: 'file' }),
    );
  });

  test('file, folder and file again across layers', async () => {
    const layers = [[file('x', '1')], [folder('x'), file('x/y')], [file('x', '3')]];
    await expect(ask(of(layers), textOf('/x'))).resolves.toMatchObject({ value: '3' });
    await expect(ask(of(layers), at('/x/y'))).resolves.toMatchObject(absent);
    await expect(ask(of([...layers, [folder('x'), file('x/z')]]), at('/x/y'))).resolves.toMatchObject(absent);
  });

  test('mode and owner of a folder are those of its topmost entry', async () => {
    const layers = [[folder('a', { mode: 0o700 })], [folder('a', { mode: 0o711, uid: 5 })], [file('a/b')]];
    const source = of(layers);
    const mode = await ask(source, (container) => {
      const entry = container.file('/a');
      return entry.known && entry.value ? entry.value.mode : { known: false, reason: 'no entry' };
    });
    expect(mode).toMatchObject({ known: true, value: 0o711 });
    expect(source.read).toHaveLength(3);
  });

  test('a folder is listed as it is in the end', async () => {
    const upper = [folder('a'), folder('a/b'), file('a/b/.wh.one'), file('a/b/three'), link('a/b/four', 'two')];
    const answer = await ask(of([base, upper]), (container) => container.below('/a'));
    const names = answer.known && answer.value.map(({ path, kind }) => `${kind} ${path}`);
    expect(names).toEqual(['folder /a/b', 'link /a/b/four', 'file /a/b/three', 'file /a/b/two']);
  });
});

describe('links are followed inside the image', () => {
  test.each<[string, Entry[], string, string | undefined]>([
    ['relative', [folder('etc'), link('etc/x', '../y'), file('y', 'y')], '/etc/x', 'y'],
    ['absolute', [folder('etc'), link('etc/x', '/y'), file('y', 'y')], '/etc/x', 'y'],
    [
      'on the way (usrmerge)',
      [link('bin', 'usr/bin'), folder('usr'), folder('usr/bin'), file('usr/bin/sh', 's')],
      '/bin/sh',
      's',
    ],
    [
      'upwards out of the root',
      [link('x', '../../../../etc/passwd'), folder('etc'), file('etc/passwd', 'ours')],
      '/x',
      'ours',
    ],
    ['to a folder that is one', [link('etc', '/private'), folder('private'), file('private/f', 'p')], '/etc/f', 'p'],
    ['to nothing', [link('x', '/nowhere')], '/x', undefined],
    ['through a file', [file('f', 'f'), link('x', 'f/y')], '/x', undefined],
    ['with dots', [folder('a'), file('b', 'b'), link('x', './a/.././b')], '/x', 'b'],
  ])('%s', async (_, entries, path, text) => {
    await expect(ask(of([entries]), textOf(path))).resolves.toMatchObject({ known: true, value: text });
  });

  test('a loop ends', async () => {
    const answer = await ask(of([[link('a', 'b'), link('b', 'a')]]), at('/a'));
    expect(answer).toEqual({ known: false, reason: 'more than 40 links lead to /a' });
  });

  test('so does a link that grows', async () => {
    await expect(ask(of([[link('a', 'a/a/a')]]), at('/a/x'))).resolves.toMatchObject({ known: false });
  });

  test('a hard link is the file of its layer, or of one below', async () => {
    const base = [file('one', 'first', { mode: 0o700 })];
    await expect(ask(of([[...base, hard('two', 'one')]]), textOf('/two'))).resolves.toMatchObject({ value: 'first' });
    await expect(ask(of([base, [hard('two', '/one')]]), textOf('/two'))).resolves.toMatchObject({ value: 'first' });
    await expect(ask(of([base, [hard('two', 'one')]]), at('/two'))).resolves.toMatchObject(
      present({
        path: '/two',
        kind: 'file',
        mode: { known: true, value: 0o700, strength: 'proved', place: expect.anything() },
      }),
    );
    await expect(ask(of([[...base, hard('two', 'one'), file('one', 'later')]]), textOf('/two'))).resolves.toMatchObject(
      {
        value: 'first',
      },
    );
  });
});

describe('what an image of a stranger may try', () => {
  const unknown = (reason: RegExp) => ({ known: false, reason: expect.stringMatching(reason) });
  const long = Array.from({ length: 300 }, (_, index) => `d${index}`).join('/');
  test.each<[string, readonly Entry[] | Buffer, RegExp, Partial<Limits>?]>([
    ['a path that leads upwards', [file('../etc/passwd')], /leads upwards/],
    ['a hard link that leads upwards', [hard('x', '../../etc/shadow')], /leads upwards/],
    ['a hard link to a later entry', [hard('x', 'y'), file('y')], /stands before its file/],
    ['a hard link to itself', [hard('x', 'x')], /leads to itself/],
    ['a hard link to a folder', [folder('d'), hard('x', 'd')], /leads to the folder/],
    ['a file below a file', [file('x'), file('x/y')], /used as a folder/],
    ['a file below a link', [link('x', '/etc'), file('x/passwd')], /used as a folder/],
    ['a root that is a file', [file('.')], /root/],
    ['a whiteout of the parent', [file('a/.wh...')], /removes/],
    ['a whiteout of nothing', [file('a/.wh.')], /removes/],
    ['a path that is too long', [{ name: 'x', pax: { path: `${'y/'.repeat(2500)}z` } }], /longer than 4096/],
    ['a name that is too long', [file('n'.repeat(256))], /longer than 255/],
    ['a path that is too deep', [{ name: 'x', pax: { path: long } }], /more than 256 parts/],
    ['a link that is too long', [link('x', 'y'.repeat(5000))], /link in it is longer than 4096/],
    [
      'too many entries',
      Array.from({ length: 30 }, (_, index) => file(`f${index}`)),
      /more than 20 entries/,
      { entries: 20 },
    ],
    ['too many folders that no entry names', [file('a/b/c/d/e/f/g/h')], /more than 5 entries/, { entries: 5 }],
    ['no archive at all', Buffer.from('x'.repeat(2000)), /not a valid tar archive/],
    ['more than the limit, unpacked', Buffer.alloc(200_000), /unpacks to more than 97.7 KiB/, { unpacked: 100_000 }],
    ['a bomb', Buffer.alloc(3_000_000), /more than 200 times its size/, { ratioFrom: 1_000_000 }],
    ['a layer above the limit', [file('x')], /larger than 10 bytes/, { compressed: 10 }],
  ])('%s', async (_, layer, reason, limits = {}) => {
    const answer = await ask(of([[folder('etc')], layer]), at('/etc/passwd'), { limits });
    expect(answer).toEqual(unknown(reason));
    expect(answer).toEqual(unknown(/^layer 2 of 2 cannot be read: /));
  });

  test('entries are counted over all layers', async () => {
    const layer = (name: string) => Array.from({ length: 8 }, (_, index) => file(`${name}${index}`));
    const answer = await ask(of([layer('a'), layer('b'), layer('c')]), at('/x'), { limits: { entries: 20 } });
    expect(answer).toEqual(unknown(/^layer 1 of 3 .* more than 20 entries/));
  });

  test('a text beyond the limit', async () => {
    const answer = await ask(of([[file('x', 'y'.repeat(2000))]]), textOf('/x'), { limits: { content: 1024 } });
    expect(answer).toEqual(unknown(/^\/x is longer than 1 KiB/));
  });

  test('texts that are too long together', async () => {
    const files = [file('x', 'y'.repeat(600)), file('z', 'y'.repeat(600))];
    const both = (container: Container) =>
      [container.text('/x'), container.text('/z')][1] as ReturnType<Container['text']>;
    await expect(ask(of([files]), both, { limits: { contents: 1000 } })).resolves.toEqual(unknown(/cannot be kept/));
  });

  test('a file with holes, whose text nobody has', async () => {
    const pax = { 'GNU.sparse.major': '1', 'GNU.sparse.name': 'x', 'GNU.sparse.realsize': '9' };
    await expect(ask(of([[{ name: 'y', body: '1\n0\n', pax }]]), textOf('/x'))).resolves.toEqual(unknown(/holes/));
  });

  test('a text that is none', async () => {
    await expect(
      ask(of([[file('x', '')], [{ name: 'x', body: Buffer.from([0xff, 0xfe]) }]]), textOf('/x')),
    ).resolves.toEqual(unknown(/not UTF-8/));
  });

  test('a list without end', async () => {
    const files = Array.from({ length: 30 }, (_, index) => file(`d/f${index}`));
    const answer = await ask(of([files]), (container) => container.below('/d'), { limits: { listing: 20 } });
    expect(answer).toEqual(unknown(/holds more than 20 entries/));
  });

  test('a PATH without end', async () => {
    const config = { Env: [`PATH=${'/x:'.repeat(300)}`] };
    await expect(ask(of([[file('a')]], { config }), (container) => container.command('sh'))).resolves.toEqual(
      unknown(/PATH has more than 256 folders/),
    );
  });

  test('packed data that is cut off or damaged', async () => {
    const cut = (tar: Buffer) => gzipSync(tar).subarray(0, 40);
    await expect(ask(of([[file('a', 'x'.repeat(5000))]], { pack: cut }), at('/a'))).resolves.toEqual(
      unknown(/cannot be unpacked: unexpected end of file/),
    );
    const damaged = (tar: Buffer) => Buffer.from(gzipSync(tar)).fill(7, 20, 60);
    await expect(ask(of([[file('a', 'x'.repeat(5000))]], { pack: damaged }), at('/a'))).resolves.toEqual(
      unknown(/cannot be unpacked/),
    );
  });

  test('bytes after packed data', async () => {
    const pack = (tar: Buffer) => Buffer.concat([gzipSync(tar), Buffer.alloc(100_000, 'x')]);
    await expect(ask(of([[file('a')]], { pack }), at('/a'))).resolves.toEqual(
      unknown(/cannot be unpacked: incorrect header check|bytes follow the end/),
    );
  });

  test('packed data in several members is one archive', async () => {
    const pack = (tar: Buffer) => Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]);
    await expect(ask(of([[file('a', 'x'.repeat(900))]], { pack }), at('/a'))).resolves.toMatchObject(present({}));
  });

  test('a layer that is not packed', async () => {
    await expect(ask(of([[file('a')]], { pack: (tar) => tar }), at('/a'))).resolves.toMatchObject(present({}));
  });

  test('an empty layer', async () => {
    await expect(ask(of([[], []]), at('/a'))).resolves.toMatchObject(absent);
    await expect(ask(of([Buffer.alloc(0)], { pack: (tar) => tar }), at('/a'))).resolves.toMatchObject(absent);
  });

  test('a layer that zstd packed', async () => {
    const pack = (tar: Buffer) => zstdFrame([raw(tar.subarray(0, 700)), raw(tar.subarray(700), true)]);
    await expect(ask(of([[file('a', 'x'.repeat(900))]], { pack }), textOf('/a'))).resolves.toMatchObject({
      value: 'x'.repeat(900),
    });
    const bomb = () => zstdFrame([...Array.from({ length: 600 }, () => repeated(0)), raw(Buffer.alloc(0), true)]);
    await expect(ask(of([[]], { pack: bomb }), at('/a'))).resolves.toEqual(unknown(/more than 200 times its size/));
  });

  test.each([
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', /foreign layer/],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', /foreign layer/],
    ['application/vnd.oci.image.layer.v1.tar+gzip+encrypted', /encrypted/],
  ])('a layer of type %s', async (mediaType, reason) => {
    const image = imageOf([[file('a')]]);
    const manifest = JSON.parse(image.manifest.toString());
    manifest.layers[0] = { ...manifest.layers[0], mediaType, urls: ['http://169.254.169.254/latest/meta-data'] };
    const source = new MemorySource({ ...image, manifest: Buffer.from(JSON.stringify(manifest)) });
    await expect(ask(source, at('/a'))).resolves.toEqual(unknown(reason));
    expect(source.read).toHaveLength(1);
  });
});

describe('what is not what its digest says ends the check', () => {
  const image = imageOf([[file('a', 'x'.repeat(2000))]]);
  const [layer = ''] = image.layers;
  const blob = image.blobs.get(layer) as Buffer;
  test.each([
    ['short', blob.subarray(0, blob.length - 1), /ends after \d+ of \d+ bytes/],
    ['long', Buffer.concat([blob, Buffer.from('x')]), /longer than \d+ bytes/],
    ['other', Buffer.concat([blob.subarray(0, 4), Buffer.from([9]), blob.subarray(5)]), /have the digest sha256:/],
  ])('a layer that is %s', async (_, bytes, message) => {
    const source = new MemorySource({ ...image, blobs: new Map([...image.blobs, [layer, bytes]]) });
    await expect(ask(source, at('/a'))).rejects.toThrow(message);
  });
});

describe('manifests', () => {
  const image = imageOf([[file('a')]], { architecture: 'arm64' });
  const other = imageOf([[file('b')]]);
  const entry = (bytes: Buffer, rest: object) => ({
    mediaType: MANIFEST_TYPE,
    digest: digestOf(bytes),
    size: bytes.length,
    ...rest,
  });
  const sourceOf = (manifest: unknown) =>
    new MemorySource({
      layers: [],
      manifest: Buffer.isBuffer(manifest) ? manifest : Buffer.from(JSON.stringify(manifest)),
      blobs: new Map([
        ...image.blobs,
        ...other.blobs,
        ...[image, other].map((one) => [digestOf(one.manifest), one.manifest] as const),
      ]),
    });
  const index = (...manifests: unknown[]) => ({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests });
  const platformOf = (manifest: unknown) => ask(sourceOf(manifest), ({ platform }) => platform);
  const attestation = entry(image.manifest, {
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
  });
  const arm = entry(image.manifest, { platform: { os: 'linux', architecture: 'arm64' } });
  const amd = entry(other.manifest, { platform: { os: 'linux', architecture: 'amd64' } });

  test('of an index the image for linux/amd64, wherever it stands', async () => {
    await expect(platformOf(index(attestation, arm, amd))).resolves.toMatchObject({ value: { architecture: 'amd64' } });
  });

  test('of an index without one, what there is: the rule about platforms says the rest', async () => {
    await expect(platformOf(index(attestation, arm))).resolves.toMatchObject({ value: { architecture: 'arm64' } });
  });

  test('of an index without platforms, its first', async () => {
    await expect(platformOf(index(entry(other.manifest, {})))).resolves.toMatchObject({
      value: { architecture: 'amd64' },
    });
  });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', Buffer.from('{'), /not JSON/],
    ['no object', Buffer.from('7'), /lists no layers/],
    ['schema 1', { schemaVersion: 1, fsLayers: [] }, /schema 1/],
    ['an index of notes only', index(attestation), /lists no image/],
    ['a long index', index(...Array.from({ length: 257 }, () => amd)), /257 images; the limit is 256/],
    ['many layers', { schemaVersion: 2, layers: Array(513).fill({}) }, /513 layers; the limit is 512/],
    [
      'a chart',
      { schemaVersion: 2, config: { ...amd, mediaType: 'application/vnd.cncf.helm.config.v1+json' }, layers: [] },
      /artifact of type "application\/vnd.cncf.helm/,
    ],
    [
      'a digest that is a path',
      { schemaVersion: 2, config: { ...amd, mediaType: CONFIG_TYPE, digest: 'sha256:../../etc/passwd' }, layers: [] },
      /digest that is none/,
    ],
    [
      'a size that is none',
      { schemaVersion: 2, config: { ...amd, mediaType: CONFIG_TYPE, size: -1 }, layers: [] },
      /size that is none/,
    ],
    [
      'a configuration beyond the limit',
      { schemaVersion: 2, config: { ...amd, mediaType: CONFIG_TYPE, size: 9e6 }, layers: [] },
      /longer than 8 MiB/,
    ],
  ])('%s', async (_, manifest, message) => {
    await expect(platformOf(manifest)).rejects.toThrow(message);
    await expect(platformOf(manifest)).rejects.toMatchObject({ name: 'UsageError' });
  });

  test('indexes in indexes have an end', async () => {
    const nested = (depth: number): Buffer => {
      const inner = depth === 0 ? other.manifest : nested(depth - 1);
      const outer = Buffer.from(JSON.stringify(index(entry(inner, {}))));
      (inside.blobs as Map<string, Buffer>).set(digestOf(inner), inner);
      return outer;
    };
    const inside = { layers: [], manifest: Buffer.alloc(0), blobs: new Map(other.blobs) };
    const open = (depth: number) => ask(new MemorySource({ ...inside, manifest: nested(depth) }), ({ user }) => user);
    await expect(open(1)).resolves.toMatchObject({ known: true });
    await expect(open(2)).rejects.toThrow('nested more than 2 deep');
  });

  test('a configuration inside the manifest costs no request, and is verified', async () => {
    const manifest = JSON.parse(other.manifest.toString());
    const config = other.blobs.get(manifest.config.digest) as Buffer;
    const source = sourceOf({ ...manifest, config: { ...manifest.config, data: config.toString('base64') } });
    await expect(ask(source, ({ platform }) => platform)).resolves.toMatchObject({ known: true });
    expect(source.read).toEqual([]);
    const forged = Buffer.from(config.toString().replace('amd64', 'riscv'));
    await expect(
      platformOf({ ...manifest, config: { ...manifest.config, data: forged.toString('base64') } }),
    ).rejects.toThrow(/have the digest/);
  });
});

describe('facts about layers are kept', () => {
  const entries = [
    folder('d', { mode: 0o2775, uid: 1000 }),
    file('d/x', 'text'),
    hard('d/y', 'd/x'),
    link('l', 'd/x'),
    file('.wh.gone'),
    file('o/.wh..wh..opq'),
    file('aé\u0001', ''),
  ];
  const layers = [[file('gone'), folder('o'), file('o/p')], entries];
  const questions = ['/d', '/d/x', '/d/y', '/l', '/gone', '/o/p', '/aé\u0001', '/none'];
  const answersOf = async (source: MemorySource, cache?: LayerCache) => {
    const answers = [];
    for (const path of questions) answers.push(JSON.stringify(await ask(source, at(path), { cache })));
    answers.push(await ask(source, textOf('/d/y'), { cache }));
    return answers;
  };
  const cacheIn = async (directory: string) => (await LayerCache.in(directory, LIMITS)) as LayerCache;

  test('and say the same as the layers, without a byte of them', async () => {
    const fresh = await answersOf(of(layers));
    const directory = join(temporary(), 'made/here');
    await answersOf(of(layers), await cacheIn(directory));
    const source = of(layers);
    expect(await answersOf(source, await cacheIn(directory))).toEqual(fresh);
    expect(source.read.filter((digest) => imageOf(layers).layers.includes(digest))).toEqual([]);
    expect(readdirSync(directory)).toHaveLength(2);
  });

  test('a text that is asked for later is read once, and then kept beside the others', async () => {
    const cache = await cacheIn(temporary());
    const both = [[file('a', '1'), file('b', '2')]];
    await ask(of(both), textOf('/a'), { cache });
    await expect(ask(of(both), textOf('/b'), { cache })).resolves.toMatchObject({ value: '2' });
    const source = of(both);
    await expect(ask(source, textOf('/a'), { cache })).resolves.toMatchObject({ value: '1' });
    expect(source.read).toHaveLength(1);
  });

  test.each<[string, (path: string) => void]>([
    ['cut off', (path) => truncateSync(path, 40)],
    ['empty', (path) => truncateSync(path, 0)],
    ['no longer packed', (path) => writeFileSync(path, '["x","file",0,0,0,0]\n[1]\n')],
    ['without its last line', (path) => writeFileSync(path, gzipSync('["","",0,0,0,0]\n["x","file",0,0,0,0]\n'))],
    ['something else', (path) => writeFileSync(path, gzipSync('{}\n[1]\n'))],
  ])('a file that is %s counts as none', async (_, damage) => {
    const directory = temporary();
    const cache = await cacheIn(directory);
    const fresh = await ask(of(layers), at('/d/x'), { cache });
    for (const name of readdirSync(directory)) damage(join(directory, name));
    const source = of(layers);
    expect(JSON.stringify(await ask(source, at('/d/x'), { cache }))).toBe(JSON.stringify(fresh));
    expect(source.read).toHaveLength(2);
  });

  test('a folder that others can write to is not used', async () => {
    const directory = temporary();
    chmodSync(directory, 0o777);
    await expect(LayerCache.in(directory, LIMITS)).resolves.toBeUndefined();
    writeFileSync(join(directory, 'file'), '');
    await expect(LayerCache.in(join(directory, 'file'), LIMITS)).resolves.toBeUndefined();
  });

  test('what could not be read is not kept', async () => {
    const directory = temporary();
    await ask(of([tarOf([file('a')]).subarray(0, 300)]), at('/a'), { cache: await cacheIn(directory) });
    expect(readdirSync(directory)).toEqual([]);
  });
});
