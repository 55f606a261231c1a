import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { load } from 'js-yaml';
import { type GitopsOptions, renderGitops } from '../../src/delivery/gitops';
import { assertNoStatefulReplacement, statefulUrns } from '../../src/delivery/identity';
import { manifestsOf, SITES } from './sites';

const secrets = [
  { kind: 'bootstrap' },
  { kind: 'external-secrets', store: { kind: 'ClusterSecretStore', name: 'vault' } },
] as const;
const targets = [
  { for: 'plain' },
  { for: 'argocd', repository: 'https://git.example.org/platform.git' },
  { for: 'flux' },
] as const;
const ways: GitopsOptions[] = targets.flatMap((target) => secrets.map((kind) => ({ ...target, secrets: kind })));
const hasShellcheck = (process.env.PATH ?? '').split(delimiter).some((dir) => existsSync(join(dir, 'shellcheck')));

/** What is deployed by the last release. Add to it what is new; an entry goes when the data behind it are gone. */
const deployed: Record<string, readonly string[]> = JSON.parse(
  readFileSync(join(__dirname, 'stateful-urns.json'), 'utf8'),
);

describe.each(Object.keys(SITES))('site %s', (name) => {
  const manifests = manifestsOf(SITES[name] as never);

  test.each(ways)('is delivered as files for $for with $secrets.kind', (options) => {
    const files = renderGitops(manifests, options);
    const yaml = [...files].filter(([path]) => path.endsWith('.yaml'));
    for (const [, text] of yaml)
      expect(load(text)).toMatchObject({ apiVersion: expect.any(String), kind: expect.any(String) });
    const written = yaml.filter(([path]) => /^(?:manifests\/[\w-]+|\d+-layer|edge)\/(?!kustomization)/.test(path));
    const made = options.secrets.kind === 'bootstrap' ? 0 : manifests.secrets.length;
    expect(written).toHaveLength(manifests.manifests.length + made);
    expect(files.has('bootstrap-secrets.sh')).toBe(options.secrets.kind === 'bootstrap');
  });

  (hasShellcheck ? test : test.skip)('has a bootstrap script about which shellcheck has nothing to say', () => {
    const input =
      renderGitops(manifests, { for: 'plain', secrets: { kind: 'bootstrap' } }).get('bootstrap-secrets.sh') ?? '';
    const { status, stdout } = spawnSync('shellcheck', ['--severity=style', '-'], { input, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  test('keeps under Pulumi what the last release deployed, and lists what this one adds', () => {
    assertNoStatefulReplacement(deployed[name] ?? [], manifests);
    expect(deployed[name]).toEqual(expect.arrayContaining([...statefulUrns(manifests)]));
  });
});
