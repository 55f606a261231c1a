import { policiesInForce } from '../../src/check/admission/in-force';
import { refusals } from '../../src/check/admission/policy';
import { creation } from '../../src/check/admission/request';
import type { SiteInput } from '../../src/config/site';
import { object } from '../kube/objects';
import { SMALL } from '../plan/sample';
import { manifestsOf } from '../sites/sites';

const SITE: SiteInput = {
  ...SMALL,
  pools: {
    ...SMALL.pools,
    gpu: {
      nodes: 1,
      allocatable: { cpu: 16, memory: '500Gi', ephemeral: '1Ti' },
      gpu: { product: 'A', count: 1 },
    },
  },
  sessions: { ...SMALL.sessions, largest: { cpu: 31, memory: '100Gi' }, largestWithGpu: { cpu: 8, memory: '400Gi' } },
};
const objectsOf = (site: SiteInput) => manifestsOf(site).manifests.map((manifest) => manifest.object);
const objects = objectsOf(SITE);
const namespace = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'skaha-workload');

/** What the API server says to a session that asks for so much, about its size. */
function said(requests: Record<string, string | number>): string[] {
  const container = { name: 'a', image: 'images.example.org/a/b:1', resources: { requests, limits: requests } };
  const job = object('batch/v1', 'Job', 'skaha-workload/a', {
    spec: { template: { spec: { containers: [container] } } },
  });
  return policiesInForce(objects)
    .flatMap((one) => refusals(one, creation(job, namespace)))
    .filter((message) => /GPU has at most/.test(message));
}

const MESSAGE = 'a session without a GPU has at most 31 cores and 100Gi, one with a GPU 8 cores and 400Gi';

test.each<[string, Record<string, string | number>, string[]]>([
  ['the largest without a GPU', { cpu: '31', memory: '100Gi' }, []],
  ['the largest with one', { cpu: 8, memory: '400Gi', 'nvidia.com/gpu': 1 }, []],
  ['no GPU, said in words', { cpu: '31', memory: '100Gi', 'nvidia.com/gpu': '0' }, []],
  ['the memory of GPU nodes without a GPU', { cpu: '4', memory: '101Gi' }, [MESSAGE]],
  ['the cores of plain nodes with a GPU', { cpu: '9', memory: '4Gi', 'nvidia.com/gpu': '1' }, [MESSAGE]],
])('%s', (_, requests, messages) => {
  expect(said(requests)).toEqual(messages);
});

test('the menu has the larger of both, and where they are the same there is nothing to tell apart', () => {
  const limits = objects.find(({ kind }) => kind === 'LimitRange')?.spec.limits[0].max;
  expect(limits).toMatchObject({ cpu: '31', memory: '400Gi' });
  const policies = JSON.stringify(objectsOf(SMALL).filter(({ kind }) => kind === 'ValidatingAdmissionPolicy'));
  expect(policies).not.toContain('one with a GPU');
});
