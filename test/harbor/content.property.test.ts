import fc from 'fast-check';
import { readContent } from '../../src/config/read-content';
import { HarborApi } from '../../src/harbor/api';
import { applyActions } from '../../src/harbor/apply';
import { unmarked } from '../../src/harbor/secret-mark';
import { declaredContent, type PlannedContent, planContent } from '../../src/plan/registry-content';
import { SEED } from '../config/arbitrary-site';
import { arbitraryContent, planned } from './arbitrary-content';
import { HarborDouble } from './double/harbor-double';
import { allSecrets, Operator } from './session';

/** A Harbor that lives as long as the work. */
async function withDouble<T>(work: (double: HarborDouble) => Promise<T>): Promise<T> {
  const double = await HarborDouble.start();
  try {
    return await work(double);
  } finally {
    await double.stop();
  }
}

/** What a Harbor holds, without numbers that are given in the order of requests, marks that are salted, and past runs. */
function holdings({ state }: HarborDouble): unknown {
  const names = new Map<unknown, string>([
    ...state.projects.map((one) => [one.project_id, `project ${one.name}`] as const),
    ...state.registries.map((one) => [one.id, `registry ${one.name}`] as const),
    ...state.retentions.map((one) => [one.id, 'retention'] as const),
  ]);
  // A project that names the scanner of the registry need not be told.
  const projectScanners = state.projects.map(({ project_id, name }) => {
    const uuid = state.projectScanners.get(project_id);
    return [name, state.scanners.find((one) => (uuid ? one.uuid === uuid : one.is_default))?.name];
  });
  const { now: _, ...rest } = JSON.parse(JSON.stringify({ ...state, projectScanners }));
  return JSON.parse(
    JSON.stringify(rest, (key, value) => {
      if (/^(?:id|uuid|executions|creation_time|expires_at)$/.test(key)) return undefined;
      if (/^(?:project_id|registry_id|retention_id|ref)$/.test(key)) return names.get(Number(value)) ?? value;
      if (key === 'description' && typeof value === 'string') return unmarked(value);
      if (Array.isArray(value)) return [...value].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
      return value;
    }),
  );
}

// Hundreds of requests for each content, on machines that are busy.
jest.setTimeout(180_000);

const content = () => arbitraryContent().map(planned);

test('what is read from a content as the platform writes it is the same content', () => {
  fc.assert(
    fc.property(content(), (one) => {
      const written = JSON.parse(JSON.stringify(declaredContent(one)));
      expect(planContent(readContent(written, 'content.json'), one.host)).toEqual(one);
    }),
    { ...SEED, numRuns: 100 },
  );
});

test('what was applied leaves nothing to do, and nothing fails', async () => {
  let actionsInAll = 0;
  await fc.assert(
    fc.asyncProperty(content(), async (one) =>
      withDouble(async (double) => {
        const operator = new Operator(double, allSecrets(one));
        const outcomes = await operator.apply(one);
        expect(outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
        actionsInAll += outcomes.length;
        for (const options of [{}, { prune: true }, { prune: true, allowDelete: true }])
          expect((await operator.prepare(one, options)).actions).toEqual([]);
      }),
    ),
    { ...SEED, numRuns: 12, endOnFailure: true },
  );
  expect(actionsInAll).toBeGreaterThan(150);
});

test('to do an action twice is to do it once', async () => {
  await fc.assert(
    fc.asyncProperty(content(), async (one) =>
      withDouble(async (double) => {
        const operator = new Operator(double, allSecrets(one));
        const { actions } = await operator.prepare(one);
        for (const action of actions) {
          await action.run(operator.session());
          const once = holdings(double);
          await action.run(operator.session());
          expect([action.object, holdings(double)]).toEqual([action.object, once]);
        }
      }),
    ),
    { ...SEED, numRuns: 8, endOnFailure: true },
  );
});

/** An API that is gone after so many requests. */
class MortalApi extends HarborApi {
  left = Number.POSITIVE_INFINITY;

  override send(...request: Parameters<HarborApi['send']>): ReturnType<HarborApi['send']> {
    if (this.left-- <= 0) throw new Error('killed');
    return super.send(...request);
  }
}

test('killed between any two requests and run again, it ends where it would have ended', async () => {
  await fc.assert(
    fc.asyncProperty(content(), fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 3 }), async (one, kills) => {
      const whole = await withDouble(async (double) => {
        await new Operator(double, allSecrets(one)).apply(one);
        return holdings(double);
      });
      const broken = await withDouble(async (double) => {
        const operator = new Operator(double, allSecrets(one));
        for (const requests of kills) {
          const { actions } = await operator.prepare(one);
          const { adminPassword: password } = double.state;
          const api = new MortalApi(double.host, { user: 'admin', password }, { plainHttp: true });
          api.left = requests % (actions.length * 2 + 1);
          await applyActions(actions, { ...operator.session(), api }).catch(({ message }) =>
            expect(message).toBe('killed'),
          );
        }
        await operator.apply(one);
        return holdings(double);
      });
      expect(broken).toEqual(whole);
    }),
    { ...SEED, numRuns: 12, endOnFailure: true },
  );
});

test('answers that are lost, and a Harbor that is overworked, change nothing in the end', async () => {
  await fc.assert(
    fc.asyncProperty(content(), fc.integer({ min: 4, max: 9 }), async (one, each) => {
      const whole = await withDouble(async (double) => {
        await new Operator(double, allSecrets(one)).apply(one);
        return holdings(double);
      });
      const troubled = await withDouble(async (double) => {
        double.lose = (_, count) => count % each === 0;
        double.intercept = (_, count) => (count % each === 1 ? [429, 500, 502, 503][count % 4] : undefined);
        const outcomes = await new Operator(double, allSecrets(one)).apply(one);
        expect(outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
        return holdings(double);
      });
      expect(troubled).toEqual(whole);
    }),
    { ...SEED, numRuns: 6, endOnFailure: true },
  );
});

test('from any content to any other, with --prune and --allow-delete', async () => {
  await fc.assert(
    fc.asyncProperty(content(), content(), async (before: PlannedContent, after) =>
      withDouble(async (double) => {
        await new Operator(double, allSecrets(before)).apply(before);
        // What cannot be changed is refused, and has a test of its own.
        const common = after.projects.filter(({ name, proxyOf }) =>
          before.projects.some((other) => other.name === name && other.proxyOf !== proxyOf),
        );
        fc.pre(common.length === 0);
        const operator = new Operator(double, allSecrets(after));
        const options = { prune: true, allowDelete: true };
        const outcomes = await operator.apply(after, options);
        expect(outcomes.filter(({ result }) => result !== 'done')).toEqual([]);
        expect((await operator.prepare(after, options)).actions).toEqual([]);
      }),
    ),
    { ...SEED, numRuns: 8, endOnFailure: true },
  );
});
