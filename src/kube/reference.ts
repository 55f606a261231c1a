/** Names one Kubernetes object. The version plays no part in it: all versions of a group show the same objects. */
export interface Target {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Absent for kinds that belong to the cluster as a whole. */
  readonly namespace?: string;
  readonly name: string;
}

/** One place in an object that names another. */
export interface Reference extends Target {
  /** Path of the field that holds the name, e.g. `spec.template.spec.priorityClassName`. */
  readonly path: string;
  /** Key of a ConfigMap or Secret that is read. */
  readonly key?: string;
  /** Port of a Service, by name or number. */
  readonly port?: string | number;
  /** The object works without the target. */
  readonly optional?: true;
  /** The target comes after this object, so no order of delivery follows: a volume names the claim that it waits for. */
  readonly later?: true;
}

/** One object that exists because of another: itself, or what a controller makes of it. */
export interface Definition extends Target {
  /** Keys of a ConfigMap or Secret; absent where nobody can know them before. */
  readonly keys?: ReadonlySet<string>;
  /** Ports of a Service, each by number and by name. */
  readonly ports?: ReadonlySet<string>;
}

/** `Secret skaha-system/redis`: how messages name a target. */
export const targetName = ({ kind, namespace, name }: Target): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** Equal for equal targets. */
export const targetId = ({ group, kind, namespace, name }: Target): string =>
  `${group}/${kind}/${namespace ?? ''}/${name}`;

/** `apps/Deployment`, `/Pod`: API group and kind, whatever the version. */
export const groupKind = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string =>
  `${groupOf(apiVersion)}/${kind}`;

/** API group of `group/version`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = String(apiVersion).indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
