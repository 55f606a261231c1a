import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { addonProblems } from './addons/addon-problems';
import { contentProblems } from './content-problems';
import { discoveryProblems } from './discovery-problems';
import { gpuProblems } from './gpu-problems';
import { harborProblems } from './harbor-problems';
import { planHosts } from './hosts';
import { planIdentities } from './identities';
import { loginProblems } from './login-problems';
import { metricsProblems } from './metrics';
import { SESSION_MOUNTS, SYSTEM_FOLDERS } from './paths';
import { poolProblems } from './pool-problems';
import { portalProblems } from './portal';
import { providerProblems } from './provider-problems';
import { scratchProblems } from './scratch-problems';
import { serviceProblems } from './service-problems';
import { sftpProblems } from './sftp';
import { snapshotProblems } from './snapshot-problems';
import { storageUiProblems } from './storage-ui';
import { webPathProblems } from './web-paths';

/** What a site says in two places that cannot both be. Each problem names both. */
export function* contradictions(site: Site): Generator<Problem> {
  yield* namespaceProblems(site);
  yield* hostProblems(site);
  if (site.cluster.cni === 'flannel')
    yield {
      path: 'cluster.cni',
      fact: 'flannel enforces no NetworkPolicy, so every session of namespaces.sessions could reach every other, and the Redis of namespaces.services',
      act: 'Add a plugin that enforces them (flannel with Calico is canal), or use another',
    };
  yield* imageProblems(site);
  yield* registryProblems(site);
  yield* harborProblems(site);
  yield* providerProblems(site);
  yield* groupProblems(site);
  yield* poolProblems(site);
  yield* discoveryProblems(site);
  yield* gpuProblems(site);
  yield* arcProblems(site);
  yield* arcNamespaceProblems(site);
  yield* scratchProblems(site);
  yield* volumeProblems(site);
  yield* contentProblems(site);
  yield* serviceProblems(site);
  yield* snapshotProblems(site);
  yield* loginProblems(site);
  yield* addonProblems(site);
  yield* portalProblems(site);
  yield* storageUiProblems(site);
  yield* metricsProblems(site);
  yield* sftpProblems(site);
  yield* webPathProblems(site);
  const { min, max } = site.sessions.replicas;
  if (min > max)
    yield {
      path: 'sessions.replicas.min',
      fact: `${min} is more than sessions.replicas.max, ${max}`,
      act: 'Lower the one or raise the other',
    };
}

function* namespaceProblems(site: Site): Generator<Problem> {
  const { services, sessions } = site.namespaces;
  if (services === sessions) {
    yield {
      path: 'namespaces.sessions',
      fact: `"${sessions}" is also namespaces.services`,
      act: 'Sessions need a namespace of their own',
    };
  }
  // The platform creates its namespaces; one that is there belongs to somebody else.
  const others: [string, string][] = [
    ['ingress.namespace', site.ingress.namespace],
    ...site.cluster.provides.namespaces.map((name, index): [string, string] => [
      `cluster.provides.namespaces[${index}]`,
      name,
    ]),
    ...(site.arc.driver === 'cephfs'
      ? ([['arc.nodeStageSecret.namespace', site.arc.nodeStageSecret.namespace]] as [string, string][])
      : []),
    ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map((name): [string, string] => [
      'a namespace of Kubernetes itself',
      name,
    ]),
  ];
  for (const key of ['services', 'sessions'] as const) {
    const other = others.find(([, name]) => name === site.namespaces[key]);
    if (other)
      yield {
        path: `namespaces.${key}`,
        fact: `"${other[1]}" is also ${other[0]}, and the platform creates this one`,
        act: 'Choose another name',
      };
  }
}

function* hostProblems(site: Site): Generator<Problem> {
  const { platform, sessions } = planHosts(site);
  if (platform === sessions) {
    yield {
      path: 'hosts.sessions',
      fact: `"${sessions}" is also domain`,
      act: 'Give sessions a host of their own: what runs in them could read the cookies of the platform',
    };
  }
}

function* registryProblems({ registry }: Site): Generator<Problem> {
  if (registry.kind !== 'external') return;
  for (const [index, host] of (registry.harbors ?? []).entries())
    if (!registry.hosts.includes(host))
      yield {
        path: `registry.harbors[${index}]`,
        fact: `registry.hosts does not list ${host}`,
        act: 'Add it there: what users are shown, they may start',
      };
}

/** The session service asks one group service for a user's groups, and compares whole identifiers. */
function* groupProblems(site: Site): Generator<Problem> {
  const { groups } = planIdentities(site);
  const { authorization, priorityGroup } = site.sessions;
  const named = {
    ...(authorization.kind === 'group' && { 'sessions.authorization.group': authorization.group }),
    ...(priorityGroup && { 'sessions.priorityGroup': priorityGroup }),
  };
  for (const [path, group] of Object.entries(named)) {
    const [service = ''] = group.split('?');
    if (service !== groups)
      yield {
        path,
        fact: `"${group}" is a group of ${service}, and the service that is asked for groups is ${groups}`,
        act: `Write ${groups}?..., or name the service in services.groups`,
      };
  }
}

function* imageProblems({ images, services }: Site): Generator<Problem> {
  const used = [
    ...(['skaha', 'redis', 'ivoaRegistry', 'posixMapper', 'cavern', 'postgres'] as const),
    ...(['keycloak', 'node', 'imageList'] as const),
    ...(['portal', 'storageUi', 'metrics', 'sftp'] as const).filter((name) => services[name].kind === 'embedded'),
  ];
  for (const key of used) {
    const host = images[key].split('/')[0] ?? '';
    if (!images.registries.includes(host))
      yield {
        path: `images.${key}`,
        fact: `images.registries does not list ${host}`,
        act: 'Add it there, or take the image from a registry that is listed',
      };
  }
}

function* arcProblems({ arc, pools, services }: Site): Generator<Problem> {
  const nodes = Object.values(pools).reduce((sum, pool) => sum + pool.nodes, 0);
  if (arc.driver === 'hostPath' && nodes > 1) {
    yield {
      path: 'arc.driver',
      fact: `hostPath is storage of one node, and pools declare ${nodes} nodes`,
      act: 'Use cephfs or nfs',
    };
  }
  // Each namespace has a volume of its own over the same folder, and a node that has mounted both cannot let go of them.
  const mounting = (['storage', 'sftp'] as const).filter((name) => services[name].kind === 'embedded');
  if (arc.driver === 'cephfs' && mounting.length > 0)
    for (const [name] of Object.entries(pools).filter(([, { role }]) => role === 'both'))
      yield {
        path: `pools.${name}.role`,
        fact: `both: ${mounting.map((one) => `services.${one}`).join(' and ')} and sessions would mount the CephFS folder arc.rootPath twice on one node, which it does not unmount (ceph-csi#2238)`,
        act: 'Write sessions here, and give services a pool of their own',
      };
  if (arc.driver === 'nfs' && arc.version !== '4.2' && services.storage.kind === 'embedded')
    yield {
      path: 'arc.version',
      fact: `NFS ${arc.version} has no extended attributes, and services.storage keeps the checksum of each file in one: it deletes the file that it cannot write it to`,
      act: 'Write 4.2 (the server must offer extended attributes: Linux does since 5.9), or use cephfs',
    };
  const { mountRoot, homes, projects } = arc;
  if (homes === projects)
    yield { path: 'arc.projects', fact: `"${projects}" is also arc.homes`, act: 'Give projects a folder of their own' };
  const clash = taken(mountRoot, SESSION_MOUNTS);
  if (clash) yield { path: 'arc.mountRoot', fact: `${mountRoot} ${clash}`, act: 'Choose another path' };
}

/** Each namespace has one claim of its own, over one volume. */
function* arcNamespaceProblems({ arc, namespaces }: Site): Generator<Problem> {
  const places = new Map([
    [namespaces.services, 'namespaces.services'],
    [namespaces.sessions, 'namespaces.sessions'],
  ]);
  for (const [index, name] of arc.namespaces.entries()) {
    const path = `arc.namespaces[${index}]`;
    const other = places.get(name);
    if (other) yield { path, fact: `"${name}" is also ${other}, and has a claim`, act: 'Remove it' };
    else places.set(name, path);
  }
}

function* volumeProblems({ arc, sessions }: Site): Generator<Problem> {
  for (const [index, { mountPath }] of sessions.volumes.entries()) {
    const earlier = sessions.volumes.slice(0, index).map((volume) => volume.mountPath);
    const clash = taken(mountPath, [arc.mountRoot, ...SESSION_MOUNTS, ...earlier]);
    if (clash)
      yield {
        path: `sessions.volumes[${index}].mountPath`,
        fact: `${mountPath} ${clash}`,
        act: 'Choose another path',
      };
  }
}

function taken(path: string, mounts: readonly string[]): string | undefined {
  const other = mounts.find((mount) => inside(path, mount) || inside(mount, path));
  if (other) return `overlaps ${other}, which every session has`;
  return SYSTEM_FOLDERS.includes(path) ? 'would hide a part of the session image' : undefined;
}

const inside = (path: string, parent: string) => path === parent || path.startsWith(`${parent}/`);
