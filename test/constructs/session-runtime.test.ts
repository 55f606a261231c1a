import { parse } from 'yaml';
import { rules } from '../../policies/index';
import { judge } from '../../src/check/judge';
import type { Rule } from '../../src/check/rule';
import { wouldFit } from '../../src/plan/fit';
import { proveOffers } from '../../src/plan/prove-offers';
import { planOf, SMALL } from '../plan/sample';
import { manifestsOf } from '../sites/sites';
import { start } from './skaha';
import { request, setup } from './skaha-request';

const Gi = 2 ** 30;
const runtime = { handler: 'runsc', overhead: { cpu: '250m', memory: '512Mi' } };
const site = { ...SMALL, sessions: { ...SMALL.sessions, runtime }, queues: { kind: 'kueue' as const } };
const plan = planOf(site);
const { manifests, secrets } = manifestsOf(site);
const files = manifests.find(({ object }) => object.metadata.name === 'skaha-config')?.object.data as Record<
  string,
  string
>;

test('a site without a runtime of its own names none', () => {
  const { manifests: usual } = manifestsOf(SMALL);
  expect(usual.some(({ object }) => object.kind === 'RuntimeClass')).toBe(false);
  expect(JSON.stringify(usual)).not.toContain('runtimeClassName');
});

test('the class has the handler and the overhead, and every session names it', () => {
  const found = manifests.find(({ object }) => object.kind === 'RuntimeClass')?.object;
  expect(found).toMatchObject({
    metadata: { name: 'keck-sessions' },
    handler: 'runsc',
    overhead: { podFixed: { cpu: '250m', memory: '512Mi' } },
  });
  for (const type of Object.keys(plan.sessionTypes)) {
    const { job } = start(files, { ...request, type }, setup);
    expect([type, job.spec?.template.spec?.runtimeClassName]).toEqual([type, 'keck-sessions']);
  }
});

test('without overhead none is written', () => {
  const bare = manifestsOf({ ...site, sessions: { ...site.sessions, runtime: { handler: 'kata' } } });
  expect(bare.manifests.find(({ object }) => object.kind === 'RuntimeClass')?.object).not.toHaveProperty('overhead');
});

test('what the runtime takes counts in the pod, in the largest size on offer, and in what is told', () => {
  const without = planOf({ ...site, sessions: SMALL.sessions });
  const question = { type: 'notebook', cpu: 4000, memory: 8 * Gi };
  const [plain, boxed] = [wouldFit(without, question), wouldFit(plan, question)];
  expect(boxed.request.cpu - plain.request.cpu).toBe(250);
  expect(boxed.request.memory - plain.request.memory).toBe(Gi / 2);
  // 31 cores are free on a node; 30.75 of them would be a session's.
  expect([without.offers.largest.cpu, plan.offers.largest.cpu]).toEqual([31_000, 30_000]);
  expect(proveOffers(plan).every(({ answer: { verdict } }) => verdict === 'fits')).toBe(true);
});

test('a size that leaves no room for it is refused', () => {
  expect(() => planOf({ ...site, sessions: { ...site.sessions, largest: { cpu: 31, memory: '64Gi' } } })).toThrow(
    'sessions.largest: no node takes a session of 31 cores and 64Gi',
  );
});

test('no session goes without it, and no rule finds a fault', () => {
  const policies = manifests.filter(
    ({ object, capability }) => object.kind === 'ValidatingAdmissionPolicy' && capability === 'admission',
  );
  expect(policies).toHaveLength(2);
  for (const { object } of policies)
    expect(object.spec.validations.map(({ message }: { message: string }) => message)).toContain(
      'a session has the container runtime of sessions, keck-sessions',
    );
  const platform = { manifests, secrets, provides: plan.provides };
  const faults = rules.flatMap((rule) => {
    if (rule.on !== 'platform') return [];
    const answer = judge(rule as Rule<'platform'>, platform, 'site');
    return answer.verdict === 'fail' ? answer.faults.map(({ message }) => `${rule.id}: ${message}`) : [];
  });
  expect(faults).toEqual([]);
  const renamed = parse(JSON.stringify(manifests)) as typeof manifests;
  const world = renamed.filter(({ object }) => object.kind !== 'RuntimeClass');
  const exists = rules.find(({ id }) => id === 'object-exists') as Rule<'platform'>;
  expect(judge(exists, { ...platform, manifests: world }, 'site').verdict).toBe('fail');
});
