import { objectName } from '../../src/manifest';
import { objectsOf } from './delivered';
import { absent, identities } from './identities';
import { until } from './launch/wait';
import { demoStack } from './pulumi/demo-stack';
import { commandsOf, explained, messagesIn } from './pulumi/documented';
import type { Around } from './pulumi/kubernetes';
import { note } from './summary';

const RECOVERY = 'After an update was killed';
const LET_GO = { metadata: { finalizers: null } };

jest.setTimeout(900_000);

const on = demoStack();

describe('an update that is cut off', () => {
  const objects = objectsOf(on.site);
  const config = objects.find(({ kind }) => kind === 'ConfigMap');
  const victim = config ? objectName(config) : '';

  afterEach(() => on.stack.must('destroy', '--yes', '--skip-preview'));

  /** Stops the API server at a moment of one object, while the others wait. */
  async function upWithout(moment: 'before' | 'after'): Promise<string> {
    on.stack.kubernetes.around = {
      [moment]: async (object: Parameters<NonNullable<Around['before']>>[0]) => {
        if (objectName(object) === victim) await on.plane.kill('kube-apiserver');
      },
    };
    const { code, output } = await on.stack.run('up', '--yes', '--skip-preview', '--parallel', '1');
    on.stack.kubernetes.around = {};
    await on.plane.startApiServer();
    expect([code === 0, messagesIn(output)]).toEqual([false, ['connection refused']]);
    return output;
  }

  test('by an API server that stops, goes on when it is back', async () => {
    const [{ commands = [] } = {}] = explained(await upWithout('before'));
    const made = await identities(on.plane.api, objects);
    expect(victim in made).toBe(false);
    await on.stack.mustShell(commands.join('\n'));
    expect(await identities(on.plane.api, objects)).toMatchObject(made);
    expect(await absent(on.plane.api, objects)).toEqual([]);
    note({
      table: 'Pulumi, cut off',
      fault: 'API server stops',
      message: 'connection refused',
      recovery: commands.join('; '),
    });
  });

  test('by an API server that stops after it has made an object, takes that over when it is back', async () => {
    const [{ commands = [] } = {}] = explained(await upWithout('after'));
    const made = await identities(on.plane.api, objects);
    expect(victim in made).toBe(true);
    const again = await on.stack.shell(commands.join('\n'));
    expect([again.code === 0, messagesIn(again.output)]).toEqual([false, ['already exists']]);
    await on.stack.mustShell(commandsOf(RECOVERY).join(''));
    expect(await identities(on.plane.api, objects)).toMatchObject(made);
    expect(await absent(on.plane.api, objects)).toEqual([]);
    note({ table: 'Pulumi, cut off', fault: 'answer lost', message: 'already exists', recovery: 'one upsert' });
  });

  test('by a namespace that does not go, goes on when it is gone', async () => {
    await on.stack.up();
    const sessions = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name.endsWith('workload'));
    const namespace = sessions?.metadata.name ?? '';
    const holder = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: 'holder', finalizers: ['example.org/hold'] },
    };
    await on.plane.api.create(holder);
    on.stack.kubernetes.deletionSeconds = 15;
    const held = await on.stack.run('destroy', '--yes', '--skip-preview');
    on.stack.kubernetes.deletionSeconds = 60;
    expect([held.code === 0, messagesIn(held.output)]).toEqual([false, ['timed out waiting for the condition']]);
    const { status } = await on.plane.api.get(sessions as never);
    expect(JSON.stringify(status.conditions)).toContain('example.org/hold');

    const early = await on.stack.run('up', '--yes', '--skip-preview');
    const [{ message = '', commands = [] } = {}] = explained(early.output);
    expect([early.code === 0, message]).toEqual([false, 'is being terminated']);
    await on.plane.api.must('PATCH', await on.plane.api.pathOf(holder), LET_GO, 'application/merge-patch+json');
    await until('the namespace is gone', async () => (await on.plane.api.get(sessions as never)) === undefined);
    await on.stack.mustShell(commands.join('\n'));
    expect(await absent(on.plane.api, objects)).toEqual([]);
    note({ table: 'Pulumi, cut off', fault: 'namespace held', message, recovery: commands.join('; ') });
  });
});
