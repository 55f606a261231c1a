import { HarborApi } from '../../src/harbor/api';
import { applyActions } from '../../src/harbor/apply';
import { planImageLabels } from '../../src/harbor/image-labels';
import { planned } from './arbitrary-content';
import { HarborDouble } from './double/harbor-double';
import type { Artifact } from './double/state';
import { allSecrets, Operator } from './session';

const TYPES = ['notebook', 'desktop'];
const LABEL = 'ca.nrc.cadc.skaha.session.type';

let double: HarborDouble;
let robot: HarborApi;
beforeEach(async () => {
  double = await HarborDouble.start();
  const content = planned({ projects: { skaha: {} }, robots: { labeller: { for: 'label' } } });
  await new Operator(double, allSecrets(content)).apply(content);
  const password = double.state.robots[0]?.secret ?? '';
  robot = new HarborApi(double.host, { user: 'robot$labeller', password }, { plainHttp: true, backOff: 1 });
});
afterEach(() => double.stop());

/** An image in project skaha. */
function image(fields: Partial<Artifact>): Artifact {
  const artifact = {
    project_id: double.state.projects[0]?.project_id ?? 0,
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
const labelsOf = ({ labels }: Artifact) => labels.map((id) => double.state.labels.find((one) => one.id === id)?.name);

async function reconcile() {
  const plan = await planImageLabels(robot, TYPES);
  const outcomes = await applyActions(plan.actions, { ...new Operator(double).session(), api: robot });
  expect(outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
  return plan;
}

test('a robot that is for labels can do it, in both spellings, and a second time there is nothing to do', async () => {
  const one = image({ config: { [LABEL]: 'notebook,desktop' } });
  const other = image({ repository_name: 'skaha/a/b', config: { 'ca.nrc.cadc.skaha.type': 'desktop' } });
  expect((await reconcile()).actions).toHaveLength(3);
  expect([labelsOf(one), labelsOf(other)]).toEqual([['notebook', 'desktop'], ['desktop']]);
  expect((await reconcile()).actions).toEqual([]);
});

test('what people put on images stays; what has no tag is left alone', async () => {
  const headless = double.state.labels.find(({ name }) => name === 'headless')?.id ?? 0;
  const one = image({ labels: [headless], config: { [LABEL]: 'notebook' } });
  const untagged = image({ tags: [], config: { [LABEL]: 'notebook' } });
  await reconcile();
  expect([labelsOf(one), labelsOf(untagged)]).toEqual([['headless', 'notebook'], []]);
});

test('of an index, the image for linux/amd64 counts', async () => {
  const child = (architecture: string, type: string) => ({
    child_digest: image({ tags: [], config: { [LABEL]: type } }).digest,
    platform: { os: 'linux', architecture },
  });
  const index = image({ references: [child('arm64', 'desktop'), child('amd64', 'notebook')] });
  await reconcile();
  expect(labelsOf(index)).toEqual(['notebook']);
});

test('a type that there is not, and a label that is not there, are told', async () => {
  double.state.labels = double.state.labels.filter(({ name }) => name !== 'desktop');
  image({ config: { [LABEL]: 'desktop, , jupyter' } });
  const { actions, notes } = await reconcile();
  expect([actions, notes]).toEqual([
    [],
    [
      'skaha/lab:latest says it is for jupyter, which is no session type here',
      'the registry has no label desktop; harbor apply makes it',
    ],
  ]);
});

test('10000 images are read page by page', async () => {
  for (let index = 0; index < 10_000; index++) image({ config: index === 9_999 ? { [LABEL]: 'notebook' } : {} });
  double.requests.length = 0;
  const { actions, images } = await planImageLabels(robot, TYPES);
  expect([actions.length, images, double.requests.length]).toEqual([1, 10_000, 102]);
});
