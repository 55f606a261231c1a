import { rules } from '../../policies/index';
import { policiesInForce } from '../../src/check/admission/in-force';
import { refusals } from '../../src/check/admission/policy';
import { creation } from '../../src/check/admission/request';
import { textReport } from '../../src/check/report/text';
import { runRules } from '../../src/check/run';
import { subjectsOf } from '../../src/check/subjects';
import type { SiteInput } from '../../src/config/site';
import type { KubeObject } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { notebook } from './started';

const MESSAGE = 'the cluster\'s switches are replaced until 18:00 UTC ("today")';
const within = (name: string, mode: 'block' | 'drain'): SiteInput => ({
  ...(SITES[name] as SiteInput),
  maintenance: { mode, message: MESSAGE },
});
const textsById = (site: SiteInput) =>
  new Map(manifestsOf(site).manifests.map((one) => [one.id, JSON.stringify([one.object, one.protect])] as const));
const POLICY = ['platform/maintenance/sessions', 'platform/maintenance/sessions-binding'];

describe.each(Object.keys(SITES))('a maintenance of %s', (name) => {
  const before = textsById(SITES[name] as SiteInput);
  const block = textsById(within(name, 'block'));

  test('adds the refusal, stops queues, and changes nothing else: no session and no service is touched', () => {
    const queues = [...before.keys()].filter((id) => id.startsWith('platform/queues/cluster-queue-'));
    const touched = [...block].filter(([id, text]) => before.get(id) !== text).map(([id]) => id);
    expect(touched.sort()).toEqual([...POLICY, ...queues].sort());
    expect([...before.keys()].filter((id) => !block.has(id))).toEqual([]);
    for (const id of queues) expect(block.get(id)?.replace(',"stopPolicy":"Hold"', '')).toBe(before.get(id));
  });

  test('no rule has a word against it', () => {
    const site = within(name, 'block');
    const plan = planOf(site);
    const subjects = subjectsOf({ plan, manifests: manifestsOf(site), file: 'site.ts' });
    expect(textReport(runRules(rules, subjects, { ...plan.site.checks, today: '2026-01-01' }))).toBe('');
  });

  test('a new session is told why; nothing is said of its pod, of a change of it, or of Jobs elsewhere', () => {
    const { manifests } = manifestsOf(within(name, 'block'));
    const policies = policiesInForce(manifests.map(({ object }) => object));
    const said = (object: KubeObject) => policies.flatMap((bound) => refusals(bound, creation(object)));
    const { job, pod } = notebook(manifests);
    const session = job('a', () => {});
    expect(said(session)).toEqual([MESSAGE]);
    expect(said(pod('a', () => {}))).toEqual([]);
    expect(said({ ...session, metadata: { ...session.metadata, namespace: 'elsewhere' } })).toEqual([]);
    const policy = manifests.find(({ id }) => id === POLICY[0])?.object;
    expect(policy?.spec.matchConstraints.resourceRules[0].operations).toEqual(['CREATE']);
  });
});

test('drain stops what the queues have admitted too', () => {
  const queues = manifestsOf(within('canfar', 'drain')).manifests.filter(
    ({ object }) => object.kind === 'ClusterQueue',
  );
  expect(queues.map(({ object }) => object.spec.stopPolicy)).toEqual(['HoldAndDrain', 'HoldAndDrain']);
});
