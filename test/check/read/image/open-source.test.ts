import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LIMITS } from '../../../../src/check/read/image/limits';
import { openSource } from '../../../../src/check/read/image/open-source';
import { ask } from './ask';
import { digestOf, imageOf, layoutOf, temporary } from './image-writer';
import { type Entry, file, folder, link, tarOf } from './tar-writer';

const layers = [
  [folder('etc'), file('etc/low', 'l')],
  [folder('etc'), file('etc/top', 't')],
];
const image = imageOf(layers, { config: { User: 'jovyan' } });
const open = (name: string, cwd = '/') => openSource(name, { env: {}, limits: LIMITS, cwd });
const lowOf = (name: string, cwd?: string) => ask(open(name, cwd), (container) => container.text('/etc/low'));

/** The archive of `docker save`: of old versions, and as OCI layout inside since version 25. */
function saved(
  options: { readonly tags?: readonly string[]; readonly modern?: boolean; readonly change?: Entry[] } = {},
): string {
  const plain = imageOf(layers, { pack: (tar) => tar });
  const config = [...plain.blobs.values()][0] as Buffer;
  const hex = (digest: string) => digest.slice(7);
  const [low = '', top = ''] = plain.layers;
  const path = (digest: string, name: string) => (options.modern ? `blobs/sha256/${hex(digest)}` : `${name}/layer.tar`);
  const Config = options.modern ? `blobs/sha256/${hex(digestOf(config))}` : `${hex(digestOf(config))}.json`;
  const { tags = ['lab/notebook:1.0'] } = options;
  const manifest = tags.map((tag) => ({ Config, RepoTags: [tag], Layers: [path(low, 'aaa'), path(top, 'bbb')] }));
  const archive = join(temporary(), 'image.tar');
  const entries = [
    folder('aaa'),
    { name: path(top, 'bbb'), body: plain.blobs.get(top) as Buffer },
    options.modern
      ? { name: path(low, 'aaa'), body: plain.blobs.get(low) as Buffer }
      : link(path(low, 'aaa'), '../ccc/layer.tar'),
    { name: 'ccc/layer.tar', body: plain.blobs.get(low) as Buffer },
    { name: Config, body: config },
    file('manifest.json', JSON.stringify(manifest)),
    ...(options.change ?? []),
  ];
  writeFileSync(archive, tarOf(entries));
  return archive;
}

describe('an OCI layout', () => {
  const directory = layoutOf(image, '1.0');

  test.each([`oci:${directory}`, `oci:${directory}:1.0`])('%#: with and without a tag', async (name) => {
    await expect(lowOf(name)).resolves.toMatchObject({ value: 'l' });
  });

  test('in a folder whose name holds a colon', async () => {
    const odd = join(temporary(), 'a:b');
    mkdirSync(odd);
    layoutOf(image, '1.0', odd);
    await expect(lowOf('oci:a:b:1.0', join(odd, '..'))).resolves.toMatchObject({ value: 'l' });
  });

  test.each<[string, string, RegExp]>([
    ['another tag', `oci:${directory}:2`, /it has no tag 2. It holds 1.0/],
    ['no folder', 'oci:/is/not/there', /there is no such folder\. Check the path/],
    ['a folder that is none', `oci:${temporary()}`, /no OCI layout: it has no index.json/],
  ])('%s', async (_, name, message) => {
    await expect(lowOf(name)).rejects.toThrow(message);
  });

  test('a part that is missing or not a file', async () => {
    const [low = ''] = image.layers;
    const lacking = layoutOf({ ...image, blobs: new Map([...image.blobs].filter(([digest]) => digest !== low)) });
    await expect(lowOf(`oci:${lacking}`)).rejects.toThrow(`it lacks the part ${low}`);
    mkdirSync(join(lacking, 'blobs', ...low.split(':')));
    await expect(lowOf(`oci:${lacking}`)).rejects.toThrow(`it lacks the part ${low}`);
  });

  test('several images, and none is named', async () => {
    const several = layoutOf(image, 'a');
    const index = {
      schemaVersion: 2,
      manifests: Array(2).fill({ mediaType: '', digest: digestOf(image.manifest), size: image.manifest.length }),
    };
    writeFileSync(join(several, 'index.json'), JSON.stringify(index));
    await expect(lowOf(`oci:${several}`)).rejects.toThrow('2 images in it fit');
  });
});

describe('an archive of docker save', () => {
  test.each([
    ['as old versions write it, with links', false],
    ['as versions since 25 write it', true],
  ])('%s', async (_, modern) => {
    const archive = saved({ modern });
    await expect(lowOf(`docker-archive:${archive}`)).resolves.toMatchObject({ value: 'l' });
    await expect(lowOf(`docker-archive:${archive}:lab/notebook:1.0`)).resolves.toMatchObject({ value: 'l' });
  });

  test.each<[string, () => string, RegExp]>([
    ['another name', () => `${saved()}:lab/other:1.0`, /has no image lab\/other:1.0. It holds lab\/notebook:1.0/],
    [
      'several, and none is named',
      () => saved({ tags: ['a:1', 'b:1'] }),
      /it holds 2 images. Name one .* It holds a:1, b:1/,
    ],
    ['nothing there', () => '/is/not/there.tar', /there is no such file\. Check the path/],
    [
      'two lists that differ',
      () => saved({ change: [file('manifest.json', '[{"Config":"manifest.json","Layers":["x"]}]')] }),
      /list different layers|lacks/,
    ],
    [
      'a path out of the archive',
      () => saved({ change: [file('manifest.json', '[{"Config":"/etc/passwd","Layers":[]}]')] }),
      /it lacks "\/etc\/passwd"/,
    ],
    [
      'a link out of it',
      () =>
        saved({ change: [link('c', '../../../../etc/passwd'), file('manifest.json', '[{"Config":"c","Layers":[]}]')] }),
      /it lacks "c"/,
    ],
    ['no manifest', () => saved({ change: [file('manifest.json', '{')] }), /its manifest.json is not JSON/],
  ])('%s', async (_, name, message) => {
    await expect(lowOf(`docker-archive:${name()}`)).rejects.toThrow(message);
  });

  test('a packed archive, one that is cut off, one that is none', async () => {
    const archive = join(temporary(), 'image.tar');
    writeFileSync(archive, gzipSync(tarOf([file('a')])));
    await expect(lowOf(`docker-archive:${archive}`)).rejects.toThrow('the archive is packed. Unpack it first');
    writeFileSync(archive, tarOf([file('a', 'x'.repeat(5000))]).subarray(0, 2000));
    await expect(lowOf(`docker-archive:${archive}`)).rejects.toThrow('it ends too early');
    writeFileSync(archive, 'x'.repeat(3000));
    await expect(lowOf(`docker-archive:${archive}`)).rejects.toThrow('wrong checksum');
  });

  test('a layer that was changed', async () => {
    const change = [{ name: 'bbb/layer.tar', body: tarOf([folder('etc'), file('etc/low', 'forged')]) }];
    await expect(lowOf(`docker-archive:${saved({ change })}`)).rejects.toThrow('have the digest');
  });
});

test.each([
  ['dir:/x', /names no image/],
  ['docker:images.example.org/x', /no image reference/],
  ['docker://Images/x y', /no image reference/],
])('%s is refused', (name, message) => {
  expect(() => open(name)).toThrow(message);
});
