import { isDeepStrictEqual } from 'node:util';
import type { SiteInput } from '../../src/config/site';
import { identityOf } from '../../src/delivery/identity';
import { type KubeObject, objectName } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { absent, identities } from './identities';
import { startCluster } from './launch/cluster';
import type { ControlPlane } from './launch/control-plane';
import { until } from './launch/wait';
import { commandsOf, explained } from './pulumi/documented';
import { Workspace } from './pulumi/workspace';
import { fill, missingFor } from './references';
import { note } from './summary';

describe.each(['demo', 'canfar'] as const)('site %s, by the real Pulumi engine', (name) => {
  const site = SITES[name] as SiteInput;
  const plan = planOf(site);
  const { manifests, secrets } = manifestsOf(site);
  const objects = manifests.map(({ object }) => object);
  const kept = manifests.filter(({ protect }) => protect).map(({ object }) => object);
  let plane: ControlPlane;
  let stack: Workspace;

  beforeAll(async () => {
    plane = await startCluster(plan);
    stack = await Workspace.create(plane, name);
    await stack.supply(secrets);
  });
  afterAll(async () => {
    stack?.remove();
    await plane?.stop();
  });

  /** What happens on the cluster in the meantime. */
  const during = async (work: () => Promise<unknown>) => {
    const from = stack.kubernetes.done.length;
    await work();
    return stack.kubernetes.done.slice(from);
  };

  test('a preview of nothing passes every policy, and touches nothing', async () => {
    const done = await during(async () => {
      expect(await stack.must('preview', '--policy-pack', 'policies')).toMatch(/✅ astroplatform@/);
    });
    expect(done).toEqual([]);
  });

  test('comes up from nothing by the Automation API, each object after all that it names', async () => {
    const early: string[] = [];
    stack.kubernetes.around = {
      before: async (object) => {
        const missing = await missingFor(plane.api, object, plan);
        early.push(...missing.map((one) => `${objectName(object)}: ${one}`));
      },
      after: (object) => fill(plane.api, object),
    };
    // As a program of people does it, which is how other tools deliver a site.
    const done = await during(async () => {
      const { summary, outputs } = await (await stack.automated()).up();
      expect([summary.result, Object.keys(summary.resourceChanges ?? {})]).toEqual(['succeeded', ['create']]);
      expect(outputs.platform).toEqual({ value: `https://${plan.hosts.platform}`, secret: false });
    });
    stack.kubernetes.around = {};
    expect(early).toEqual([]);
    expect(done.map(({ verb }) => verb)).toEqual(Array(objects.length + secrets.length).fill('create'));
    expect(await absent(plane.api, objects)).toEqual([]);
    note({
      table: 'Pulumi',
      site: name,
      objects: objects.length,
      secrets: secrets.length,
      resources: stack.urns().length,
    });
  });

  test('a second time, by the Automation API, nothing changes', async () => {
    const automated = await stack.automated();
    const done = await during(async () => {
      const { summary } = await automated.up({ expectNoChanges: true });
      expect([summary.result, Object.keys(summary.resourceChanges ?? {})]).toEqual(['succeeded', ['same']]);
    });
    expect(done).toEqual([]);
  });

  test('knows every object by the identity that releases are compared by', async () => {
    const prefix = `urn:pulumi:${name}::astroplatform::`;
    expect(stack.urns()).toEqual(expect.arrayContaining(manifests.map((one) => prefix + identityOf(one).urn)));
  });

  test('no value of a Secret is in clear in any file of the backend, and each is there in cipher', async () => {
    const files = stack.backendFiles();
    expect(files.length).toBeGreaterThan(1);
    const values: string[] = [];
    for (const { id, namespace, name, keys } of secrets) {
      const { data } = await plane.api.get({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } });
      for (const [key, value] of Object.entries(data as Record<string, string>)) {
        // The name of a database's role stands beside its password, and is no secret.
        if (keys[key]?.every((piece) => typeof piece === 'string')) continue;
        values.push(value, Buffer.from(value, 'base64').toString());
      }
      const kept = stack.resources().find(({ urn }) => nameOf(urn) === id);
      for (const side of [kept?.inputs, kept?.outputs])
        expect([id, side?.data]).toEqual([id, expect.objectContaining({ ciphertext: expect.any(String) })]);
    }
    expect(values).not.toEqual([]);
    for (const value of values) {
      const written = JSON.stringify(value).slice(1, -1);
      expect(files.filter((text) => text.includes(written))).toEqual([]);
    }
  });

  test('a change of one value replaces nothing, and does not fight the autoscaler over replicas', async () => {
    const scaled = objects.find(({ kind, spec }) => kind === 'Deployment' && spec.replicas === undefined);
    const before = await identities(plane.api, objects);
    if (scaled) await scale(plane, scaled, 3);
    stack.edit((text) => text.replace('sessions: {', 'sessions: { perUser: 2,'));
    const done = await during(() => stack.up());
    const changed = manifestsOf({ ...site, sessions: { ...site.sessions, perUser: 2 } })
      .manifests.map(({ object }) => object)
      .filter((object) => !objects.some((one) => isDeepStrictEqual(one, object)));
    expect(changed.map(({ kind }) => kind)).toContain('ConfigMap');
    expect(done.map(({ verb, kind, name }) => `${verb} ${kind} ${name}`).sort()).toEqual(
      changed.map((object) => `update ${objectName(object)}`).sort(),
    );
    expect(await identities(plane.api, objects)).toEqual(before);
    if (scaled) expect((await plane.api.get(scaled)).spec.replicas).toBe(3);
  });

  test('what somebody else has changed is a conflict, and names who', async () => {
    const config = objects.find(({ kind, data }) => kind === 'ConfigMap' && data !== undefined) as KubeObject;
    const [key = ''] = Object.keys(config.data);
    const { apiVersion, kind, metadata } = config;
    const theirs = { apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace } };
    await plane.api.apply({ ...theirs, data: { [key]: 'theirs' } } as KubeObject, { manager: 'somebody', force: true });
    const seen = await stack.run('refresh', '--yes', '--skip-preview', '--expect-no-changes');
    expect([seen.code === 0, seen.output]).toEqual([false, expect.stringContaining('no changes were expected')]);
    await stack.must('refresh', '--yes', '--skip-preview');
    const { code, output } = await stack.run('up', '--yes', '--skip-preview');
    expect(code).not.toBe(0);
    expect(output).toContain('conflict with "somebody"');
    expect(explained(output)).toEqual([expect.objectContaining({ message: 'had an apply conflict' })]);
    expect((await plane.api.get(config)).data[key]).toBe('theirs');
    // They give the field up.
    await plane.api.apply(theirs as KubeObject, { manager: 'somebody' });
    await stack.up();
    expect((await plane.api.get(config)).data).toEqual(config.data);
    expect(await during(() => stack.up('--expect-no-changes'))).toEqual([]);
  });

  test('destroyed, it leaves what it protects, and what that depends on; up again, it takes that up', async () => {
    const before = await identities(plane.api, kept);
    await stack.mustShell((commandsOf('Destroy')[0] ?? '').replaceAll('demo', name));
    const left = new Set(stack.urns().map(nameOf));
    for (const { id, object, protect } of manifests) {
      const live = (await plane.api.get(object)) !== undefined;
      expect([objectName(object), live]).toEqual([objectName(object), left.has(id)]);
      expect([objectName(object), live || !protect]).toEqual([objectName(object), true]);
      expect([objectName(object), live && kept.length === 0]).toEqual([objectName(object), false]);
      expect([objectName(object), live && object.kind === 'Deployment']).toEqual([objectName(object), false]);
    }
    await stack.up();
    expect(await identities(plane.api, kept)).toEqual(before);
    expect(await absent(plane.api, objects)).toEqual([]);
  });

  test('destroyed by the Automation API, it leaves the same', async () => {
    const { summary } = await (await stack.automated()).destroy({ excludeProtected: true });
    expect(summary.result).toBe('succeeded');
    const left = new Set(stack.urns().map(nameOf));
    const live = await Promise.all(manifests.map(async (one) => (await plane.api.get(one.object)) && one.id));
    expect(live.filter(Boolean)).toEqual(manifests.map(({ id }) => id).filter((id) => left.has(id)));
    expect(manifests.filter(({ id, protect }) => protect && !left.has(id))).toEqual([]);
  });
});

const nameOf = (urn: string) => urn.split('::').slice(3).join('::');

/** Does as an autoscaler does. */
async function scale(plane: ControlPlane, object: KubeObject, replicas: number): Promise<void> {
  const patch = { spec: { replicas } };
  await plane.api.must('PATCH', `${await plane.api.pathOf(object)}/scale`, patch, 'application/merge-patch+json');
  await until('it is scaled', async () => (await plane.api.get(object)).spec.replicas === replicas);
}
