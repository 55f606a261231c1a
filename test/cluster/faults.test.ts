import { BOOTSTRAP_SCRIPT, renderGitops } from '../../src/delivery/gitops';
import { type KubeObject, objectName } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { layersIn, secretsOf } from './delivered';
import { Desk, type Ended } from './kubectl';
import { startCluster } from './launch/cluster';
import type { ControlPlane } from './launch/control-plane';
import { until } from './launch/wait';
import { note } from './summary';

// What docs/gitops.md says about deliveries that go wrong, done by hand as it is written there.

const site = SITES.demo as never;
const plan = planOf(site);
const files = renderGitops(manifestsOf(site), { for: 'plain', secrets: secretsOf(plan) });
const objects = layersIn(files).flat();
const { services } = plan.site.namespaces;
const APPLY = ['apply', '--server-side', '--field-manager=astroplatform', '-k', 'site'];

let plane: ControlPlane;
let desk: Desk;
beforeAll(async () => {
  plane = await startCluster(plan);
  desk = await Desk.at(plane);
  desk.put('site', files);
});
afterAll(async () => {
  desk?.clear();
  await plane?.stop();
});

const apply = (...more: readonly string[]) => desk.attempt('kubectl', ...APPLY, ...more);
const bootstrap = () => desk.attempt('sh', `site/${BOOTSTRAP_SCRIPT}`);

/** The objects that are not there. */
async function missing(): Promise<string[]> {
  const found = await Promise.all(objects.map(async (object) => [objectName(object), await plane.api.get(object)]));
  return found.flatMap(([name, there]) => (there === undefined ? [name as string] : []));
}

/** Values of the Secrets of the platform. */
async function secrets(): Promise<ReadonlyMap<string, string>> {
  const all = await plane.api.list('/api/v1/secrets');
  return new Map(
    all.map(({ metadata, data }) => [`${metadata.namespace}/${metadata.name}`, JSON.stringify(data)] as const),
  );
}

/** All is there, and applying it once more changes nothing. An autoscaler writes too, but not every time. */
async function expectWhole(): Promise<void> {
  expect(await missing()).toEqual([]);
  const versions = async () =>
    Promise.all(
      objects.map(async (object) => {
        const { metadata } = await plane.api.get(object);
        return [objectName(object), metadata.generation ?? 0, metadata.uid];
      }),
    );
  await until('applying once more changes nothing', async () => {
    const before = await versions();
    expect(await apply()).toMatchObject({ code: 0 });
    expect(await versions()).toEqual(before);
    return true;
  });
}

/** Stops the API server as soon as a command has made an object. */
async function stoppedAfter(victim: KubeObject, command: Promise<Ended>): Promise<Ended> {
  await until(`${objectName(victim)} is made`, async () => (await plane.api.get(victim)) !== undefined, { every: 5 });
  await plane.kill('kube-apiserver');
  return command;
}

describe('the API server stops', () => {
  test('while the secrets are made: the script says so, and a second run keeps what was made', async () => {
    const [first] = manifestsOf(site).secrets;
    if (!first) throw new Error('the site has no secrets');
    const made = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: first.namespace, name: first.name } };
    const { code, output } = await stoppedAfter(made, bootstrap());
    expect([code, output]).toEqual([expect.any(Number), expect.stringMatching(/refused|EOF|closed|reset/)]);
    expect(code).not.toBe(0);
    await plane.startApiServer();
    const before = await secrets();
    expect(await bootstrap()).toMatchObject({ code: 0 });
    const after = await secrets();
    for (const [name, values] of before) expect([name, after.get(name)]).toEqual([name, values]);
    for (const { namespace, name } of manifestsOf(site).secrets) expect(after.has(`${namespace}/${name}`)).toBe(true);
  });

  test.each([0.1, 0.5, 0.9])(
    'after %d of the objects are applied: the same command again brings the rest',
    async (part) => {
      const last = objects[Math.floor(objects.length * part)] as KubeObject;
      const uids = new Map<string, string>();
      const { code, output } = await stoppedAfter(last, apply());
      await plane.startApiServer();
      for (const object of objects) {
        const there = await plane.api.get(object);
        if (there) uids.set(objectName(object), there.metadata.uid);
      }
      // A command that could not finish never ends with 0; of these three, the first cannot have finished.
      if (code === 0) expect(uids.size).toBe(objects.length);
      if (part === 0.1) expect(uids.size).toBeLessThan(objects.length);
      const again = await apply();
      expect([again.code, again.output]).toEqual([0, expect.any(String)]);
      await expectWhole();
      // Nothing that was there was made anew.
      for (const object of objects) {
        const before = uids.get(objectName(object));
        if (before)
          expect([objectName(object), (await plane.api.get(object)).metadata.uid]).toEqual([
            objectName(object),
            before,
          ]);
      }
      note({
        table: 'API server stopped',
        after: `${uids.size} of ${objects.length} objects`,
        'kubectl ended with': String(code),
        said: lastLine(output),
      });
      await remove();
    },
  );
});

describe('somebody else owns a field', () => {
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'skaha', namespace: services } };

  beforeAll(async () => {
    expect(await apply()).toMatchObject({ code: 0 });
  });

  test('the apply stops there, names the field and its owner, and does the rest; forced, it takes the field back', async () => {
    const before = await plane.api.get(deployment);
    const [{ name, image }] = before.spec.template.spec.containers;
    const other = {
      ...deployment,
      spec: { template: { spec: { containers: [{ name, image: 'elsewhere.example/skaha:9' }] } } },
    };
    await plane.api.apply(other, { manager: 'somebody', force: true });
    const { code, output } = await apply();
    expect(code).not.toBe(0);
    expect(output).toMatch(/conflict with "somebody"/);
    expect(output).toContain(`.spec.template.spec.containers[name="${name}"].image`);
    expect(output).toContain('--force-conflicts');
    // Every other object was applied all the same.
    expect(output.match(/ serverside-applied$/gm)).toHaveLength(objects.length - 1);
    expect((await plane.api.get(deployment)).spec.template.spec.containers[0].image).toBe('elsewhere.example/skaha:9');
    expect(await apply('--force-conflicts')).toMatchObject({ code: 0 });
    expect((await plane.api.get(deployment)).spec.template.spec.containers[0].image).toBe(image);
    await expectWhole();
  });

  test("a field that the site does not state is nobody's conflict, and stays as it is", async () => {
    await desk.run('kubectl', 'scale', 'deployment/skaha', '--namespace', services, '--replicas=3');
    await expectWhole();
    expect((await plane.api.get(deployment)).spec.replicas).toBe(3);
  });

  test('an object that somebody deletes comes back', async () => {
    await plane.api.delete(deployment);
    await until('it is gone', async () => (await plane.api.get(deployment)) === undefined);
    expect(await apply()).toMatchObject({ code: 0 });
    await expectWhole();
  });
});

test('a namespace that cannot end: apply and script say so, and all comes back when it is gone', async () => {
  expect(await apply()).toMatchObject({ code: 0 });
  const holder: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'holder', namespace: services, finalizers: ['example.org/nobody-removes-this'] },
  };
  const namespace: KubeObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: services } };
  await plane.api.apply(holder, { manager: 'somebody' });
  await plane.api.delete(namespace);
  await until('only the holder is left', async () => {
    const left = await plane.api.list(`/api/v1/namespaces/${services}/configmaps`);
    return left.length === 1;
  });
  const { code, output } = await apply();
  expect(code).not.toBe(0);
  expect(output).toContain(`unable to create new content in namespace ${services} because it is being terminated`);
  const script = await bootstrap();
  expect(script.code).not.toBe(0);
  expect(script.output).toContain(`in namespace ${services} because it is being terminated`);
  // What docs/gitops.md says to look at names the object and its finalizer.
  const why = await desk.run(
    'kubectl',
    'get',
    'namespace',
    services,
    '--output=jsonpath={.status.conditions[*].message}',
  );
  expect(why).toMatch(/example\.org\/nobody-removes-this/);

  await plane.api.must(
    'PATCH',
    await plane.api.pathOf(holder),
    { metadata: { finalizers: null } },
    'application/merge-patch+json',
  );
  await until('the namespace is gone', async () => (await plane.api.get(namespace)) === undefined);
  expect(await bootstrap()).toMatchObject({ code: 0 });
  expect(await apply()).toMatchObject({ code: 0 });
  await expectWhole();
});

const lastLine = (text: string) => text.trim().split('\n').at(-1)?.slice(0, 160) ?? '';

/** Takes all objects away, the last first, and waits until they are gone. */
async function remove(): Promise<void> {
  for (const object of objects.toReversed()) await plane.api.delete(object);
  for (const object of objects) {
    await until(`${objectName(object)} is gone`, async () => (await plane.api.get(object)) === undefined, {
      seconds: 60,
    });
  }
}
