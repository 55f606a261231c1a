import type { KubeObject } from '../manifest';

/** Where Flux finds the folder, and where its Kustomizations live. */
export interface FluxTarget {
  readonly for: 'flux';
  /** Source that holds the folder. @default GitRepository `flux-system`, which `flux bootstrap` makes */
  readonly source?: { readonly kind: 'GitRepository' | 'OCIRepository' | 'Bucket'; readonly name: string };
  /** Path of the folder in the source. @default the site's name */
  readonly path?: string;
  /** Namespace of Flux. @default 'flux-system' */
  readonly namespace?: string;
}

/** What an object says to Flux: that it is never deleted when it holds data or the objects of others. */
export const fluxAnnotations = (protect: boolean): Record<string, string> =>
  protect ? { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } : {};

/**
 * One Kustomization per layer, each waiting until the layer before it is ready. Flux deletes and creates again what moves
 * to a later layer in another release; what holds data never is, by its annotation.
 */
export function fluxKustomizations(
  site: string,
  folders: readonly string[],
  target: FluxTarget,
): readonly KubeObject[] {
  const name = (layer: number) => `${site}-${layer}`;
  return folders.map((folder, layer) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: name(layer), namespace: target.namespace ?? 'flux-system' },
    spec: {
      ...(layer > 0 ? { dependsOn: [{ name: name(layer - 1) }] } : {}),
      sourceRef: target.source ?? { kind: 'GitRepository', name: 'flux-system' },
      path: `./${target.path ?? site}/${folder}`,
      interval: '10m',
      retryInterval: '1m',
      timeout: '10m',
      prune: true,
      wait: true,
    },
  }));
}
