import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '../../src/check/read/image/limits';
import { RegistrySource } from '../../src/check/read/image/registry-source';
import { parseImageReference } from '../../src/check/view/image-reference';
import { listOf } from '../../src/harbor/answer';
import { applyActions } from '../../src/harbor/apply';
import { planImageLabels } from '../../src/harbor/image-labels';
import { ask } from '../check/read/image/ask';
import { goProgram } from '../go-program';
import { planned } from './arbitrary-content';
import { HarborDouble } from './double/harbor-double';
import { push } from './push';
import { allSecrets, Operator } from './session';

// Needs Go: ASTROPLATFORM_REGISTRY=build builds the registry once for all checkouts, or names one that is built already.
const REGISTRY = 'github.com/distribution/distribution/v3/cmd/registry@v3.1.2';
const wanted = process.env.ASTROPLATFORM_REGISTRY;
const TYPE = 'ca.nrc.cadc.skaha.session.type';

(wanted ? describe : describe.skip)('/v2 served by the real registry (set ASTROPLATFORM_REGISTRY=build)', () => {
  let double: HarborDouble;
  let operator: Operator;
  let folder: string;
  let program: string;
  const content = planned({
    projects: {
      skaha: { public: true, robots: { ci: { for: 'push' }, puller: { for: 'pull' } } },
      lab: { robots: { puller: { for: 'pull' } } },
    },
    tags: { immutable: ['20??.??'] },
  });
  const secrets = allSecrets(content);
  const registryOf = (user: string, password: string) => ({
    url: `http://${double.host}`,
    user,
    password,
    byToken: true,
  });
  const robot = (name: string) => {
    const [project, short] = name.split('/');
    return registryOf(`robot$${project}+${short}`, secrets.get(`robot/${name}`) ?? '');
  };
  const admin = () => registryOf('admin', double.state.adminPassword);

  beforeAll(() => {
    program = goProgram(REGISTRY, wanted ?? '');
  }, 900_000);
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'astroplatform-login-'));
    double = await HarborDouble.start();
    await double.serveBy(program);
    operator = new Operator(double, secrets);
    await operator.apply(content);
  });
  afterEach(async () => {
    await double.stop();
    rmSync(folder, { recursive: true });
  });

  /** The image as the command line reads it, with the login that podman left for it. */
  async function labelsOf(name: string, login?: { user: string; password: string }) {
    const file = join(folder, 'auth.json');
    const auth = login && Buffer.from(`${login.user}:${login.password}`).toString('base64');
    writeFileSync(file, JSON.stringify({ auths: auth ? { [double.host]: { auth } } : {} }));
    const reference = parseImageReference(`${double.host}/${name}`);
    if (!reference) throw new Error(`${name} is no reference`);
    const options = { limits: LIMITS, env: { REGISTRY_AUTH_FILE: file }, plainHttp: true, backOff: 1 };
    let stated: Record<string, unknown> = {};
    await ask(new RegistrySource(reference, options), ({ labels, user }) => {
      stated = Object.fromEntries(labels.map(({ name: label, value }) => [label, value]));
      return user;
    });
    return stated;
  }

  test('a push by token is in the API, gets its labels from the reconciler, and is read by our reader', async () => {
    const digest = await push(robot('skaha/ci'), 'skaha/team/lab', 'latest', 'one', { [TYPE]: 'notebook,desktop' });
    const { actions, images } = await planImageLabels(operator.api, ['notebook', 'desktop']);
    expect(images).toBe(1);
    const outcomes = await applyActions(actions, operator.session());
    expect(outcomes.map(({ result }) => result)).toEqual(['done', 'done']);
    const [artifact] = await operator.api.list('projects/skaha/artifacts?with_tag=true&with_label=true');
    expect(artifact).toMatchObject({ digest, repository_name: 'skaha/team/lab', tags: [{ name: 'latest' }] });
    expect(listOf(artifact?.labels).map(({ name }) => name)).toEqual(['notebook', 'desktop']);
    // Public: as nobody, with the token that nobody is given.
    expect(await labelsOf('skaha/team/lab:latest')).toMatchObject({
      [TYPE]: { known: true, value: 'notebook,desktop' },
    });
  });

  test('a tag that is pushed again loses its labels, and gets them back', async () => {
    const labels = { [TYPE]: 'notebook' };
    const missing = async () => (await planImageLabels(operator.api, ['notebook'])).actions;
    await push(admin(), 'skaha/lab', 'latest', 'one', labels);
    await applyActions(await missing(), operator.session());
    expect(await missing()).toEqual([]);
    await push(admin(), 'skaha/lab', 'latest', 'two', labels);
    expect((await missing()).map(({ object }) => object.name)).toEqual(['skaha/lab:latest notebook']);
  });

  test('who may not push is refused by the registry itself; who may not read gets nothing', async () => {
    await expect(push(robot('skaha/puller'), 'skaha/lab', '1', 'one')).rejects.toThrow();
    expect(double.state.artifacts).toEqual([]);
    await push(admin(), 'lab/secret', '1', 'one', { [TYPE]: 'headless' });
    await expect(labelsOf('lab/secret:1')).rejects.toThrow();
    expect(await labelsOf('lab/secret:1', robot('lab/puller'))).toMatchObject({
      [TYPE]: { known: true, value: 'headless' },
    });
    await expect(labelsOf('lab/secret:1', robot('skaha/puller'))).rejects.toThrow();
  });

  test('an immutable tag does not move', async () => {
    await push(admin(), 'skaha/lab', '2026.11', 'one');
    await push(admin(), 'skaha/lab', '2026.11', 'one');
    await expect(push(admin(), 'skaha/lab', '2026.11', 'two')).rejects.toThrow("'2026.11' configured as immutable");
  });
});
