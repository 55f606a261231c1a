import fc from 'fast-check';
import type { Container } from '../../../../src/check/facts';
import { LayerCache } from '../../../../src/check/read/image/layer-cache';
import { LIMITS, type Limits } from '../../../../src/check/read/image/limits';
import { readRpm } from '../../../../src/check/read/image/rpm-database';
import { ask, MemorySource } from './ask';
import { imageOf, temporary } from './image-writer';
import { berkeleyDatabase, ndbDatabase, rpmHeader, sqliteDatabase } from './rpm-fixtures';
import { type Entry, file, folder, link } from './tar-writer';

const ndb = () => ndbDatabase([rpmHeader('acl', '2.3.1', '4.el9'), rpmHeader('gpg-pubkey', '8483c65d', '5ccc5b19')]);
const databases: [string, string, () => Buffer, number][] = [
  ['SQLite', 'rpmdb.sqlite', sqliteDatabase, 92],
  ['Berkeley DB', 'Packages', berkeleyDatabase, 19],
  ['rpm itself', 'Packages.db', ndb, 1],
];
const acl = (container: Container) => container.package('acl');
const packageIn = (name: string, layers: readonly (readonly Entry[])[], limits: Partial<Limits> = {}) =>
  ask(new MemorySource(imageOf(layers)), (container) => container.package(name), { limits });

describe.each(databases)('a database of %s', (_, name, make, count) => {
  const path = `var/lib/rpm/${name}`;

  test('lists the packages that are installed, and no keys', () => {
    const packages = readRpm(make(), LIMITS);
    expect(packages).toHaveLength(count);
    expect(packages).toContainEqual({ name: 'acl', version: '2.3.1-4.el9' });
    expect(packages.map((one) => one.name)).not.toContain('gpg-pubkey');
  });

  test('tells what is in an image', async () => {
    const layers = [[file(path, '', { body: make() })]];
    await expect(packageIn('acl', layers)).resolves.toMatchObject({
      known: true,
      strength: 'proved',
      value: { name: 'acl', version: '2.3.1-4.el9', place: { file: `/${path}` } },
    });
    await expect(packageIn('none', layers)).resolves.toMatchObject({ known: true, value: undefined });
  });

  test('that is damaged tells something else, or why not; it never fails, and ends', () => {
    const sound = make();
    const changes = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(changes, fc.nat(sound.length), fc.boolean(), (list, length, cut) => {
        const bytes = Buffer.from(cut ? sound.subarray(0, length) : sound);
        for (const [at, value] of list) if (at < bytes.length) bytes[at] = value;
        try {
          expect(readRpm(bytes, LIMITS).length).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(['Unreadable', 'RangeError']).toContain((error as Error).name);
        }
      }),
      { seed: 20261130, numRuns: 1000 },
    );
  });
});

test('an epoch is part of the version', () => {
  expect(readRpm(sqliteDatabase(), LIMITS)).toContainEqual({ name: 'sssd-client', version: '1:2.9.4-6.el9_4' });
});

test('the folder may be a link, as it is on Fedora', async () => {
  const entries = [
    folder('usr/lib/sysimage/rpm'),
    file('usr/lib/sysimage/rpm/rpmdb.sqlite', '', { body: sqliteDatabase() }),
    link('var/lib/rpm', '../../usr/lib/sysimage/rpm'),
  ];
  await expect(packageIn('acl', [entries])).resolves.toMatchObject({ value: { name: 'acl' } });
});

test('the packages are kept with the layer, and its bytes are not', async () => {
  const cache = await LayerCache.in(temporary(), LIMITS);
  const image = imageOf([[file('var/lib/rpm/rpmdb.sqlite', '', { body: sqliteDatabase() })]]);
  await ask(new MemorySource(image), acl, { cache });
  const again = new MemorySource(image);
  await expect(ask(again, acl, { cache })).resolves.toMatchObject({ value: { version: '2.3.1-4.el9' } });
  expect(again.read).toHaveLength(1);
});

describe('a database tells nothing', () => {
  const layer = (body: Buffer, ...more: Entry[]) => [[file('var/lib/rpm/rpmdb.sqlite', '', { body }), ...more]];
  const unknown = (reason: RegExp) => ({ known: false, reason: expect.stringMatching(reason) });

  test.each<[string, Entry[][], RegExp, Partial<Limits>?]>([
    ['in a format that nobody knows', layer(Buffer.alloc(5000, 'x')), /in no format that is known/],
    ['that is empty', layer(Buffer.alloc(0)), /in no format that is known/],
    ['without packages', layer(sqliteDatabase().fill('Q', 100, 512)), /is damaged/],
    ['that is cut off', layer(sqliteDatabase().subarray(0, 20_000)), /is damaged/],
    ['above the limit', layer(sqliteDatabase()), /longer than 1 KiB/, { packageDatabase: 1024 }],
    ['with more packages than the limit', layer(sqliteDatabase()), /more than 50 packages/, { packages: 50 }],
    [
      'that was not closed',
      layer(sqliteDatabase(), file('var/lib/rpm/rpmdb.sqlite-wal', 'x')),
      /was not closed: changes in .*-wal are missing/,
    ],
  ])('%s', async (_, layers, reason, limits = {}) => {
    await expect(packageIn('acl', layers, limits)).resolves.toEqual(unknown(reason));
  });

  test('but an empty journal is none', async () => {
    const layers = layer(sqliteDatabase(), file('var/lib/rpm/rpmdb.sqlite-wal'));
    await expect(packageIn('acl', layers)).resolves.toMatchObject({ known: true });
  });
});
