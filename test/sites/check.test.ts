import { rules } from '../../policies/index';
import { exitCode } from '../../src/check/exit-code';
import { textReport } from '../../src/check/report/text';
import { runRules } from '../../src/check/run';
import { subjectsOf } from '../../src/check/subjects';
import { HARBOR_SITES } from './harbor-sites';
import { ALL_SITES, manifestsOf, planOf } from './sites';

const all: typeof ALL_SITES = {
  ...ALL_SITES,
  'demo with a Harbor': HARBOR_SITES.demo,
  'canfar with a Harbor': HARBOR_SITES.canfar,
};

const check = (name: string) => {
  const site = all[name] as NonNullable<(typeof ALL_SITES)[string]>;
  const plan = planOf(site);
  const subjects = subjectsOf({ plan, manifests: manifestsOf(site), file: `stacks/${name}.ts` });
  return runRules(rules, subjects, { ...plan.site.checks, today: '2026-01-01' });
};

test.each(Object.keys(all))('site %s is clean, and no rule is left in doubt', (name) => {
  const results = check(name);
  expect(textReport(results)).toBe('');
  expect(exitCode(results, { threshold: 'info', strict: true })).toBe(0);
});

test('no rule of sites is idle: each has something to judge in one', () => {
  const judged = Object.keys(all)
    .flatMap(check)
    .filter(({ verdict }) => verdict !== 'not-applicable')
    .map(({ rule }) => rule);
  const ofSites = rules.filter(({ on }) => on === 'site' || on === 'platform' || on === 'manifest');
  expect([...new Set(judged)].sort()).toEqual(ofSites.map(({ id }) => id).sort());
});
