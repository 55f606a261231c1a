import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { toYamlStream } from '../../src/yaml';
import { ALL_SITES, manifestsOf, planOf, SITES } from './sites';

const text = (name: string) =>
  toYamlStream(manifestsOf(ALL_SITES[name] as never).manifests.map(({ object }) => object));

test('every site of stacks/ is looked at, here and on a cluster', () => {
  const namesIn = (folder: string, ending: string) =>
    readdirSync(join(__dirname, '../..', folder))
      .filter((file) => file.endsWith(ending) && file !== 'index.ts')
      .map((file) => file.slice(0, -ending.length));
  expect(namesIn('stacks', '.ts').sort()).toEqual(Object.keys(SITES).sort());
  expect(namesIn('test/cluster/platform', '.test.ts').sort()).toEqual(Object.keys(SITES).sort());
});

describe.each(Object.keys(ALL_SITES))('site %s', (name) => {
  test('is the same as when it was last looked at', () => {
    expect(text(name)).toMatchSnapshot();
  });

  test('comes out the same twice, and whatever CDK8S_* variables say', () => {
    const first = text(name);
    process.env.CDK8S_DISABLE_SORT = '1';
    process.env.CDK8S_OUTPUT_DIR = '/nowhere';
    try {
      expect(text(name)).toBe(first);
      expect(process.env.CDK8S_DISABLE_SORT).toBe('1');
    } finally {
      delete process.env.CDK8S_DISABLE_SORT;
      delete process.env.CDK8S_OUTPUT_DIR;
    }
  });

  test('names every object once and depends only on what it holds', () => {
    const { manifests, secrets, charts = [] } = manifestsOf(ALL_SITES[name] as never);
    const all = [...manifests, ...secrets, ...charts];
    const ids = all.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { dependsOn } of all) expect(ids).toEqual(expect.arrayContaining([...dependsOn]));
  });

  test('keeps what holds data, unless the cluster is there to play with', () => {
    const kept = manifestsOf(ALL_SITES[name] as never).manifests.filter(({ protect }) => protect);
    const disposable = ALL_SITES[name]?.cluster?.disposable === true;
    const hasDatabases = planOf(ALL_SITES[name] as never).databases.length > 0;
    expect(kept.map(({ object }) => object.kind).sort()).toEqual(
      disposable
        ? []
        : [
            'Namespace',
            'Namespace',
            'PersistentVolume',
            'PersistentVolume',
            'PersistentVolumeClaim',
            'PersistentVolumeClaim',
            // The volume of the dumps.
            ...(hasDatabases ? ['PersistentVolumeClaim'] : []),
            'StatefulSet',
            ...(hasDatabases ? ['StatefulSet'] : []),
          ],
    );
  });
});
