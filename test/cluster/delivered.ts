import { parse } from 'yaml';
import type { SiteInput } from '../../src/config/site';
import { suppliedVariable } from '../../src/delivery/bootstrap-secrets';
import { type GitopsOptions, renderGitops } from '../../src/delivery/gitops';
import { sourcesOf } from '../../src/delivery/secret-sources';
import type { KubeObject, Manifests } from '../../src/manifest';
import type { Plan } from '../../src/plan/plan';
import { manifestsOf } from '../sites/sites';

/** How a site's secrets come into its cluster. */
export function secretsOf({ site }: Plan): GitopsOptions['secrets'] {
  return site.secrets.kind === 'external-secrets' ? site.secrets : { kind: 'bootstrap' };
}

/** Variables with the values that a person supplies to the script of a site; made up. */
export const suppliedValues = ({ secrets }: Manifests): NodeJS.ProcessEnv =>
  Object.fromEntries(
    sourcesOf(secrets)
      .filter(({ source }) => source.kind === 'supplied')
      .map(({ name }) => [suppliedVariable(name), `made-up-${name}`]),
  );

/** What is on the cluster when a site is there: its objects, and its Secrets by their names. */
export function objectsOf(site: SiteInput): readonly KubeObject[] {
  const { manifests, secrets } = manifestsOf(site);
  const secret = ({ namespace, name }: { readonly namespace: string; readonly name: string }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name },
  });
  return [...manifests.map(({ object }) => object), ...secrets.map(secret)];
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
