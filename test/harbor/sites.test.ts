import { planOf, SITES } from '../sites/sites';
import { HarborDouble } from './double/harbor-double';
import { allSecrets, Operator } from './session';

test.each(Object.entries(SITES))('the content of %s, applied, leaves nothing to do', async (_, site) => {
  const { registryContent } = planOf(site);
  if (!registryContent) return;
  const double = await HarborDouble.start();
  const operator = new Operator(double, allSecrets(registryContent));
  const outcomes = await operator.apply(registryContent);
  expect(outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
  expect((await operator.prepare(registryContent, { prune: true })).actions).toEqual([]);
  await double.stop();
});

test('one of the sites has content', () => {
  expect(Object.values(SITES).filter((site) => planOf(site).registryContent)).not.toEqual([]);
});
