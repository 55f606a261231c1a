import { parse } from 'yaml';
import { type GitopsOptions, renderGitops } from '../../src/delivery/gitops';
import type { KubeObject, Manifests } from '../../src/manifest';
import type { Plan } from '../../src/plan/plan';

/** How a site's secrets come into its cluster. */
export function secretsOf({ site }: Plan): GitopsOptions['secrets'] {
  return site.secrets.kind === 'external-secrets' ? site.secrets : { kind: 'bootstrap' };
}

/** Objects of a rendered folder, layer by layer, as they stand in its files. */
export function layersIn(files: ReadonlyMap<string, string>): KubeObject[][] {
  const layers = new Map<string, KubeObject[]>();
  for (const [path, text] of files) {
    const layer = /(?:^|\/)(\d+-layer|edge)\/(?!kustomization\.yaml)/.exec(path)?.[1];
    if (layer) layers.set(layer, [...(layers.get(layer) ?? []), parse(text) as KubeObject]);
  }
  return [...layers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, objects]) => objects);
}

/** Objects of a site in the order of its plain output. */
export const plainLayers = (plan: Plan, manifests: Manifests): KubeObject[][] =>
  layersIn(renderGitops(manifests, { for: 'plain', secrets: secretsOf(plan) }));
