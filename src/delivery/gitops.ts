import type { KubeObject, Manifests } from '../manifest';
import { toYaml } from '../yaml';
import { ADDONS, addonFiles } from './addons-script';
import {
  type ArgocdTarget,
  argocdAnnotations,
  argocdApplication,
  argocdChart,
  argocdChartsApplication,
} from './argocd';
import { bootstrapSecrets } from './bootstrap-secrets';
import { type ExternalSecrets, externalSecret } from './external-secret';
import { fileNames } from './file-name';
import { type FluxTarget, fluxAnnotations, fluxChart, fluxKustomizations } from './flux';
import { folderReadme } from './folder-readme';
import { assertPublishable } from './gate';
import { type Deliverable, graphOf } from './graph';
import { splitLast } from './last-layer';
import { withLateClaims } from './late-claims';
import { layersOf } from './order';
import { prerequisites } from './prerequisites';
import { type Stage, stagesOf } from './stages';
import { storeList } from './store-list';

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

/** Name of the page that says what the secret store must hold, at the top of the folder. */
export const STORE_LIST = 'secret-store.md';

/** Name of the script that creates the secrets, at the top of the folder. */
export const BOOTSTRAP_SCRIPT = 'bootstrap-secrets.sh';

/**
 * Renders a site as the files of one folder: path to text, sorted by path, the same bytes for the same manifests.
 *
 * One file per object, in folders that follow the dependencies: `00-layer`, `01-layer`, .... For `plain` each has a
 * `kustomization.yaml`, and one at the top takes all; for Argo CD `application.yaml` delivers `manifests/` in sync waves,
 * and `application-edge.yaml` what becomes healthy only by others (addresses, certificates, measurements); for Flux
 * `flux/` has Kustomizations that wait for each other: namespaces, add-ons, the base, then a stage per capability. Objects
 * that hold data are kept when they leave the folder.
 *
 * Charts of add-ons are a script that installs them for `plain`, Applications of their own that `application-addons.yaml`
 * delivers for Argo CD, and releases in the stage `addons` for Flux. `README.md` says how the folder
 * reaches a cluster.
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
  const stages = stagesFor(manifests, options);
  const folders: Folder[] = stages.map(({ name, members }, index) => ({
    path: folderOf(name, options),
    objects: members.flatMap((member) => lowered(member, name === EDGE ? 0 : index, manifests.site, options)),
  }));
  if (options.for === 'argocd') folders.push(...chartsFolder(manifests, options));
  const objects = folders.flatMap((folder) => folder.objects);
  const names = fileNames(objects);

  const files = new Map<string, string>();
  const fileOf = (object: KubeObject) => names.get(object) ?? '';
  for (const { path, objects } of folders) {
    for (const object of objects) files.set(`${path}/${fileOf(object)}`, toYaml(object));
    if (options.for !== 'argocd') files.set(`${path}/kustomization.yaml`, kustomization(objects.map(fileOf)));
  }
  const entries = entryPoints(manifests, stages, options, fileOf);
  for (const [path, text] of entries) files.set(path, text);
  const secrets = aboutSecrets(manifests, options);
  if (secrets) files.set(secrets.file, secrets.text);
  const top = entries.map(([path]) => path).filter((path) => !path.includes('/'));
  files.set(
    'README.md',
    folderReadme({
      site: manifests.site,
      target: options,
      entries: top,
      ...(secrets && { secrets }),
      needs: prerequisites(objects, manifests),
    }),
  );

  assertPublishable(objects, files);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a person must know or do about secrets; `undefined` where there are none. */
function aboutSecrets(manifests: Manifests, { secrets }: GitopsOptions) {
  if (manifests.secrets.length === 0) return undefined;
  return secrets.kind === 'bootstrap'
    ? ({ file: BOOTSTRAP_SCRIPT, kind: 'script', text: bootstrapSecrets(manifests) } as const)
    : ({ file: STORE_LIST, kind: 'list', text: storeList(manifests.site, manifests.secrets) } as const);
}

/** Objects that lie together. */
interface Folder {
  readonly path: string;
  readonly objects: readonly KubeObject[];
}

/** What becomes healthy only by others. */
const EDGE = 'edge';

const folderOf = (stage: string, options: GitopsOptions) =>
  options.for === 'plain' || (options.for === 'argocd' && stage === EDGE) ? stage : `${MANIFESTS}/${stage}`;

const MANIFESTS = 'manifests';

/** The objects of a site, and in what steps its engine takes them. */
function stagesFor(manifests: Manifests, options: GitopsOptions): readonly Stage[] {
  const delivered = ({ secret, chart }: Deliverable) =>
    chart ? options.for === 'flux' : !secret || options.secrets.kind === 'external-secrets';
  const { layers, last } = splitLast(layersOf(graphOf(manifests)), { apart: options.for === 'argocd' });
  const stages =
    options.for === 'flux'
      ? stagesOf(layers.flat())
      : // A person's kubectl waits for nothing, so that there a claim is before its reader as everything else is.
        numbered((options.for === 'argocd' ? withLateClaims(layers) : layers).map((layer) => layer.filter(delivered)));
  const edge = { name: EDGE, members: last, dependsOn: stages.map(({ name }) => name) };
  return [...stages, edge]
    .map((stage) => ({ ...stage, members: stage.members.filter(delivered) }))
    .filter(({ members }) => members.length > 0);
}

const numbered = (layers: readonly (readonly Deliverable[])[]): readonly Stage[] =>
  layers
    .filter((layer) => layer.length > 0)
    .map((members, index) => ({ name: `${String(index).padStart(2, '0')}-layer`, members, dependsOn: [] }));

/** What becomes of a member: a managed secret is an ExternalSecret, a chart a release of Flux; with the engine's annotations. */
function lowered(member: Deliverable, layer: number, site: string, options: GitopsOptions): readonly KubeObject[] {
  const { manifest, secret, chart } = member;
  if (chart) return options.for === 'flux' ? fluxChart(site, chart, options) : [];
  const object = manifest ? manifest.object : externalSecret(site, secret, options.secrets as ExternalSecrets);
  const protect = (manifest ?? secret).protect ?? false;
  if (options.for === 'argocd') return [annotated(object, argocdAnnotations(object, layer, protect))];
  return [options.for === 'flux' ? annotated(object, fluxAnnotations(protect)) : object];
}

/** Charts as Applications of their own, in waves among themselves; nothing where there are none. */
function chartsFolder(manifests: Manifests, options: ArgocdTarget): Folder[] {
  const waves = layersOf(graphOf(manifests)).map((layer) => layer.flatMap(({ chart }) => chart ?? []));
  const objects = waves
    .filter((wave) => wave.length > 0)
    .flatMap((wave, index) => wave.map((chart) => argocdChart(manifests.site, chart, index, options)));
  return objects.length > 0 ? [{ path: ADDONS, objects }] : [];
}

function annotated(object: KubeObject, annotations: Record<string, string>): KubeObject {
  if (Object.keys(annotations).length === 0) return object;
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } },
  };
}

/** The files at which a person or an engine starts. */
function entryPoints(
  manifests: Manifests,
  stages: readonly Stage[],
  options: GitopsOptions,
  fileOf: (object: KubeObject) => string,
): readonly (readonly [path: string, text: string])[] {
  const { site, charts = [] } = manifests;
  const hasEdge = stages.some(({ name }) => name === EDGE);
  switch (options.for) {
    case 'plain':
      return [
        ['kustomization.yaml', kustomization(stages.map(({ name }) => name))],
        ...plainCharts(manifests, stages, fileOf),
      ];
    case 'argocd': {
      // Argo CD waits for the health of every wave, the last one included: what waits for others is none of them.
      const application = (name: string, folder: string) => toYaml(argocdApplication(name, site, folder, options));
      const edge = [`application-${EDGE}.yaml`, application(`${site}-${EDGE}`, EDGE)] as const;
      const addons = () =>
        [`application-${ADDONS}.yaml`, toYaml(argocdChartsApplication(site, ADDONS, options))] as const;
      return [
        ['application.yaml', application(site, MANIFESTS)],
        ...(hasEdge ? [edge] : []),
        ...(charts.length > 0 ? [addons()] : []),
      ];
    }
    case 'flux': {
      const paths = stages.map(({ name }) => `flux/${name}.yaml`);
      const steps = stages.map(({ name, dependsOn }) => ({
        name,
        folder: folderOf(name, options),
        dependsOn,
        wait: name !== EDGE,
      }));
      const objects = fluxKustomizations(site, steps, options);
      return [
        ['kustomization.yaml', kustomization(paths)],
        ...objects.map((object, index) => [paths[index] ?? '', toYaml(object)] as const),
      ];
    }
  }
}

/** A script that installs the charts for a person, and what it is told; nothing where there are none. */
function plainCharts(
  manifests: Manifests,
  stages: readonly Stage[],
  fileOf: (object: KubeObject) => string,
): readonly (readonly [path: string, text: string])[] {
  const members = layersOf(graphOf(manifests)).flat();
  const charts = members.flatMap(({ chart }) => chart ?? []);
  if (charts.length === 0) return [];
  const folders = new Map(stages.flatMap(({ name, members }) => members.map(({ id }) => [id, name])));
  return addonFiles(manifests.site, charts, (chart) => {
    const needed = new Set(chart.dependsOn);
    for (const { id, dependsOn } of [...members].reverse())
      if (needed.has(id)) for (const one of dependsOn) needed.add(one);
    return members.flatMap(({ id, manifest }) => {
      const folder = folders.get(id);
      return manifest && folder !== undefined && needed.has(id) ? [`${folder}/${fileOf(manifest.object)}`] : [];
    });
  });
}

const kustomization = (resources: readonly string[]) =>
  toYaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: [...resources].sort() });
