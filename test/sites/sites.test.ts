import { toYamlStream } from '../../src/yaml';
import { manifestsOf, planOf, SITES } from './sites';

const text = (name: string) => toYamlStream(manifestsOf(SITES[name] as never).manifests.map(({ object }) => object));

describe.each(Object.keys(SITES))('site %s', (name) => {
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
    const { manifests, secrets } = manifestsOf(SITES[name] as never);
    const ids = [...manifests, ...secrets].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { dependsOn } of [...manifests, ...secrets]) expect(ids).toEqual(expect.arrayContaining([...dependsOn]));
  });

  test('keeps what holds data, unless the cluster is there to play with', () => {
    const kept = manifestsOf(SITES[name] as never).manifests.filter(({ protect }) => protect);
    const disposable = SITES[name]?.cluster?.disposable === true;
    const hasDatabases = planOf(SITES[name] as never).databases.length > 0;
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
