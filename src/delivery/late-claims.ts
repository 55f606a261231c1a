import type { Deliverable } from './graph';

/**
 * Moves each claim that a provisioner must fill into the layer of its first reader.
 *
 * Such a claim may wait for its first consumer. GitOps engines take a waiting claim for "not ready", never go on to the
 * layer with the pod, and so wait for ever. In one layer the pod is created too, and the claim is filled; engines apply what is
 * in one layer by kind, claims before what runs.
 */
export function withLateClaims(layers: readonly (readonly Deliverable[])[]): readonly (readonly Deliverable[])[] {
  const firstReader = new Map<string, number>();
  for (const [layer, members] of layers.entries()) {
    for (const { dependsOn } of members) {
      for (const id of dependsOn) if (!firstReader.has(id)) firstReader.set(id, layer);
    }
  }
  const result: Deliverable[][] = layers.map(() => []);
  for (const [layer, members] of layers.entries()) {
    for (const member of members) {
      const target = isProvisioned(member) ? (firstReader.get(member.id) ?? layer) : layer;
      result[target]?.push(member);
    }
  }
  return result;
}

/** Whether a claim must be filled by a provisioner: one that names its volume is filled at once. */
export const isProvisioned = ({ manifest }: Deliverable) =>
  manifest?.object.kind === 'PersistentVolumeClaim' && !manifest.object.spec?.volumeName;
