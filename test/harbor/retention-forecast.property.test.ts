import fc from 'fast-check';
import { forecast } from '../../src/harbor/retention-forecast';
import { SEED } from '../config/arbitrary-site';
import { planned } from './arbitrary-content';
import { HarborDouble } from './double/harbor-double';
import { Operator } from './session';

const DAY = 86_400;
const pattern = fc.constantFrom('latest', 'dev', 'git-*', '20??.??', '*', '[0-9]*');
const counts = fc.dictionary(fc.constantFrom('dev', 'rc-*', '[0-9]*'), fc.integer({ min: 1, max: 4 }), {
  maxKeys: 2,
  noNullPrototype: true,
});
const policies = fc.record({
  immutable: fc.uniqueArray(fc.constantFrom('git-*', '20??.??'), { maxLength: 2 }),
  retention: fc.record({
    keep: fc.uniqueArray(pattern, { minLength: 1, maxLength: 2 }),
    newest: counts,
    pushedWithin: counts,
    pulledWithin: counts,
    untagged: fc.constantFrom('keep' as const, 'delete' as const),
  }),
});
const images = fc.array(
  fc.record({
    repository: fc.constantFrom('skaha/a', 'skaha/b'),
    tags: fc.uniqueArray(fc.constantFrom('latest', 'dev', 'git-a1', 'git-b2', '2026.11', '1.0', 'rc-1', 'other'), {
      maxLength: 2,
    }),
    pushed: fc.integer({ min: 0, max: 6 }),
    pulled: fc.integer({ min: 0, max: 6 }),
  }),
  { maxLength: 12 },
);

test('what is reckoned before is what the dry run finds', async () => {
  let deleted = 0;
  await fc.assert(
    fc.asyncProperty(policies, images, async (tags, found) => {
      const limited = [tags.retention.newest, tags.retention.pushedWithin, tags.retention.pulledWithin].flatMap(
        Object.keys,
      );
      fc.pre(!tags.retention.keep.some((one) => limited.includes(one)));
      const double = await HarborDouble.start();
      const { state } = double;
      await new Operator(double).apply(planned({ tags: { immutable: [] }, projects: { skaha: {} } }));
      // No two at the same second: which of them is newer, nobody can tell.
      state.artifacts = found.map(({ repository, tags: names, pushed, pulled }, index) => ({
        project_id: state.projects[0]?.project_id ?? 0,
        repository_name: repository,
        digest: `sha256:${index}`,
        tags: [...names],
        labels: [],
        config: {},
        push_time: state.now - pushed * DAY - index,
        pull_time: state.now - pulled * DAY - index,
      }));
      const content = planned({ tags, projects: { skaha: {} } });
      const operator = new Operator(double);
      const { observed } = await operator.prepare(content, { allowDelete: true });
      const reckoned = forecast(
        content.projects[0]?.tags ?? { immutable: [] },
        state.artifacts.map((one) => ({
          repository: one.repository_name,
          tags: one.tags,
          pushed: one.push_time,
          pulled: one.pull_time,
        })),
        observed.now,
      );
      await operator.apply(content, { allowDelete: true });
      const tasks = state.retentions[0]?.executions[0]?.tasks ?? [];
      await double.stop();
      const dry = tasks.map(({ repository, total, retained }) => ({
        repository,
        images: total,
        deleted: total - retained,
      }));
      expect(reckoned).toEqual(dry);
      deleted += reckoned.reduce((sum, one) => sum + one.deleted, 0);
    }),
    { ...SEED, numRuns: 60, endOnFailure: true },
  );
  expect(deleted).toBeGreaterThan(20);
});
