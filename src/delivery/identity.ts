import { UsageError } from '../errors';
import { groupOf } from '../kube/reference';
import { type KubeObject, type Manifest, type Manifests, objectName } from '../manifest';

/** Types of the components that group resources: constants, because a URN contains the types of all parents. */
export const CHART = 'astroplatform:index:Chart';
export const COMPONENT = 'astroplatform:index:Component';

/** Pulumi type token of a Kubernetes kind: `kubernetes:core/v1:ConfigMap`, `kubernetes:apps/v1:Deployment`. */
export const typeToken = ({ apiVersion, kind }: Pick<KubeObject, 'apiVersion' | 'kind'>) =>
  `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;

/**
 * The construct paths that become parents of an object: its chart and the component directly below, no deeper, so that
 * one more level of nesting changes no URN.
 */
export function parentsOf(id: string): readonly { readonly type: string; readonly name: string }[] {
  const [chart, component, ...rest] = id.split('/');
  if (component === undefined) return [];
  const parents = [{ type: CHART, name: `${chart}` }];
  return rest.length === 0 ? parents : [...parents, { type: COMPONENT, name: `${chart}/${component}` }];
}

/** How Pulumi knows one object, but for the stack and the project that every URN starts with. */
export interface Identity {
  /** `<type of each parent>$<type>::<name>`. */
  readonly urn: string;
  /** Earlier identities of the same object: other versions of its API, earlier construct paths. */
  readonly aliases: readonly string[];
  /** Holds data or the objects of others: must never be replaced. */
  readonly stateful: boolean;
  /** How messages name the object. */
  readonly object: string;
}

/** Versions that API groups count in; an object that moves from one to another stays the same object. */
const VERSIONS = [
  'v1',
  'v2',
  ...['v1', 'v2'].flatMap((v) => [1, 2, 3].flatMap((n) => [`${v}alpha${n}`, `${v}beta${n}`])),
];

/** What identity follows from: a manifest, or as much of a managed secret. */
export type Identified = Pick<Manifest, 'id' | 'object' | 'protect' | 'renamedFrom'>;

/** Identity of one object under Pulumi. */
export function identityOf({ id, object, protect, renamedFrom }: Identified): Identity {
  const group = groupOf(object.apiVersion);
  const versions = group === '' ? [] : VERSIONS.map((version) => `${group}/${version}`);
  const urns = [id, ...renamedFrom].flatMap((name) =>
    [...new Set([object.apiVersion, ...versions])].map((apiVersion) => urnOf(name, { ...object, apiVersion })),
  );
  const [urn = '', ...aliases] = urns;
  return { urn, aliases, stateful: protect, object: objectName(object) };
}

const urnOf = (id: string, object: KubeObject) =>
  `${[...parentsOf(id).map(({ type }) => type), typeToken(object)].join('$')}::${id}`;

/** URNs of all that holds data, without stack and project: what a project commits, to compare the next release with. */
export const statefulUrns = ({ manifests }: Manifests): readonly string[] =>
  manifests.map(identityOf).flatMap(({ urn, stateful }) => (stateful ? [urn] : []));

/**
 * Throws when an object that holds data would not be recognised after an update, so that Pulumi would delete it and
 * create another: it moved in the construct tree without `renamedFrom`, changed its kind, or went away.
 *
 * @param before {@link statefulUrns} of the release that is deployed
 * @param after the manifests that come
 *
 * @example
 * ```ts
 * assertNoStatefulReplacement(JSON.parse(readFileSync('stateful-urns.json', 'utf8')), platform(plan));
 * ```
 */
export function assertNoStatefulReplacement(before: readonly string[], after: Manifests): void {
  const known = new Set(after.manifests.map(identityOf).flatMap(({ urn, aliases }) => [urn, ...aliases]));
  const problems = before
    .filter((urn) => !known.has(urn))
    .map((urn) => ({
      path: urn.slice(urn.indexOf('::') + 2),
      fact: `Pulumi would delete this ${urn.slice(urn.lastIndexOf(':', urn.indexOf('::') - 1) + 1, urn.indexOf('::'))}`,
      act: 'Add this path to renamedFrom of what replaces it, or move the data first.',
    }));
  if (problems.length > 0)
    throw new UsageError(`site "${after.site}": objects that hold data would be replaced`, problems);
}
