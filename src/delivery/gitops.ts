import type { KubeObject, Manifests } from '../manifest';
import { toYaml } from '../yaml';
import { type ArgocdTarget, argocdAnnotations, argocdApplication } from './argocd';
import { bootstrapSecrets } from './bootstrap-secrets';
import { type ExternalSecrets, externalSecret } from './external-secret';
import { fileNames } from './file-name';
import { type FluxTarget, fluxAnnotations, fluxKustomizations } from './flux';
import { assertPublishable } from './gate';
import { type Deliverable, graphOf } from './graph';
import { splitLast } from './last-layer';
import { withLateClaims } from './late-claims';
import { layersOf } from './order';

export type { ArgocdTarget } from './argocd';
export { type ExternalSecrets, type StoreEntry, storeEntries } from './external-secret';
export type { FluxTarget } from './flux';
export { writeFolder } from './write';

/** Who applies the folder. `plain` is a person with `kubectl apply -k`, layer by layer. */
export type GitopsTarget = { readonly for: 'plain' } | ArgocdTarget | FluxTarget;

/** How secret values come to be: from a store, or by a script that a person runs once. */
export type GitopsSecrets = ExternalSecrets | { readonly kind: 'bootstrap' };

/** What {@link renderGitops} needs to know beside the manifests. */
export type GitopsOptions = GitopsTarget & { readonly secrets: GitopsSecrets };

/** Name of the script that creates the secrets, at the top of the folder. */
export const BOOTSTRAP_SCRIPT = 'bootstrap-secrets.sh';

/**
 * Renders a site as the files of one folder: path to text, sorted by path, the same bytes for the same manifests.
 *
 * One file per object, in folders that follow the dependencies: `00-layer`, `01-layer`, .... For `plain` each has a
 * `kustomization.yaml`, and one at the top takes all; for Argo CD `application.yaml` delivers `manifests/` in sync waves,
 * and `application-edge.yaml` what becomes healthy only by others (addresses, certificates, measurements);
 * for Flux `flux/` has a Kustomization per layer. Objects that hold data are kept when they leave the folder.
 *
 * Throws a {@link UsageError} when the manifests cannot be delivered, or a file would hold a secret value.
 *
 * @example
 * ```ts
 * const files = renderGitops(manifests, { for: 'plain', secrets: { kind: 'bootstrap' } });
 * writeFolder('out/canfar', files);
 * ```
 */
export function renderGitops(manifests: Manifests, options: GitopsOptions): ReadonlyMap<string, string> {
  const folders = foldersOf(manifests, options);
  const objects = folders.flatMap((folder) => folder.objects);
  const names = fileNames(objects);

  const files = new Map<string, string>();
  for (const { path, objects } of folders) {
    for (const object of objects) files.set(`${path}/${names.get(object)}`, toYaml(object));
    if (options.for !== 'argocd')
      files.set(`${path}/kustomization.yaml`, kustomization(objects.map((object) => names.get(object) ?? '')));
  }
  const paths = folders.map(({ path }) => path);
  for (const [path, text] of entryPoints(manifests.site, paths, options)) files.set(path, text);
  if (options.secrets.kind === 'bootstrap' && manifests.secrets.length > 0) {
    files.set(BOOTSTRAP_SCRIPT, bootstrapSecrets(manifests));
  }

  assertPublishable(objects, files);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const MANIFESTS = 'manifests';
const EDGE = 'edge';

/** A folder of objects that are applied together. */
interface Folder {
  readonly path: string;
  readonly objects: readonly KubeObject[];
}

/**
 * The objects of a site, folder by folder. Argo CD waits for the health of a wave, the last one included; so what
 * waits for others gets a folder and an Application of its own there, and is one more layer elsewhere.
 */
function foldersOf(manifests: Manifests, options: GitopsOptions): readonly Folder[] {
  const delivered = ({ manifest }: Deliverable) =>
    manifest !== undefined || options.secrets.kind === 'external-secrets';
  const { layers, last } = splitLast(withLateClaims(layersOf(graphOf(manifests))));
  const apart = options.for === 'argocd' && last.length > 0;
  const root = options.for === 'plain' ? '' : `${MANIFESTS}/`;
  const numbered = [...layers, ...(apart ? [] : [last])]
    .map((layer) => layer.filter(delivered))
    .filter((layer) => layer.length > 0)
    .map((layer, index) => ({
      path: `${root}${String(index).padStart(2, '0')}-layer`,
      objects: layer.map((member) => lowered(member, index, manifests.site, options)),
    }));
  const edge = { path: EDGE, objects: last.map((member) => lowered(member, 0, manifests.site, options)) };
  return apart ? [...numbered, edge] : numbered;
}

/** The object as its engine gets it: a managed secret as ExternalSecret, and the engine's annotations. */
function lowered({ manifest, secret }: Deliverable, layer: number, site: string, options: GitopsOptions): KubeObject {
  const object = manifest ? manifest.object : externalSecret(site, secret, options.secrets as ExternalSecrets);
  const protect = manifest?.protect ?? false;
  if (options.for === 'argocd') return annotated(object, argocdAnnotations(object, layer, protect));
  return options.for === 'flux' ? annotated(object, fluxAnnotations(protect)) : object;
}

function annotated(object: KubeObject, annotations: Record<string, string>): KubeObject {
  if (Object.keys(annotations).length === 0) return object;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
  };
}

/** The files at which a person or an engine starts. */
function entryPoints(site: string, folders: readonly string[], options: GitopsOptions): readonly [string, string][] {
  if (options.for === 'plain') return [['kustomization.yaml', kustomization(folders)]];
  if (options.for === 'argocd') {
    const application = (name: string, folder: string) => toYaml(argocdApplication(name, site, folder, options));
    return [
      ['application.yaml', application(site, MANIFESTS)],
      ...(folders.includes(EDGE)
        ? [[`application-${EDGE}.yaml`, application(`${site}-${EDGE}`, EDGE)] as [string, string]]
        : []),
    ];
  }
  const paths = folders.map((folder) => `flux/${folder.slice(MANIFESTS.length + 1)}.yaml`);
  const objects = fluxKustomizations(site, folders, options);
  return [
    ['kustomization.yaml', kustomization(paths)],
    ...objects.map((object, layer): [string, string] => [paths[layer] ?? '', toYaml(object)]),
  ];
}

const kustomization = (resources: readonly string[]) =>
  toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: [...resources].sort() });
