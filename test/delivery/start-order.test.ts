import { parse } from 'yaml';
import { platform } from '../../src/constructs/platform';
import { renderGitops } from '../../src/delivery/gitops';
import { graphOf } from '../../src/delivery/graph';
import { deliver } from '../../src/delivery/pulumi';
import { groupKind } from '../../src/kube/reference';
import type { KubeObject } from '../../src/manifest';
import { plan } from '../config/small-site';
import { wholeSite } from '../constructs/whole-site';
import { SFTP } from '../policies/services/services-site';
import { requestsOf } from './pulumi-engine';

// With a Harbor whose images are on a volume: its claim is read by a Deployment.
const registry = {
  kind: 'harbor',
  login: { kind: 'local' },
  storage: { kind: 'filesystem', size: '100Gi' },
} as const;
const companions = wholeSite().services;
const services = {
  ...companions,
  portal: { kind: 'embedded' },
  storageUi: { kind: 'embedded' },
  metrics: { kind: 'embedded' },
  sftp: SFTP.services.sftp,
} as const;
const manifests = platform(plan(wholeSite({ queues: { kind: 'kueue' }, registry, services })));
const members = graphOf(manifests).filter(({ manifest }) => manifest !== undefined);
const edges = members.flatMap(({ id, dependsOn }) =>
  dependsOn.filter((other) => members.some((member) => member.id === other)).map((other) => [other, id] as const),
);

const keyOf = ({ apiVersion, kind, metadata }: KubeObject) =>
  `${groupKind({ apiVersion, kind })} ${metadata.namespace ?? ''}/${metadata.name}`;
const idOf = new Map(members.map(({ id, manifest }) => [keyOf(manifest?.object as KubeObject), id]));

/** Whether an engine has something there, or at least asked for, before something else. */
type Before = (first: string, second: string) => boolean;

/** Objects of a rendered folder, by construct path: the file, and the object. */
function rendered(engine: Parameters<typeof renderGitops>[1]) {
  const files = [...renderGitops(manifests, engine)];
  const objects = files.flatMap(([path, text]) => {
    if (!path.endsWith('.yaml') || /(?:^|\/)(?:kustomization|application[\w-]*)\.yaml$|^flux\//.test(path)) return [];
    const object = parse(text) as KubeObject;
    const id = idOf.get(keyOf(object));
    return id === undefined ? [] : [[id, { path, object }] as const];
  });
  return { files: new Map(files), objects: new Map(objects) };
}

/** What a person brings. */
const supplied = Object.fromEntries(
  manifests.secrets
    .flatMap(({ keys }) => Object.values(keys).flat())
    .flatMap((piece) => (typeof piece !== 'string' && piece.kind === 'supplied' ? [[piece.name, 'brought']] : [])),
);

const secrets = { kind: 'external-secrets', store: { kind: 'ClusterSecretStore', name: 'vault' } } as const;

/** Layers that a person applies one after the other. */
function plain(): Before {
  const { objects } = rendered({ for: 'plain', secrets });
  const layer = (id: string) => objects.get(id)?.path.split('/')[0] ?? '';
  // What comes last waits for others anyway: an Ingress is there before its certificate is issued.
  const together = (first: string, second: string) => layer(first) === 'edge' && layer(second) === 'edge';
  return (first, second) => layer(first) < layer(second) || together(first, second);
}

/** Whether it is a claim that may wait for its first reader, and so comes with it. */
function isLate(id: string): boolean {
  const object = members.find((member) => member.id === id)?.manifest?.object;
  return object?.kind === 'PersistentVolumeClaim' && !object.spec?.volumeName;
}

/** Waves of the one Application; the other is not waited for. */
function argocd(): Before {
  const { objects } = rendered({ for: 'argocd', repository: 'https://git.example.org/x.git', secrets });
  const beside = (id: string) => objects.get(id)?.path.startsWith('edge/') === true;
  const wave = (id: string) =>
    Number(objects.get(id)?.object.metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? Number.NaN);
  // Within a wave Argo CD applies claims before what runs.
  const together = (first: string, second: string) => isLate(first) && wave(first) === wave(second);
  return (first, second) => beside(first) || beside(second) || wave(first) < wave(second) || together(first, second);
}

/** Kustomizations that wait for each other; what is in one is applied at once. */
function flux(): Before {
  const { files, objects } = rendered({ for: 'flux', secrets });
  const step = (id: string) => objects.get(id)?.path.split('/')[1] ?? '';
  const waitsFor = new Map(
    [...files]
      .filter(([path]) => path.startsWith('flux/'))
      .map(([, text]) => parse(text) as { metadata: { name: string }; spec: { dependsOn?: { name: string }[] } })
      .map(({ metadata, spec }) => [metadata.name, (spec.dependsOn ?? []).map(({ name }) => name)]),
  );
  const reaches = (from: string, to: string): boolean =>
    (waitsFor.get(from) ?? []).some((next) => next === to || reaches(next, to));
  return (first, second) => step(first) === step(second) || reaches(`keck-${step(second)}`, `keck-${step(first)}`);
}

/** What each resource is told to wait for. */
async function pulumi(): Promise<Before> {
  const requests = await requestsOf(() => deliver(manifests, { supplied }));
  const waitsFor = new Map(requests.map(({ name, dependsOn }) => [name, dependsOn]));
  const known = new Map<string, ReadonlySet<string>>();
  const all = (name: string): ReadonlySet<string> => {
    const reached = known.get(name);
    if (reached) return reached;
    const found = new Set<string>();
    known.set(name, found);
    for (const next of waitsFor.get(name) ?? []) {
      found.add(next);
      for (const further of all(next)) found.add(further);
    }
    return found;
  };
  return (first, second) => all(second).has(first);
}

const ENGINES: Readonly<Record<string, () => Before | Promise<Before>>> = { plain, argocd, flux, pulumi };

// platform-contract.md §1.1: each is there before the next asks for it.
const CHAIN = [
  'platform/namespaces/services',
  'platform/databases/postgres/stateful-set',
  'platform/posix-mapper/deployment',
  'platform/cavern/deployment',
  'platform/sessions/skaha/deployment',
];
const REQUIRED: readonly (readonly [string, string])[] = [
  ...CHAIN.slice(1).map((id, index) => [CHAIN[index] as string, id] as const),
  ['platform/ivoa-registry/deployment', 'platform/posix-mapper/deployment'],
  ['platform/cavern/deployment', 'platform/sftp/deployment'],
  ['platform/cavern/deployment', 'platform/storage-ui/deployment'],
  ['platform/sessions/skaha/deployment', 'platform/portal/deployment'],
  ['platform/redis/stateful-set', 'platform/sessions/skaha/deployment'],
  ['platform/redis/stateful-set', 'platform/metrics/deployment'],
  ['platform/ingress/platform-certificate', 'platform/posix-mapper/deployment'],
  ['platform/arc/volume-skaha-system', 'platform/cavern/deployment'],
  ['platform/arc/volume-skaha-workload', 'platform/arc/claim-skaha-workload'],
  ...members
    .filter(({ id }) => id.startsWith('platform/queues/'))
    .map(({ id }) => [id, 'platform/sessions/skaha/deployment'] as const),
];

describe.each(Object.entries(ENGINES))('%s', (_, engine) => {
  test(`has nothing before what it needs: ${edges.length} edges`, async () => {
    const comesBefore = await engine();
    expect(edges.length).toBeGreaterThan(150);
    expect(edges.filter(([first, second]) => !comesBefore(first, second))).toEqual([]);
  });

  test('starts the services in the order of the contract', async () => {
    const comesBefore = await engine();
    const unknown = REQUIRED.flat().filter((id) => !members.some((member) => member.id === id));
    expect(unknown).toEqual([]);
    expect(REQUIRED.filter(([first, second]) => !comesBefore(first, second))).toEqual([]);
    // Not because everything is before everything.
    expect(CHAIN.slice(1).filter((id, index) => comesBefore(id, CHAIN[index] as string))).toEqual([]);
  });
});

test('every object is delivered by every engine', async () => {
  const ids = members.map(({ id }) => id).sort();
  for (const target of [
    { for: 'plain', secrets },
    { for: 'argocd', repository: 'https://git.example.org/x.git', secrets },
    { for: 'flux', secrets },
  ] as const)
    expect([...rendered(target).objects.keys()].sort()).toEqual(ids);
  const requests = await requestsOf(() => deliver(manifests, { supplied }));
  expect(ids.filter((id) => !requests.some(({ name }) => name === id))).toEqual([]);
});
