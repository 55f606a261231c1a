import { policiesInForce } from '../../src/check/admission/in-force';
import { refusals } from '../../src/check/admission/policy';
import { deletion } from '../../src/check/admission/request';
import type { SiteInput } from '../../src/config/site';
import { BOOTSTRAP_SCRIPT, renderGitops } from '../../src/delivery/gitops';
import { operatedBy } from '../../src/kube/operator-objects';
import { groupKind, groupOf, targetId } from '../../src/kube/reference';
import { type KubeObject, objectName } from '../../src/manifest';
import { smallSite } from '../config/small-site';
import { HARBOR_SITES } from '../sites/harbor-sites';
import { LAPTOP } from '../sites/laptop-site';
import { manifestsOf, planOf, SITES } from '../sites/sites';
import { layersIn, secretsOf, suppliedValues } from './delivered';
import { absent } from './identities';
import { Desk } from './kubectl';
import { startCluster } from './launch/cluster';
import type { ControlPlane } from './launch/control-plane';
import { until } from './launch/wait';
import { fill, missingFor } from './references';
import { note } from './summary';

/** Sites whose login the platform runs itself. */
const LOGINS: Readonly<Record<string, SiteInput>> = {
  'with-keycloak': {
    ...smallSite(),
    name: 'with-keycloak',
    login: {
      kind: 'keycloak',
      replicas: 2,
      groups: ['platform-users'],
      calls: [{ cidr: '10.1.2.3/32', ports: [636] }],
    },
  },
  'with-dev-login': { ...smallSite(), name: 'with-dev-login', cluster: { disposable: true }, login: { kind: 'dev' } },
};

/** Sites whose registry the platform runs itself: images on a volume, images in a bucket. */
const REGISTRIES: Readonly<Record<string, SiteInput>> = {
  'with-harbor': { ...HARBOR_SITES.demo, name: 'with-harbor' },
  'with-harbors': { ...HARBOR_SITES.canfar, name: 'with-harbors' },
};

// Kueue is there, with a namespace that it runs from.
const WHOLE: Readonly<Record<string, SiteInput>> = {
  laptop: { ...LAPTOP, addons: { ...LAPTOP.addons, kueue: { kind: 'existing' } } },
};

const APPLY = ['apply', '--server-side', '--field-manager=astroplatform', '-k'];

const idOf = ({ apiVersion, kind, metadata }: KubeObject) =>
  targetId({ group: groupOf(apiVersion), kind, ...metadata });

/** A small claim, as an operator makes one. */
const claimOf = (name: string, namespace: string | undefined): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});

describe.each(Object.entries({ ...SITES, ...WHOLE, ...LOGINS, ...REGISTRIES }))('site %s', (name, site) => {
  const plan = planOf(site);
  const manifests = manifestsOf(site);
  const files = renderGitops(manifests, { for: 'plain', secrets: secretsOf(plan) });
  const layers = layersIn(files);
  const objects = layers.flat();
  const kept = new Set(manifests.manifests.filter((one) => one.protect).map(({ object }) => idOf(object)));
  const isKept = (object: KubeObject) => kept.has(idOf(object));
  const watching = manifests.manifests.filter(({ last }) => last).map(({ object }) => object);
  let plane: ControlPlane;
  let desk: Desk;
  let before: ReadonlySet<string>;
  let warnings = 0;

  beforeAll(async () => {
    plane = await startCluster(plan);
    before = await plane.api.inventory();
    desk = await Desk.at(plane, suppliedValues(manifests));
    desk.put('site', files);
  });
  afterAll(async () => {
    desk?.clear();
    await plane?.stop();
  });

  /** What an apply that changes something changes; of an object with a status that controllers write, what they do not. */
  const standing = () =>
    Promise.all(
      objects.map(async (object) => {
        const { metadata, status } = await plane.api.get(object);
        return [objectName(object), metadata.uid, status ? metadata.generation : metadata.resourceVersion];
      }),
    );

  test('its secrets come first, and a second run of their script changes nothing', async () => {
    const script = files.get(BOOTSTRAP_SCRIPT);
    if (script === undefined) return;
    await desk.run('sh', `site/${BOOTSTRAP_SCRIPT}`);
    const first = await secretVersions(plane);
    for (const secret of manifests.secrets) expect(first.has(`${secret.namespace}/${secret.name}`)).toBe(true);
    await desk.run('sh', `site/${BOOTSTRAP_SCRIPT}`);
    expect(await secretVersions(plane)).toEqual(first);
  });

  test('every object is accepted, and all that it names is there before it', async () => {
    const allNamed = async (layer: readonly KubeObject[]) => {
      for (const object of layer)
        expect([objectName(object), await missingFor(plane.api, object, plan)]).toEqual([objectName(object), []]);
    };
    for (const layer of layers) {
      // The last one waits for others anyway: an Ingress is there before its certificate is issued.
      const last = layer === layers.at(-1);
      if (!last) await allNamed(layer);
      for (const object of layer) {
        const answer = await plane.api.apply(object);
        expect([objectName(object), answer.warnings]).toEqual([objectName(object), []]);
        warnings += answer.warnings.length;
        await fill(plane.api, object);
      }
      if (last) await allNamed(layer);
    }
  });

  test('a second time nothing changes', async () => {
    for (const object of objects) {
      await until(`${objectName(object)} stays as it is`, async () => {
        const { metadata } = await plane.api.get(object);
        // Controllers write too, so an object may change between the two requests, but not every time.
        return (await plane.api.apply(object)).body.metadata.resourceVersion === metadata.resourceVersion;
      });
    }
    note({ table: 'Objects applied', site: name, layers: layers.length, objects: objects.length, warnings });
  });

  test('kubectl applies the folder as people do, and changes nothing either', async () => {
    await until('all stays as it is', async () => {
      const before = await standing();
      const said = await desk.run('kubectl', ...APPLY, 'site');
      expect(said.split('\n').filter((line) => !line.endsWith(' serverside-applied'))).toEqual(['']);
      expect(said.trim().split('\n')).toHaveLength(objects.length);
      expect(await standing()).toEqual(before);
      return true;
    });
  });

  test('the policies of the site have no mistake that the server could see', async () => {
    const policies = objects.filter(
      (one) => groupKind(one) === 'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
    );
    for (const policy of policies) {
      const checked = await until(
        `${objectName(policy)} is checked`,
        async () => (await plane.api.get(policy)).status?.typeChecking,
      );
      expect(checked).toEqual({});
    }
    expect(policies).not.toEqual([]);
  });

  test('nobody may delete what holds data, and everybody is told how to do it on purpose', async () => {
    const policies = policiesInForce(objects);
    for (const object of objects) {
      const said = policies.flatMap((bound) => refusals(bound, deletion(object, 'kubernetes-admin')));
      expect([objectName(object), said]).toEqual([objectName(object), isKept(object) ? [expect.any(String)] : []]);
      const answer = await tryToDelete(plane, object);
      expect([objectName(object), answer]).toEqual([objectName(object), said[0] ?? 'deleted']);
    }
    const [claim] = objects.filter((object) => isKept(object) && object.kind === 'PersistentVolumeClaim');
    if (!claim) return;
    const all = (await plane.api.pathOf(claim)).replace(/\/[^/]*$/, '');
    expect((await plane.api.send('DELETE', `${all}?dryRun=All`)).status).toBe(403);
    const command = /kubectl annotate .*$/.exec(await tryToDelete(plane, claim))?.[0] ?? '';
    await desk.run('sh', '-c', command);
    expect(await tryToDelete(plane, claim)).toBe('deleted');
    await desk.run('sh', '-c', command.replace(/=[^=]*$/, '-'));
    expect(await tryToDelete(plane, claim)).toContain(command);
  });

  // Only where an operator would make some.
  const claims = objects.flatMap((object) =>
    (operatedBy(object)?.claims.names ?? []).map((claim) => claimOf(claim, object.metadata.namespace)),
  );
  (claims.length > 0 ? test : test.skip)(
    'claims that an operator made it takes away, and nobody else does',
    async () => {
      const policies = policiesInForce(objects);
      const { operators = {} } = plan.provides;
      const [namespace = ''] = Object.values(operators);
      for (const claim of claims) {
        await plane.api.apply(claim);
        for (const [user, answer] of [
          [
            'kubernetes-admin',
            expect.stringContaining(`kubectl annotate persistentvolumeclaims ${claim.metadata.name}`),
          ],
          ['system:serviceaccount:default:default', expect.stringContaining('holds data')],
          [`system:serviceaccount:${namespace}:operator`, 'deleted'],
        ]) {
          // What they may do by their roles is not the question.
          const api = plane.api.asUser({ user, groups: ['system:masters'] });
          expect([user, await tryToDelete({ api }, claim)]).toEqual([user, answer]);
          const offline = policies.flatMap((bound) => refusals(bound, deletion(claim, user)));
          expect([user, offline[0] ?? 'deleted']).toEqual([user, answer]);
        }
        const operator = plane.api.asUser({
          user: `system:serviceaccount:${namespace}:operator`,
          groups: ['system:masters'],
        });
        await remove({ api: operator }, [claim]);
      }
    },
  );

  (name === 'srcnet' ? test : test.skip)(
    'kubectl deletes the folder by mistake: what holds data is still there, and layer by layer the rest comes back',
    async () => {
      const keptObjects = objects.filter(isKept);
      const { code, output } = await desk.attempt('kubectl', 'delete', '--wait=false', '-k', 'site');
      expect([code, output.match(/ denied request: /g)]).toEqual([1, keptObjects.map(() => ' denied request: ')]);
      for (const object of keptObjects) {
        const found = await plane.api.get(object);
        expect([objectName(object), found?.metadata.deletionTimestamp]).toEqual([objectName(object), undefined]);
      }
      const folders = new Set([...files.keys()].flatMap((path) => /^(.+)\/kustomization\.yaml$/.exec(path)?.[1] ?? []));
      expect(folders.size).toBe(layers.length);
      // What is on its way out can be applied, and goes all the same.
      const others = objects.filter((object) => !isKept(object));
      await until('all others are gone', async () => (await absent(plane.api, others)).length === others.length);
      for (const layer of [...folders].sort()) await desk.run('kubectl', ...APPLY, `site/${layer}`);
      expect(await absent(plane.api, objects)).toEqual([]);
    },
  );

  /** Lets objects go one by one, by their names, while the policy is in force. */
  async function release(protectedObjects: readonly KubeObject[]): Promise<void> {
    const [first] = protectedObjects;
    if (!first) return;
    for (const object of watching) await plane.api.apply(object);
    await until('the policy is in force again', async () => (await tryToDelete(plane, first)) !== 'deleted');
    for (const object of protectedObjects) {
      const annotations = { 'astroplatform.io/delete': object.metadata.name };
      const path = await plane.api.pathOf(object);
      await plane.api.must('PATCH', path, { metadata: { annotations } }, 'application/merge-patch+json');
    }
  }

  test('deleted in reverse, only what holds data stays; deleted too, nothing stays', async () => {
    const known = new Set([...before, ...objects.map(idOf)]);
    await remove(plane, objects.filter((object) => !isKept(object)).reverse());
    const left = [...(await plane.api.inventory())].filter((id) => known.has(id) && !before.has(id));
    expect(left.sort()).toEqual([...kept].sort());
    await release(objects.filter(isKept));
    await remove(plane, objects.filter(isKept).reverse());
    await remove(plane, watching.toReversed());
    await until('all is as it was before', async () => {
      const extra = [...(await plane.api.inventory())].filter((id) => !before.has(id));
      if (extra.length > 0) throw new Error(extra.join('\n'));
      return true;
    });
  });
});

/** What the server says to whoever would delete an object; `deleted` where it would. */
async function tryToDelete({ api }: Pick<ControlPlane, 'api'>, object: KubeObject): Promise<string> {
  const { status, body } = await api.send('DELETE', `${await api.pathOf(object)}?dryRun=All`);
  if (status < 300) return 'deleted';
  return /denied request: (.*)$/s.exec(body.message)?.[1] ?? `${status} ${body.message}`;
}

/** Deletes one after the other, and waits until each is gone. */
async function remove(plane: Pick<ControlPlane, 'api'>, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) await plane.api.delete(object);
  for (const object of objects) {
    await until(`${objectName(object)} is gone`, async () => (await plane.api.get(object)) === undefined);
  }
}

async function secretVersions({ api }: ControlPlane): Promise<ReadonlyMap<string, string>> {
  const secrets = await api.list('/api/v1/secrets');
  return new Map(
    secrets.map(({ metadata }) => [`${metadata.namespace}/${metadata.name}`, String(metadata.resourceVersion)]),
  );
}
