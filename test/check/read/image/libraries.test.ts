import fc from 'fast-check';
import { condaPackage, pythonPackage } from '../../../../src/check/read/image/libraries';
import { ask, MemorySource } from './ask';
import { imageOf } from './image-writer';
import { type Entry, file, folder, hard, link } from './tar-writer';

const PATH = 'PATH=/opt/conda/bin:/usr/local/bin:/usr/bin:/bin';
const sourceOf = (layers: readonly (readonly Entry[])[], env = PATH) =>
  new MemorySource(imageOf(layers, { config: { Env: [env] } }));
const library = (name: string, ...layers: readonly (readonly Entry[])[]) =>
  ask(sourceOf(layers), (container) => container.library(name));
const info = (site: string, entry: string) => [
  folder(`${site}/${entry}`),
  file(`${site}/${entry}/METADATA`, 'Name: x'),
];
const CONDA = 'opt/conda/lib/python3.12/site-packages';
const absent = { known: true, value: undefined };

test.each([
  ['site-packages of conda', 'opt/conda/lib/python3.12/site-packages'],
  ['site-packages of a Python that was built', 'usr/local/lib/python3.11/site-packages'],
  ['dist-packages of Debian', 'usr/lib/python3/dist-packages'],
  ['lib64 of Fedora', 'usr/lib64/python3.9/site-packages'],
])('%s', async (_title, site) => {
  const layer = info(site, 'jupyterlab-4.2.5.dist-info');
  await expect(library('JupyterLab', layer)).resolves.toMatchObject({
    strength: 'proved',
    value: { name: 'jupyterlab', version: '4.2.5', place: { file: `/${site}/jupyterlab-4.2.5.dist-info/METADATA` } },
  });
});

test('what no program on PATH finds is not installed', async () => {
  await expect(
    library('astropy', info('srv/app/lib/python3.12/site-packages', 'astropy-6.1.dist-info')),
  ).resolves.toMatchObject(absent);
  await expect(library('astropy', info('usr/lib/ruby/site-packages', 'astropy-6.1.dist-info'))).resolves.toMatchObject(
    absent,
  );
});

test('the first folder of PATH decides', async () => {
  const both = [
    ...info('usr/local/lib/python3.12/site-packages', 'numpy-1.0.dist-info'),
    ...info(CONDA, 'numpy-2.0.dist-info'),
  ];
  await expect(library('numpy', both)).resolves.toMatchObject({ value: { version: '2.0' } });
});

test('one name, however it is written', async () => {
  const layer = info(CONDA, 'ruamel.yaml_clib-0.2.12.dist-info');
  for (const name of ['ruamel.yaml.clib', 'Ruamel-Yaml-Clib', 'ruamel_yaml__clib'])
    await expect(library(name, layer)).resolves.toMatchObject({ value: { version: '0.2.12' } });
  await expect(library('ruamel', layer)).resolves.toMatchObject(absent);
});

test('packages of conda that are no Python', async () => {
  const notes = [
    file('opt/conda/conda-meta/history'),
    file('opt/conda/conda-meta/cuda-cudart-12.4.127-h99ab3db_0.json'),
  ];
  await expect(library('cuda-cudart', notes)).resolves.toMatchObject({ value: { version: '12.4.127' } });
  await expect(library('cuda', notes)).resolves.toMatchObject(absent);
  await expect(library('history', notes)).resolves.toMatchObject(absent);
});

test('old forms of notes: a folder, a file, one without a version', async () => {
  const layer = [
    file(`${CONDA}/PyYAML-6.0-py3.12.egg-info`, 'Name: PyYAML'),
    file(`${CONDA}/six-1.16.0.egg-info/PKG-INFO`),
    file(`${CONDA}/mine.egg-info`),
  ];
  await expect(library('pyyaml', layer)).resolves.toMatchObject({ value: { version: '6.0' } });
  await expect(library('six', layer)).resolves.toMatchObject({ value: { version: '1.16.0' } });
  await expect(library('mine', layer)).resolves.toMatchObject({ value: { name: 'mine' } });
});

describe('layers', () => {
  const base = info(CONDA, 'jupyterlab-2.3.2.dist-info');

  test('an upper layer that upgrades decides, and the lower one is not read', async () => {
    const upper = [file(`${CONDA}/.wh.jupyterlab-2.3.2.dist-info`), ...info(CONDA, 'jupyterlab-4.2.5.dist-info')];
    const source = sourceOf([base, upper]);
    const answer = await ask(source, (container) => container.library('jupyterlab'));
    expect(answer).toMatchObject({ value: { version: '4.2.5' } });
    // The configuration and the top layer.
    expect(source.read).toHaveLength(2);
  });

  test('one that was removed is not there, as a folder or file by file', async () => {
    await expect(library('jupyterlab', base, [file(`${CONDA}/.wh.jupyterlab-2.3.2.dist-info`)])).resolves.toMatchObject(
      absent,
    );
    await expect(
      library('jupyterlab', base, [file(`${CONDA}/jupyterlab-2.3.2.dist-info/.wh.METADATA`)]),
    ).resolves.toMatchObject(absent);
    await expect(library('jupyterlab', base, [file(`${CONDA}/.wh..wh..opq`)])).resolves.toMatchObject(absent);
    await expect(library('jupyterlab', base, [file('opt/.wh.conda')])).resolves.toMatchObject(absent);
  });

  test('through links: conda names its Python twice', async () => {
    const linked = [link('opt/conda/lib/python3.1', 'python3.12'), ...base, link('conda', '/opt/conda')];
    const answer = await ask(sourceOf([linked], 'PATH=/conda/bin'), (container) => container.library('jupyterlab'));
    expect(answer).toMatchObject({ value: { version: '2.3.2' } });
  });
});

test('links in a circle, and a PATH that has no end, are no answer', async () => {
  const circle = [link('opt/conda', 'conda'), hard('x', 'y')];
  await expect(library('numpy', [link('opt/conda', '/opt/conda')])).resolves.toMatchObject({ known: false });
  await expect(library('numpy', circle)).resolves.toMatchObject({ known: false });
  const long = `PATH=${Array.from({ length: 300 }, (_, index) => `/p${index}/bin`).join(':')}`;
  const answer = await ask(sourceOf([[file('a')]], long), (container) => container.library('numpy'));
  expect(answer).toMatchObject({ known: false, reason: expect.stringContaining('PATH has more than 256 folders') });
});

test('any name of a file is read, and a package has a name', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9._-]{0,40}$/);
  const entry = fc.oneof(
    fc.string({ maxLength: 255 }),
    fc
      .tuple(word, fc.constantFrom('.dist-info', '.egg-info', '.json', '-py3.12.egg-info'))
      .map((parts) => parts.join('')),
    fc.constant(`${'a-'.repeat(120)}.dist-info`),
  );
  fc.assert(
    fc.property(entry, (name) => {
      for (const read of [pythonPackage, condaPackage]) expect(read(name)?.name).not.toBe('');
    }),
    { seed: 8, numRuns: 500 },
  );
});
