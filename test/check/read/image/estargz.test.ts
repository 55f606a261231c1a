import { randomBytes } from 'node:crypto';
import type { Container } from '../../../../src/check/facts';
import type { Descriptor } from '../../../../src/check/read/image/document';
import { LIMITS } from '../../../../src/check/read/image/limits';
import { RegistrySource } from '../../../../src/check/read/image/registry-source';
import { ask, MemorySource } from './ask';
import { type EstargzLayer, estargzOf, type Lie } from './estargz-writer';
import { imageOf, type TestImage } from './image-writer';
import { RegistryDouble } from './registry-double';
import { sqliteDatabase } from './rpm-fixtures';
import { type Entry, file, folder, hard, link } from './tar-writer';

// Shorter layers are read whole: that costs no more.
const ballast = file('opt/data', '', { body: randomBytes(1_200_000) });
const entries: Entry[] = [
  folder('etc'),
  file('etc/nsswitch.conf', 'passwd: files sss\n'),
  file('etc/motd', 'x'.repeat(2500), { mode: 0o600, uid: 7 }),
  hard('etc/issue', 'etc/motd'),
  link('etc/link', 'motd'),
  file('etc/empty', ''),
  file('etc/.wh.gone'),
  ballast,
  file('var/lib/rpm/rpmdb.sqlite', '', { body: sqliteDatabase() }),
];
const base: Entry[] = [folder('etc'), file('etc/gone', 'x'), file('low', 'l')];

/** An image in memory, parts of which can be had. */
class RangeSource extends MemorySource {
  readonly ranges: number[] = [];
  whole = false;

  constructor(private readonly of: TestImage) {
    super(of);
  }

  async range({ digest }: Descriptor, from: number, to: number): Promise<Buffer | undefined> {
    if (this.whole) return undefined;
    this.ranges.push(to - from);
    return (this.of.blobs.get(digest) as Buffer).subarray(from, to);
  }
}

function imageWith({ packed, annotations }: EstargzLayer): TestImage {
  const image = imageOf([base, packed], { pack: (bytes) => bytes });
  const manifest = JSON.parse(image.manifest.toString());
  manifest.layers[1].annotations = annotations;
  return { ...image, manifest: Buffer.from(JSON.stringify(manifest)) };
}
const source = (lie?: Lie, chunk?: number) => new RangeSource(imageWith(estargzOf(entries, lie, chunk)));
const text = (path: string) => (container: Container) => container.text(path);
const at = (path: string) => (container: Container) => container.file(path);
const layersRead = ({ read }: MemorySource) => read.length - 1;

describe('of a layer with a table of contents, what is asked for is read', () => {
  test.each([
    ['/etc/nsswitch.conf', 'passwd: files sss\n'],
    ['/etc/motd', 'x'.repeat(2500)],
    ['/etc/issue', 'x'.repeat(2500)],
    ['/etc/link', 'x'.repeat(2500)],
    ['/etc/empty', ''],
  ])('%s', async (path, value) => {
    const from = source();
    await expect(ask(from, text(path))).resolves.toMatchObject({ known: true, strength: 'inferred', value });
    expect(layersRead(from)).toBe(0);
    expect(from.ranges.reduce((sum, length) => sum + length)).toBeLessThan(80_000);
  });

  test('but to prove it, the layer is read whole', async () => {
    const from = source();
    await expect(ask(from, text('/etc/nsswitch.conf'), { prove: true })).resolves.toMatchObject({ strength: 'proved' });
    expect(from.ranges).toEqual([]);
    expect(layersRead(from)).toBe(1);
  });

  test('mode and owner, what is removed, and what is not there', async () => {
    const from = source();
    const answer = await ask(from, at('/etc/motd'));
    expect(answer.known && answer.value).toMatchObject({
      kind: 'file',
      mode: { value: 0o600, strength: 'inferred' },
      owner: { value: { uid: 7, gid: 0 } },
    });
    await expect(ask(from, at('/etc/gone'))).resolves.toMatchObject({ known: true, value: undefined });
    expect(layersRead(from)).toBe(1);
  });

  test('packages of a database', async () => {
    const from = source();
    await expect(ask(from, (container) => container.package('acl'))).resolves.toMatchObject({
      known: true,
      strength: 'inferred',
      value: { version: '2.3.1-4.el9' },
    });
    expect(from.read).toHaveLength(2);
  });

  test('a long table takes a second request', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => file(`d/${index}`, String(index)));
    const from = new RangeSource(imageWith(estargzOf([...many, ballast])));
    await expect(ask(from, text('/d/2999'))).resolves.toMatchObject({ value: '2999' });
    expect(from.ranges).toHaveLength(3);
  });

  test('over HTTP, with one request for the table and one for each piece', async () => {
    const image = imageWith(estargzOf(entries));
    const registry = await RegistryDouble.of({ 'a/b:1': image });
    try {
      const reference = { host: registry.host, repository: 'a/b', tag: '1' };
      const from = new RegistrySource(reference, { env: { HOME: '/nowhere' }, limits: LIMITS, plainHttp: true });
      await expect(ask(from, text('/etc/motd'))).resolves.toMatchObject({ value: 'x'.repeat(2500) });
      const ranges = registry.asked.map(({ range }) => range).filter((range) => range !== undefined);
      expect(ranges).toHaveLength(4);
    } finally {
      await registry.close();
    }
  });
});

describe('a table that cannot be believed says nothing: the whole layer is read', () => {
  const change = (path: string, fields: object): Lie => ({
    table: (rows) => rows.map((row) => (row.name === path ? { ...row, ...fields } : row)),
  });
  test.each<[string, Lie]>([
    ['with another digest', { digest: `sha256:${'0'.repeat(64)}` }],
    ['that names another piece', change('etc/nsswitch.conf', { chunkDigest: `sha256:${'1'.repeat(64)}` })],
    ['whose piece begins elsewhere', change('etc/nsswitch.conf', { offset: 5 })],
    ['whose piece is beyond the end', change('etc/nsswitch.conf', { offset: 2 ** 40 })],
    ['whose file is shorter', change('etc/nsswitch.conf', { size: 5, chunkSize: 5 })],
    ['with a size that is none', change('etc/motd', { size: -1 })],
    ['with something of no kind', change('etc/motd', { type: 'door' })],
    ['that leads upwards', change('etc/motd', { name: '../etc/motd' })],
    ['without entries', { table: () => [] }],
  ])('%s', async (name, lie) => {
    const from = source(lie);
    const answer = await ask(from, text('/etc/nsswitch.conf'));
    // A table without entries is one that promises an empty layer.
    if (name === 'without entries')
      expect(answer).toMatchObject({ known: true, strength: 'inferred', value: undefined });
    else {
      expect(answer).toMatchObject({ known: true, strength: 'proved', value: 'passwd: files sss\n' });
      expect(layersRead(from)).toBe(1);
    }
  });

  test('where parts cannot be had', async () => {
    const from = source();
    from.whole = true;
    await expect(ask(from, text('/etc/motd'))).resolves.toMatchObject({ known: true, strength: 'proved' });
  });

  test('a layer without the annotation', async () => {
    const { packed } = estargzOf(entries);
    const from = new RangeSource(imageWith({ packed, annotations: {} }));
    await expect(ask(from, text('/etc/motd'))).resolves.toMatchObject({ known: true, strength: 'proved' });
    expect(from.ranges).toEqual([]);
  });
});
