import { objectName } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { absent, identities } from './identities';
import { startCluster } from './launch/cluster';
import type { ControlPlane } from './launch/control-plane';
import { commandsOf, messagesIn } from './pulumi/documented';
import { Workspace } from './pulumi/workspace';
import { note } from './summary';

// What holds data, on a site that is small but not disposable.
const site = { ...SITES.demo, cluster: { disposable: false } } as NonNullable<(typeof SITES)[string]>;
const { manifests } = manifestsOf(site);
const objects = manifests.map(({ object }) => object);
const kept = manifests.filter(({ protect }) => protect).map(({ object }) => object);
const [, release = '', upsert = ''] = commandsOf('Destroy');

let plane: ControlPlane;
let stack: Workspace;
beforeAll(async () => {
  plane = await startCluster(planOf(site));
  stack = await Workspace.create(plane, 'demo');
  stack.edit((text) => text.replace('disposable: true', 'disposable: false'));
  await stack.up();
});
afterAll(async () => {
  stack?.remove();
  await plane?.stop();
});

test('what is protected is not deleted, neither with the stack nor when the program drops it', async () => {
  expect(kept.length).toBeGreaterThan(3);
  const before = await identities(plane.api, kept);
  const refused = async (...command: readonly string[]) => {
    const { code, output } = await stack.run(...command, '--yes', '--skip-preview');
    expect([code === 0, messagesIn(output)]).toEqual([false, ['is protected']]);
    expect(await identities(plane.api, kept)).toEqual(before);
  };
  await refused('destroy');
  await stack.up();
  stack.edit((text) => text.replace('platform(plan)', 'forgetful(platform(plan))').concat(FORGETFUL), 'index.ts');
  await refused('up');
  stack.restore('index.ts');
  await stack.up();
  expect(await identities(plane.api, kept)).toEqual(before);
  expect(await absent(plane.api, objects)).toEqual([]);
});

test('taken out of Pulumi, what holds data stays, and a stack that shall have it takes it over', async () => {
  const before = await identities(plane.api, kept);
  await stack.mustShell(release);
  expect(stack.urns()).toEqual([]);
  expect(await identities(plane.api, kept)).toEqual(before);
  const services = objects.filter(({ kind }) => kind === 'Deployment');
  expect(await absent(plane.api, services)).toEqual(services.map(objectName));
  const { code, output } = await stack.run('up', '--yes', '--skip-preview');
  expect([code === 0, messagesIn(output)]).toEqual([false, ['already exists']]);
  await stack.mustShell(upsert);
  expect(await identities(plane.api, kept)).toEqual(before);
  expect(await absent(plane.api, objects)).toEqual([]);
  note({
    table: 'Pulumi, what exists',
    what: 'kept by destroy',
    'objects before': kept.length,
    'made again': 0,
    of: objects.length,
  });
});

/** A release without the database of sessions, which nothing waits for any more. */
const FORGETFUL = `
const forgetful = (all: ReturnType<typeof platform>) => {
  const forgotten = new Set(all.manifests.filter(({ object }) => object.kind === 'StatefulSet').map(({ id }) => id));
  const left = all.manifests.filter(({ id }) => !forgotten.has(id));
  return {
    ...all,
    manifests: left.map((one) => ({ ...one, dependsOn: one.dependsOn.filter((id) => !forgotten.has(id)) })),
  };
};
`;
