import { manifestsOf, planOf, SITES } from '../sites/sites';
import { absent, identities } from './identities';
import { ControlPlane } from './launch/control-plane';
import { addNodes } from './launch/nodes';
import { provide } from './launch/provided';
import { commandsOf, explained, messagesIn } from './pulumi/documented';
import { Workspace } from './pulumi/workspace';
import { note } from './summary';

// A stack and what is on the cluster without it, or before it: a story in the order of the tests.

const site = SITES.demo as NonNullable<(typeof SITES)[string]>;
const plan = planOf(site);
const everythingOf = (one: typeof site) => {
  const { manifests, secrets } = manifestsOf(one);
  const made = secrets.map(({ namespace, name }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
  }));
  return { objects: [...manifests.map(({ object }) => object), ...made], secrets: made };
};
const { objects, secrets } = everythingOf(site);
const [takeOver = ''] = commandsOf('Taking over what exists');

let plane: ControlPlane;
let stack: Workspace;
beforeAll(async () => {
  plane = await ControlPlane.start();
  stack = await Workspace.create(plane, 'demo');
});
afterAll(async () => {
  stack?.remove();
  await plane?.stop();
});

let operators: Promise<unknown> | undefined;
const bringOperators = () => {
  operators ??= Promise.all([addNodes(plane, plan), provide(plane, plan)]);
  return operators;
};

/** What happens on the cluster in the meantime. */
const during = async (work: () => Promise<unknown>) => {
  const from = stack.kubernetes.done.length;
  await work();
  return stack.kubernetes.done.slice(from);
};
const uids = () => identities(plane.api, objects);
const secretData = () => Promise.all(secrets.map(async (secret) => (await plane.api.get(secret))?.data));

describe('a cluster whose operators are not there yet', () => {
  test('a preview shows everything, and touches nothing', async () => {
    const done = await during(async () => {
      const [, create] = /(\d+) to create/.exec(await stack.must('preview')) ?? [];
      expect(Number(create)).toBeGreaterThan(objects.length);
    });
    expect(done).toEqual([]);
  });

  test('an update says which kind is missing; with the operators there, the next one goes on', async () => {
    const { code, output } = await stack.run('up', '--yes', '--skip-preview');
    expect([code === 0, output]).toEqual([false, expect.stringContaining('traefik.io/v1alpha1')]);
    const [{ message = '', commands = [] } = {}, ...others] = explained(output);
    expect([message, others]).toEqual(['does not exist. Verify that any required CRDs', []]);
    const made = await uids();
    await bringOperators();
    await stack.mustShell(commands.join('\n'));
    expect(await uids()).toMatchObject(made);
    expect(await absent(plane.api, objects)).toEqual([]);
    noteKept('kinds come later', made);
  });

  test('a key pair that is none is refused, and not repeated', async () => {
    await stack.must('config', 'set', '--secret', 'skaha-callback', 'no key at all');
    const { code, output } = await stack.run('preview');
    await stack.must('config', 'rm', 'skaha-callback');
    expect([code === 0, output]).toEqual([
      false,
      expect.stringContaining('skaha-callback: the value is not the private'),
    ]);
    expect(output).not.toContain('no key at all');
  });
});

test('a rename with renamedFrom touches nothing, and what was renamed can change', async () => {
  const before = await uids();
  expect(stack.urns().filter((urn) => urn.includes('::platform/redis/')).length).toBeGreaterThan(3);
  stack.edit((text) => text.replace('platform(plan)', 'renamed(platform(plan))').concat(RENAMED), 'index.ts');
  expect(await during(() => stack.up())).toEqual([]);
  expect(await uids()).toEqual(before);
  expect(stack.urns().filter((urn) => urn.includes('::platform/redis'))).toEqual([]);
  expect(stack.urns().filter((urn) => urn.includes('::platform/cache/')).length).toBeGreaterThan(3);

  stack.edit((text) => text.replace("note = ''", "note = 'changed'"), 'index.ts');
  const done = await during(() => stack.up());
  expect(new Set(done.map(({ verb }) => verb))).toEqual(new Set(['update']));
  expect(await uids()).toEqual(before);
  noteKept('renamed', before);
});

describe('two sites side by side', () => {
  const own = { name: 'second', namespaces: { services: 'second-system', sessions: 'second-workload' } };
  const second = everythingOf({ ...site, ...own }).objects;
  const changed = (text: string) => text.replace("name: 'demo',", `${JSON.stringify(own).slice(1, -1)},`);

  test('neither touches the other', async () => {
    const before = await uids();
    await stack.addStack('second', changed);
    const done = await during(() => stack.up('--stack', 'second'));
    expect(done).toHaveLength(second.length);
    expect(new Set(done.map(({ verb }) => verb))).toEqual(new Set(['create']));
    expect(await absent(plane.api, second)).toEqual([]);
    for (const name of ['demo', 'second'])
      expect(await during(() => stack.up('--stack', name, '--expect-no-changes'))).toEqual([]);
    expect(await uids()).toEqual(before);
    noteKept('another site beside it', before);
  });

  test('a stack cannot take the objects of another', async () => {
    const before = await identities(plane.api, second);
    await stack.addStack('thief', changed);
    const { code, output } = await stack.run('up', '--stack', 'thief', '--yes', '--skip-preview');
    expect([code === 0, messagesIn(output)]).toEqual([false, ['already exists']]);
    expect(await during(() => stack.must('destroy', '--stack', 'thief', '--yes', '--skip-preview'))).toEqual([]);
    expect(await identities(plane.api, second)).toEqual(before);
  });

  test('one goes, and the other stays', async () => {
    const before = await uids();
    await stack.must('destroy', '--stack', 'second', '--yes', '--skip-preview');
    expect(await identities(plane.api, second)).toEqual({});
    expect(await uids()).toEqual(before);
  });
});

describe('what another delivery has made', () => {
  beforeAll(async () => {
    await stack.must('destroy', '--yes', '--skip-preview');
    stack.restore('index.ts');
    await bringOperators();
  });

  test('is taken over as documented: nothing is made again, and every password stays', async () => {
    // As Argo CD applies, and a person after it.
    await stack.mustShell(`
      npx astroplatform synth stacks/demo.ts --out deploy
      sh deploy/demo/bootstrap-secrets.sh
      kubectl apply --server-side --field-manager=argocd-controller --kustomize=deploy/demo
      kubectl apply --kustomize=deploy/demo`);
    const before = await uids();
    const values = await secretData();
    expect(Object.keys(before)).toHaveLength(objects.length);
    const { code, output } = await stack.run('up', '--yes', '--skip-preview');
    expect([code === 0, messagesIn(output)]).toEqual([false, ['already exists']]);

    await stack.mustShell(takeOver);
    expect(await uids()).toEqual(before);
    expect(await secretData()).toEqual(values);
    expect(await during(() => stack.up())).toEqual([]);
    noteKept('delivered by GitOps', before);
  });

  test('changes afterwards without a conflict with those who were there before', async () => {
    const before = await uids();
    stack.edit((text) => text.replace('sessions: {', "sessions: { perUser: 2, expiry: '3d',"));
    const done = await during(() => stack.up());
    expect(done.map(({ kind }) => kind)).toContain('Deployment');
    expect(new Set(done.map(({ verb }) => verb))).toEqual(new Set(['update']));
    expect(await uids()).toEqual(before);
  });
});

test('a state that is lost is made again over what is there, by the same commands', async () => {
  const before = await uids();
  const values = await secretData();
  await stack.must('stack', 'rm', 'demo', '--force', '--yes');
  await stack.must('stack', 'init', 'demo');
  await stack.mustShell(takeOver);
  expect(await uids()).toEqual(before);
  expect(await secretData()).toEqual(values);
  expect(await during(() => stack.up())).toEqual([]);
  noteKept('state lost', before);
});

function noteKept(what: string, kept: Readonly<Record<string, string>>): void {
  const same = Object.keys(kept).length;
  note({ table: 'Pulumi, what exists', what, 'objects before': same, 'made again': 0, of: objects.length });
}

/** A release that calls a component otherwise, and says so. */
const RENAMED = `
const moved = (id: string) => id.replace(/^platform\\/redis\\//, 'platform/cache/');
const note = '';
const noted = <T extends { metadata: object }>(object: T): T =>
  note === '' ? object : { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, note } } };
const moving = <T extends { id: string; dependsOn: readonly string[] }>(one: T) => ({
  ...one,
  id: moved(one.id),
  dependsOn: one.dependsOn.map(moved),
  renamedFrom: moved(one.id) === one.id ? [] : [one.id],
});
const changed = (one: { id: string; object: { metadata: { labels?: object } } }) =>
  moved(one.id) === one.id ? moving(one) : { ...moving(one), object: noted(one.object) };
function renamed({ site, manifests, secrets }: ReturnType<typeof platform>): ReturnType<typeof platform> {
  return { site, manifests: manifests.map(changed), secrets: secrets.map(moving) };
}
`;
