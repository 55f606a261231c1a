import { groupKind } from '../kube/reference';
import type { Deliverable } from './graph';
import { isProvisioned } from './late-claims';

/** Kinds that become healthy only by something that no engine delivers: an issuer, an address, measurements, the world that a schedule asks. */
const BY_OTHERS = new Set([
  'autoscaling/HorizontalPodAutoscaler',
  'batch/CronJob',
  'batch/Job',
  'cert-manager.io/Certificate',
  'networking.k8s.io/Ingress',
]);

/** Layers in their order, and what comes after all of them. */
export interface SplitLayers {
  readonly layers: readonly (readonly Deliverable[])[];
  readonly last: readonly Deliverable[];
}

/**
 * Takes out what waits for others, to be delivered after all the rest.
 *
 * GitOps engines go on to the next layer when this one is healthy. A certificate that is not issued yet, an Ingress
 * whose controller publishes no address, an autoscaler without measurements or a schedule whose last run failed would
 * hold up a platform that works.
 * What something else needs stays in its place. But routes leave it too where the last step is taken `apart`, beside the others
 * and not after them: an engine that takes a route for healthy only with an address would wait for one that many controllers
 * never publish.
 */
export function splitLast(
  layers: readonly (readonly Deliverable[])[],
  { apart = false }: { readonly apart?: boolean } = {},
): SplitLayers {
  const needed = new Set<string>();
  const last = new Set<string>();
  const readLast = new Set<string>();
  for (const member of layers.flat().reverse()) {
    // A claim that waits for its first reader comes with it.
    const waits = isByOthers(member) || isWatching(member) || (isProvisioned(member) && readLast.has(member.id));
    if ((waits && !needed.has(member.id)) || (apart && isRoute(member))) last.add(member.id);
    for (const id of member.dependsOn) (last.has(member.id) ? readLast : needed).add(id);
  }
  return {
    layers: layers.map((layer) => layer.filter(({ id }) => !last.has(id))).filter((layer) => layer.length > 0),
    last: layers.flat().filter(({ id }) => last.has(id)),
  };
}

const isRoute = ({ manifest }: Deliverable) =>
  manifest !== undefined && groupKind(manifest.object) === 'networking.k8s.io/Ingress';
const isWatching = ({ manifest }: Deliverable) => manifest?.last === true;
const isByOthers = ({ manifest }: Deliverable) => manifest !== undefined && BY_OTHERS.has(groupKind(manifest.object));
