import { namespacePolicies, subjectsOf } from '../../src/check/subjects';
import { object } from '../policies/objects';
import { manifestsOf, planOf, SITES } from '../sites/sites';

const site = SITES.demo as NonNullable<(typeof SITES)[string]>;
const plan = planOf(site);
const manifests = manifestsOf(site);
const subjects = subjectsOf({ plan, manifests, file: 'stacks/demo.ts' });

test('the site, its closed world, and each of its objects', () => {
  const delivered = subjects.slice(0, 2 + manifests.manifests.length);
  expect(delivered.map(({ kind }) => kind)).toEqual(['site', 'platform', ...manifests.manifests.map(() => 'manifest')]);
  expect(subjects.slice(0, 2).map(({ name, place }) => [name, place])).toEqual([
    ['demo', { file: 'stacks/demo.ts' }],
    ['demo', { file: 'stacks/demo.ts' }],
  ]);
});

test('an object comes with what is known around it', () => {
  const skaha = subjects.find(({ name }) => name.startsWith('Deployment skaha-system/'));
  expect(skaha).toMatchObject({
    kind: 'manifest',
    value: {
      object: { kind: 'Deployment' },
      kubernetes: plan.site.kubernetes,
      registries: plan.site.images.registries,
      namespaceLevel: expect.stringMatching(/^(baseline|restricted)$/),
      namespaceVersion: plan.site.kubernetes,
    },
    place: { file: 'stacks/demo.ts', construct: expect.stringContaining('/') },
  });
});

test('without a file, findings point at the object alone', () => {
  expect(subjectsOf({ plan, manifests })[0]).not.toHaveProperty('place');
});

const enforce = 'pod-security.kubernetes.io/enforce';
const version = 'pod-security.kubernetes.io/enforce-version';

test.each([
  [
    { [enforce]: 'restricted', [version]: 'v1.33' },
    { namespaceLevel: 'restricted', namespaceVersion: '1.33' },
  ],
  [{ [enforce]: 'baseline', [version]: 'latest' }, { namespaceLevel: 'baseline' }],
  [{ [enforce]: 'privileged' }, { namespaceLevel: 'privileged' }],
  [{ [enforce]: 'strict' }, {}],
  [{}, {}],
])('a namespace with the labels %j demands %j', (labels, policy) => {
  const namespace = object('v1', 'Namespace', {}, { name: 'n', labels });
  expect(namespacePolicies([object('v1', 'ConfigMap'), namespace])).toEqual(new Map([['n', policy]]));
});

test('what the session service makes at a launch is judged beside what is delivered', () => {
  const launched = subjects.slice(2 + manifests.manifests.length);
  expect(launched.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'Job of launch-notebook.yaml',
      'Service of service-notebook.yaml',
      'Job of launch-headless.yaml',
    ]),
  );
  const job = launched.find(({ name }) => name === 'Job of launch-notebook.yaml');
  expect(job?.value).toMatchObject({
    namespaceLevel: 'restricted',
    registries: expect.arrayContaining(['images.example.org']),
  });
});
