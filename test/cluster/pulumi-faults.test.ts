import { objectName } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { startCluster } from './launch/cluster';
import type { ControlPlane } from './launch/control-plane';
import { Workspace } from './pulumi/workspace';
import { note } from './summary';

// Where in an update the engine is killed is drawn from these seeds, so that a failure can be repeated.
const SEEDS = [1, 2, 3, 4];

const site = SITES.demo as never;
const { manifests, secrets } = manifestsOf(site);
const objects = manifests.map(({ object }) => object);

let plane: ControlPlane;
let stack: Workspace;
beforeAll(async () => {
  plane = await startCluster(planOf(site));
});
afterAll(() => plane?.stop());
beforeEach(async () => {
  stack = await Workspace.create(plane, 'demo');
});
afterEach(() => stack?.remove());

test('a program that breaks a rule is refused before anything is made', async () => {
  const untagged = `JSON.stringify(platform(plan)).replace(/("image":"[^":@]+)[:@][^"]*/g, '$1:latest')`;
  stack.edit((text) => text.replace('platform(plan)', () => `JSON.parse(${untagged})`), 'index.ts');
  const { code, output } = await stack.run('up', '--yes', '--policy-pack', 'policies');
  expect(code).not.toBe(0);
  expect(output).toMatch(/\[mandatory\] +image-tag/);
  expect(stack.kubernetes.done).toEqual([]);
});

describe.each(SEEDS)('an update that is killed, seed %i', (seed) => {
  // The answer of every other victim is lost after its object was made.
  const victim = 1 + (pseudoRandom(seed) % (objects.length + secrets.length - 1));
  const answerLost = seed % 2 === 0;

  test(`at object ${victim}${answerLost ? ', whose answer is lost' : ''}, is recovered by cancel and one upsert`, async () => {
    await killAt(stack, victim, answerLost);
    const made = stack.kubernetes.done.length;
    expect(made).toBeLessThan(objects.length + secrets.length);

    const locked = await stack.run('up', '--yes', '--skip-preview');
    expect([locked.code === 0, locked.output]).toEqual([false, expect.stringContaining('locked')]);
    await stack.must('cancel', '--yes');
    if (answerLost) {
      const without = await stack.run('up', '--yes', '--skip-preview');
      expect([without.code === 0, without.output]).toEqual([false, expect.stringContaining('already exists')]);
    }
    await stack.upsert();
    for (const object of objects) expect([objectName(object), await plane.api.get(object)]).not.toContain(undefined);
    const urns = stack.urns();
    expect(urns).toHaveLength(new Set(urns).size);

    const before = stack.kubernetes.done.length;
    await stack.up();
    expect(stack.kubernetes.done.slice(before)).toEqual([]);
    await stack.must('destroy', '--yes', '--skip-preview');
    for (const object of objects) expect([objectName(object), await plane.api.get(object)]).toContain(undefined);
    note({ table: 'Pulumi, killed', seed, 'killed at': victim, made, 'answer lost': answerLost ? 'yes' : 'no' });
  });
});

/** Kills the engine, and the provider with it, when it makes its n-th object. */
async function killAt(stack: Workspace, victim: number, answerLost: boolean): Promise<void> {
  let count = 0;
  let dead = false;
  await stack.killedUp((kill) => {
    const die = () => {
      dead = true;
      kill();
      throw new Error('killed');
    };
    stack.kubernetes.around = {
      before: async () => {
        if (dead) throw new Error('killed');
        count += 1;
        if (count === victim && !answerLost) die();
      },
      after: async () => {
        if (count >= victim && answerLost && !dead) die();
      },
    };
  });
  stack.kubernetes.around = {};
}

/** One draw of a linear congruential generator. */
function pseudoRandom(seed: number): number {
  return (Math.imul(seed, 1664525) + 1013904223) >>> 8;
}
