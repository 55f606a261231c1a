import { rules } from '../policies/index';
import { judge } from '../src/check/judge';
import type { Rule } from '../src/check/rule';
import { runRules } from '../src/check/run';
import { subjectsOf } from '../src/check/subjects';
import type { Break } from './mutation/break';
import { breaksOf } from './mutation/breaks';
import { HARBOR_SITES } from './sites/harbor-sites';
import { LAPTOP } from './sites/laptop-site';
import { manifestsOf, planOf, SITES } from './sites/sites';

const errors = rules.filter(({ severity }) => severity === 'error');

const all = () => true;
// What else is in this site is broken above, but for databases that an operator keeps.
const ofHarbor = ({ title }: Break) => /harbor|postgres/.test(title);
// A login of the platform's own, those who log in by it, and the robot that labels images.
const ofLogin = ({ title }: Break) => /keycloak|realm|: login-|label-images/.test(title);

describe.each([
  ...Object.entries(SITES).map(([name, input]) => [name, input, all] as const),
  ['laptop', LAPTOP, ofLogin] as const,
  ...Object.entries(HARBOR_SITES).map(([name, input]) => [`${name} with a Harbor`, input, ofHarbor] as const),
])('site %s', (_, input, concerns) => {
  const plan = planOf(input);
  const { site, manifests, secrets } = manifestsOf(input);
  const platform = { manifests, secrets, provides: plan.provides };
  const breaks = breaksOf(platform).filter(concerns);

  // The rule that found the last break of a sort finds most of them, so it is asked first.
  const last = new Map<string, Rule>();

  function isFound({ sort, apply }: Break): boolean {
    const broken = apply(platform);
    const first = last.get(sort);
    const rule = [...(first ? [first] : []), ...errors].find(
      ({ on, ...one }) => on === 'platform' && judge({ on, ...one }, broken as never, site).verdict === 'fail',
    );
    if (rule) last.set(sort, rule);
    if (rule) return true;
    // What is wrong with one object alone.
    const subjects = subjectsOf({ plan, manifests: { ...broken, site } }).filter(({ kind }) => kind === 'manifest');
    return runRules(errors, subjects, { today: '2026-01-01' }).some(({ verdict }) => verdict === 'fail');
  }

  test(`each of ${breaks.length} broken references is an error`, () => {
    expect(breaks.filter((one) => !isFound(one)).map(({ title }) => title)).toEqual([]);
  });
});
