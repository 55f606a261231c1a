import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { faultAt } from '../../src/check/world/faults';
import { type Edge, neededEdges } from '../../src/check/world/needed-edges';
import { Network, type Peer } from '../../src/check/world/network';
import type { WorldPod } from '../../src/check/world/pods';
import { type World, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

export const networkEdgeOpen = defineRule({
  id: 'network-edge-open',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'Where policies deny by default, a connection that no policy allows times out, and the program behind it looks broken.',
  fix: 'Allow the connection on both sides: egress of the one who asks, ingress of the one who answers.',
  source: 'capacity-storage-network.md §5, §3.4 N4',
  check: (platform) => {
    const world = worldOf(platform);
    const isPolicy = ({ object }: { object: Parameters<typeof groupKind>[0] }) =>
      groupKind(object) === 'networking.k8s.io/NetworkPolicy';
    if (!platform.manifests.some(isPolicy)) return notApplicable;
    const network = new Network(world);
    return eachOf(neededEdges(world), (edge): Fault[] =>
      closedSides(world, network, edge).map((side) => faultAt(edge.maker, edge.path, `${edge.why}, and ${side}`)),
    );
  },
});

/** Which ends of a connection policies keep shut. */
function closedSides(world: World, network: Network, edge: Edge): string[] {
  const { from, to } = edge;
  const port = edge.port === undefined ? '' : ` on ${edge.protocol} port ${edge.port}`;
  const sides: string[] = [];
  if (isPod(from) && !network.lets(from, to, edge)) {
    sides.push(`no policy lets ${from.maker.title} out${port}`);
  }
  if (to.kind === 'pod') {
    if (!sourcesOf(world, from).some((source) => network.admits(to.pod, source, edge))) {
      sides.push(`no policy lets ${to.pod.maker.title} answer${port}`);
    }
  }
  return sides;
}

const isPod = (from: Edge['from']): from is WorldPod => typeof from === 'object' && 'view' in from;

function sourcesOf(world: World, from: Edge['from']): Peer[] {
  if (isPod(from)) return [{ kind: 'pod', pod: from }];
  return namespacesOf(world, from).map((name) => ({ kind: 'namespace', name }));
}

/** Which namespace holds the ingress controller, or an operator, nobody says here; one of them must get in. */
function namespacesOf(world: World, from: Exclude<Edge['from'], WorldPod>): readonly string[] {
  if (typeof from === 'object') return [from.namespace];
  const { namespaces } = world.subject.provides;
  if (from === 'ingress controller') return namespaces;
  // An add-on brings its own.
  const ours = world.delivered.filter(({ object }) => groupKind(object) === '/Namespace');
  return [...namespaces, ...ours.map(({ object }) => object.metadata.name)];
}
