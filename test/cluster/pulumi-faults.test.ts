import { type KubeObject, objectName } from '../../src/manifest';
import { objectsOf } from './delivered';
import { absent, identities } from './identities';
import { demoStack } from './pulumi/demo-stack';
import { commandsOf, explained, messagesIn } from './pulumi/documented';
import type { Around } from './pulumi/kubernetes';
import { note } from './summary';

const RECOVERY = 'After an update was killed';
const LOCKED = 'the stack is currently locked';
const TORN = 'failed to load checkpoint: EOF';

/** Kills: each at one moment of one object, both drawn from the seed, so that a failure can be repeated. */
const SEEDS = Array.from({ length: Number(process.env.KILLS ?? 20) }, (_, index) => index + 1);
const MOMENTS = ['asked', 'before', 'after'] as const;

// Each recovery is five commands of Pulumi: half a minute, and many times that on a machine that does other things too.
jest.setTimeout(900_000);

const on = demoStack();

test('a program that breaks a rule is refused before anything is made', async () => {
  const untagged = `JSON.stringify(platform(plan)).replace(/("image":"[^":@]+)[:@][^"]*/g, '$1:latest')`;
  on.stack.edit((text) => text.replace('platform(plan)', () => `JSON.parse(${untagged})`), 'index.ts');
  const { code, output } = await on.stack.run('up', '--yes', '--policy-pack', 'policies');
  expect(code).not.toBe(0);
  expect(output).toMatch(/\[mandatory\] +image-tag/);
  expect(on.stack.kubernetes.done).toEqual([]);
});

describe.each(SEEDS)('an update that is killed, seed %i', (seed) => {
  // Sites side by side: each kill has a cluster of its own, without waiting until the last one is gone.
  const own = { name: `s${seed}`, namespaces: { services: `s${seed}-system`, sessions: `s${seed}-workload` } };
  const objects = objectsOf({ ...on.site, ...own });
  const names = objects.map(objectName);
  const victim = names[pseudoRandom(seed) % names.length] ?? '';
  const moment = MOMENTS[seed % MOMENTS.length] ?? 'asked';

  test(`${moment} ${victim}, is recovered as documented`, async () => {
    on.stack.edit((text) => text.replace("name: 'demo',", `${JSON.stringify(own).slice(1, -1)},`));
    await killAt(moment, victim);
    const made = await identities(on.plane.api, objects);
    expect(victim in made).toBe(moment === 'after');

    expect(await refused()).toEqual([LOCKED]);
    await on.stack.mustShell(commandsOf(RECOVERY).join(''));
    expect(await identities(on.plane.api, objects)).toMatchObject(made);
    expect(await absent(on.plane.api, objects)).toEqual([]);
    const urns = on.stack.urns();
    expect(urns).toHaveLength(new Set(urns).size);

    const before = on.stack.kubernetes.done.length;
    await on.stack.up();
    expect(on.stack.kubernetes.done.slice(before)).toEqual([]);
    note({
      table: 'Pulumi, killed',
      seed,
      moment,
      object: victim,
      'made before': Object.keys(made).length,
      of: names.length,
    });
  });
});

test('an update that is killed while it writes its state is recovered as documented', async () => {
  const objects = objectsOf(on.site);
  const victim = objectName(objects.at(-1) as KubeObject);
  await killAt('before', victim);
  const made = await identities(on.plane.api, objects);
  on.stack.tearState();
  const { code, output } = await on.stack.run('up', '--yes', '--skip-preview');
  expect([code === 0, messagesIn(output)]).toEqual([false, [TORN]]);
  expect(await refused()).toEqual([LOCKED]);
  await on.stack.mustShell(commandsOf(RECOVERY).join(''));
  expect(await identities(on.plane.api, objects)).toMatchObject(made);
  expect(await absent(on.plane.api, objects)).toEqual([]);
});

/** What an update says that is not to go on. A kill may have torn the state, by chance: then that is mended first. */
async function refused(): Promise<readonly string[]> {
  const { code, output } = await on.stack.run('up', '--yes', '--skip-preview');
  expect(code).not.toBe(0);
  const [{ message = '', commands = [] } = {}] = explained(output);
  if (message !== TORN) return messagesIn(output);
  await on.stack.mustShell(commands.join('\n'));
  return messagesIn((await on.stack.run('up', '--yes', '--skip-preview')).output);
}

/** Kills the engine, and the provider with it, at a moment of one object. */
async function killAt(moment: keyof Around, victim: string): Promise<void> {
  let death: Promise<unknown> | undefined;
  await on.stack.killedUp((kill) => {
    const at = (now: keyof Around) => async (object: Parameters<NonNullable<Around['before']>>[0]) => {
      if (!death && (now !== moment || objectName(object) !== victim)) return;
      death ??= kill();
      // An engine that is still alive would hear of it, and end in order.
      await death;
      throw new Error('killed');
    };
    on.stack.kubernetes.around = { asked: at('asked'), before: at('before'), after: at('after') };
  });
  await on.stack.kubernetes.idle();
  on.stack.kubernetes.around = {};
  expect(death).toBeDefined();
}

/** One draw of a linear congruential generator. */
function pseudoRandom(seed: number): number {
  return (Math.imul(seed, 1664525) + 1013904223) >>> 8;
}
