import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describeWith } from '../assets/tools';
import { planned } from './arbitrary-content';
import { HarborDouble } from './double/harbor-double';
import type { Artifact } from './double/state';
import { allSecrets, Operator } from './session';

const SCRIPT = join(__dirname, '../../assets/scripts/label-images.sh');
const LABEL = 'ca.nrc.cadc.skaha.session.type';

describeWith(['curl', 'jq'], 'label-images.sh', () => {
  let double: HarborDouble;
  let password: string;
  beforeEach(async () => {
    double = await HarborDouble.start();
    const content = planned({ projects: { skaha: {}, lab: {} }, robots: { labeller: { for: 'label' } } });
    await new Operator(double, allSecrets(content)).apply(content);
    password = double.state.robots[0]?.secret ?? '';
  });
  afterEach(() => double.stop());

  const run = (env: Record<string, string> = {}) =>
    new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const all = {
        PATH: process.env.PATH ?? '',
        HARBOR_URL: `http://${double.host}`,
        HARBOR_USER: 'robot$labeller',
        HARBOR_PASSWORD: password,
        TYPES: 'notebook desktop',
        ...env,
      };
      execFile('sh', [SCRIPT], { env: all }, (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });

  function image(fields: Partial<Artifact>): Artifact {
    const artifact = {
      project_id: double.state.projects.find(({ name }) => name === 'skaha')?.project_id ?? 0,
      repository_name: 'skaha/lab',
      digest: `sha256:${double.state.artifacts.length}`,
      tags: ['latest'],
      labels: [],
      config: {},
      push_time: double.state.now,
      pull_time: 0,
      ...fields,
    };
    double.state.artifacts.push(artifact);
    return artifact;
  }
  const labelsOf = ({ labels }: Artifact) =>
    labels.map((id) => double.state.labels.find((one) => one.id === id)?.name).sort();

  test('both spellings, names with slashes, and a second time there is nothing to do', async () => {
    const one = image({ config: { [LABEL]: 'notebook, desktop' } });
    const other = image({ repository_name: 'skaha/a/b', config: { 'ca.nrc.cadc.skaha.type': 'desktop' } });
    expect(await run()).toEqual({ code: 0, stdout: '', stderr: 'label-images: added 3 labels\n' });
    expect([labelsOf(one), labelsOf(other)]).toEqual([['desktop', 'notebook'], ['desktop']]);
    expect(await run()).toMatchObject({ code: 0, stderr: 'label-images: added 0 labels\n' });
  });

  test('a tag that is pushed again is listed again', async () => {
    const old = image({ config: { [LABEL]: 'notebook' } });
    await run();
    old.tags.splice(0);
    const pushed = image({ digest: 'sha256:new', config: { [LABEL]: 'notebook' } });
    expect((await run()).stderr).toBe('label-images: added 1 labels\n');
    expect(labelsOf(pushed)).toEqual(['notebook']);
  });

  test('what people put there stays, what has no tag is left alone, and so is a type that the site has not', async () => {
    const headless = double.state.labels.find(({ name }) => name === 'headless')?.id ?? 0;
    const one = image({ labels: [headless], config: { [LABEL]: 'notebook,jupyter' } });
    const untagged = image({ tags: [], config: { [LABEL]: 'notebook' } });
    expect((await run()).code).toBe(0);
    expect([labelsOf(one), labelsOf(untagged)]).toEqual([['headless', 'notebook'], []]);
  });

  test('of an index, the image for linux/amd64 counts', async () => {
    const child = (architecture: string, type: string) => ({
      child_digest: image({ tags: [], config: { [LABEL]: type } }).digest,
      platform: { os: 'linux', architecture },
    });
    const index = image({ references: [child('arm64', 'desktop'), child('amd64', 'notebook')] });
    await run();
    expect(labelsOf(index)).toEqual(['notebook']);
  });

  test('more images than fit on a page', async () => {
    const images = Array.from({ length: 101 }, (_, n) =>
      image({ digest: `sha256:many${n}`, config: n > 98 ? { [LABEL]: 'notebook' } : {} }),
    );
    expect((await run()).stderr).toBe('label-images: added 2 labels\n');
    expect(images.filter((one) => labelsOf(one).length > 0)).toHaveLength(2);
  });

  test('an answer of the moment is asked again; one that will not change is told once', async () => {
    image({ config: { [LABEL]: 'notebook' } });
    let failures = 1;
    double.intercept = ({ url }) => (url?.includes('/labels?') && failures-- > 0 ? 503 : undefined);
    expect(await run()).toMatchObject({ code: 0, stderr: 'label-images: added 1 labels\n' });
    double.intercept = () => undefined;
    const wrong = await run({ HARBOR_PASSWORD: 'guessed' });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/HTTP 401\n/)]);
    expect(wrong.stderr).not.toContain('guessed');
  });

  test('a call without what it needs', async () => {
    for (const name of ['HARBOR_URL', 'HARBOR_USER', 'HARBOR_PASSWORD', 'TYPES'])
      expect(await run({ [name]: '' })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`${name} is not set`),
      });
  });
});
