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

/** One Kustomization. */
export interface FluxStep {
  readonly name: string;
  readonly folder: string;
  /** Steps that must be ready before. */
  readonly dependsOn: readonly string[];
  /** Whether it is ready only when its objects are. */
  readonly wait: boolean;
}

/** The Kustomizations of a site, each waiting for those it depends on. */
export function fluxKustomizations(
  site: string,
  steps: readonly FluxStep[],
  target: FluxTarget,
): readonly KubeObject[] {
  const nameOf = (step: string) => `${site}-${step}`;
  return steps.map(({ name, folder, dependsOn, wait }) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: nameOf(name), namespace: target.namespace ?? 'flux-system' },
    spec: {
      ...(dependsOn.length > 0 ? { dependsOn: dependsOn.map((step) => ({ name: nameOf(step) })) } : {}),
      sourceRef: target.source ?? { kind: 'GitRepository', name: 'flux-system' },
      path: `./${target.path ?? site}/${folder}`,
      interval: '10m',
      retryInterval: '1m',
      timeout: '10m',
      prune: true,
      wait,
    },
  }));
}
