import { groupKind } from '../../kube/reference';
import { Field } from '../view/field';
import { type Labels, labelsOf, selects } from '../view/label-selector';
import { isPort, namespaceOf, portsOf, portValue, type WorldPod } from './pods';
import type { World, WorldObject } from './world';

/** The other end of a connection. */
export type Peer =
  | { readonly kind: 'pod'; readonly pod: WorldPod }
  /** Any pod of a namespace that is not ours. */
  | { readonly kind: 'namespace'; readonly name: string }
  /** An address that is no pod's, and that nobody here knows. */
  | { readonly kind: 'outside' };

/** What connections go to. */
export interface Destination {
  /** `undefined`: any, as far as anybody here knows. */
  readonly port: number | undefined;
  readonly protocol: 'TCP' | 'UDP';
}

/** The network policies of a platform, as a network plugin that enforces them reads them. */
export class Network {
  private readonly policies: readonly WorldObject[];
  private readonly namespaces: ReadonlyMap<string, Labels>;
  private readonly under = {
    Ingress: new Map<WorldPod, readonly Field[]>(),
    Egress: new Map<WorldPod, readonly Field[]>(),
  };

  constructor(world: World) {
    this.policies = world.delivered.filter(({ object }) => groupKind(object) === 'networking.k8s.io/NetworkPolicy');
    const spaces = world.delivered.filter(({ object }) => groupKind(object) === '/Namespace');
    this.namespaces = new Map(
      spaces.map(({ object }) => [object.metadata.name, labelsOf(Field.of(object).get('metadata'))]),
    );
  }

  /** Whether a pod may receive connections from a peer. */
  admits(pod: WorldPod, from: Peer, to: Destination): boolean {
    return this.allows('Ingress', pod, from, to, pod);
  }

  /** Whether a pod may open connections to a peer. */
  lets(pod: WorldPod, out: Peer, to: Destination): boolean {
    return this.allows('Egress', pod, out, to, out.kind === 'pod' ? out.pod : undefined);
  }

  private allows(
    direction: 'Ingress' | 'Egress',
    pod: WorldPod,
    peer: Peer,
    to: Destination,
    receiver: WorldPod | undefined,
  ): boolean {
    const policies = this.policiesFor(direction, pod);
    // A pod that no policy selects is open.
    if (policies.length === 0) return true;
    const [rules, side] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
    return policies
      .flatMap((spec) => spec.get(rules).items())
      .some((rule) => {
        const peers = rule.get(side).items();
        const ports = rule.get('ports').items();
        return (
          (peers.length === 0 || peers.some((one) => this.isPeer(one, pod.namespace, peer))) &&
          (ports.length === 0 || ports.some((port) => isOpen(port, to, receiver)))
        );
      });
  }

  /** Policies that a pod is under, in one direction. */
  private policiesFor(direction: 'Ingress' | 'Egress', pod: WorldPod): readonly Field[] {
    const known = this.under[direction];
    const before = known.get(pod);
    if (before) return before;
    const policies = this.policies
      .filter((policy) => namespaceOf(policy) === pod.namespace)
      .map(({ object }) => Field.of(object).get('spec'))
      .filter((spec) => typesOf(spec).includes(direction) && selects(spec.get('podSelector'), pod.labels));
    known.set(pod, policies);
    return policies;
  }

  private isPeer(rule: Field, home: string, peer: Peer): boolean {
    if (rule.get('ipBlock').exists || peer.kind === 'outside')
      return rule.get('ipBlock').exists && peer.kind === 'outside';
    const namespace = peer.kind === 'pod' ? peer.pod.namespace : peer.name;
    const spaces = rule.get('namespaceSelector');
    if (!(spaces.exists ? selects(spaces, this.labelsOf(namespace)) : namespace === home)) return false;
    const pods = rule.get('podSelector');
    // Nobody knows the labels of pods in other people's namespaces.
    return !pods.exists || peer.kind === 'namespace' || selects(pods, peer.pod.labels);
  }

  private labelsOf = (namespace: string): Labels => ({
    ...this.namespaces.get(namespace),
    'kubernetes.io/metadata.name': namespace,
  });
}

/** What a policy is about, by the default that Kubernetes gives it. */
function typesOf(spec: Field): (string | undefined)[] {
  const types = spec.get('policyTypes').items();
  if (types.length > 0) return types.map((type) => type.text());
  return spec.get('egress').exists ? ['Ingress', 'Egress'] : ['Ingress'];
}

function isOpen(rule: Field, { port, protocol }: Destination, receiver: WorldPod | undefined): boolean {
  if ((rule.get('protocol').text() ?? 'TCP') !== protocol) return false;
  const open = portValue(rule.get('port'));
  if (open === undefined || port === undefined) return true;
  if (typeof open === 'number') {
    const last = rule.get('endPort').integer() ?? open;
    return port >= open && port <= last;
  }
  const named = receiver && portsOf(receiver.view).find((declared) => isPort(declared, open, protocol));
  return named?.number === port;
}
