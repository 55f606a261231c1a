import { createHash } from 'node:crypto';
import type { KubeObject } from '../../../src/manifest';
import type { Api } from '../launch/api';
import { ApiError } from '../launch/api';
import { applyCrds } from '../launch/crds';
import { until } from '../launch/wait';
import { changedIn, type Properties, type Provider } from './provider';

/** What the double was asked to do on the cluster, in order. */
export interface Done {
  readonly verb: 'create' | 'update' | 'delete';
  readonly kind: string;
  readonly name: string;
}

/**
 * A test double of the Kubernetes provider 4.34.2 against a real API server: create by POST, where an object that exists
 * is an error unless `upsertExistingObjects`; update by server-side apply, without force, by one field manager per
 * resource; a ConfigMap or Secret is replaced unless the provider is told that they are mutable.
 *
 * It does not prove how the real one reaches a cluster, waits until objects are ready (only definitions of kinds are
 * waited for), computes its differences, or which fields of other kinds it replaces an object for.
 */
export class KubernetesDouble implements Provider {
  readonly done: Done[] = [];
  /** Called before an object is created, and after: what it throws is what the engine gets. */
  around: { before?(object: KubeObject): Promise<void>; after?(object: KubeObject): Promise<void> } = {};
  private options: Properties = {};

  constructor(private readonly api: Api) {}

  configure(args: Properties): void {
    this.options = args;
  }

  diff(inputs: { readonly old: Properties; readonly new: Properties }) {
    const changed = changedIn(inputs.old, inputs.new);
    const [old, now] = [inputs.old as KubeObject, inputs.new as KubeObject];
    const replaces = changed.filter((field) => {
      if (field === 'apiVersion' || field === 'kind') return true;
      if (field === 'metadata')
        return old.metadata.name !== now.metadata.name || old.metadata.namespace !== now.metadata.namespace;
      if (now.kind === 'ConfigMap') return !this.isOn('enableConfigMapMutable');
      return now.kind === 'Secret' && (field === 'type' || !this.isOn('enableSecretMutable'));
    });
    return { changed, replaces };
  }

  async create(urn: string, inputs: Properties) {
    const object = inputs as KubeObject;
    await this.around.before?.(object);
    await this.post(urn, object);
    this.note('create', object);
    if (object.kind === 'CustomResourceDefinition') await applyCrds(this.api, [object]);
    await this.around.after?.(object);
    return { id: idOf(object), state: await this.api.get(object) };
  }

  async read(state: Properties, inputs: Properties) {
    const live = await this.api.get(state as KubeObject);
    if (live === undefined) return undefined;
    return { state: live, inputs: seenThrough(inputs, live) as Properties };
  }

  async update(urn: string, _state: Properties, inputs: Properties) {
    const object = inputs as KubeObject;
    await this.apply(urn, object);
    this.note('update', object);
    return this.api.get(object);
  }

  async delete(state: Properties) {
    const object = state as KubeObject;
    await this.api.delete(object);
    this.note('delete', object);
    await until(`${idOf(object)} is gone`, async () => (await this.api.get(object)) === undefined, { seconds: 60 });
  }

  private async post(urn: string, object: KubeObject): Promise<void> {
    try {
      const path = (await this.api.pathOf(object)).replace(/\/[^/]*$/, '');
      await this.api.must('POST', `${path}?fieldManager=${managerOf(urn)}&fieldValidation=Strict`, object);
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw failed(object, 'create', error);
      if (!this.isOn('upsertExistingObjects')) throw failed(object, 'create', error);
      await this.apply(urn, object);
    }
  }

  private async apply(urn: string, object: KubeObject): Promise<void> {
    const manager = managerOf(urn);
    try {
      await this.migrate(manager, object);
      await this.api.apply(object, { manager });
    } catch (error) {
      throw failed(object, 'update', error);
    }
  }

  /** What was created by POST becomes what is owned by apply, as client-go's csaupgrade does it. */
  private async migrate(manager: string, object: KubeObject): Promise<void> {
    const { metadata } = await this.api.get(object);
    const isOurs = (one: Properties) => one.manager === manager && one.operation === 'Update' && !one.subresource;
    if (!metadata.managedFields.some(isOurs)) return;
    const managedFields = metadata.managedFields
      .filter((one: Properties) => !(one.manager === manager && one.operation === 'Apply'))
      .map((one: Properties) => (isOurs(one) ? { ...one, operation: 'Apply' } : one));
    const patch = { metadata: { managedFields, resourceVersion: metadata.resourceVersion } };
    await this.api.must('PATCH', await this.api.pathOf(object), patch, 'application/merge-patch+json');
  }

  private isOn(option: string): boolean {
    return this.options[option] === true || this.options[option] === 'true';
  }

  private note(verb: Done['verb'], { kind, metadata }: KubeObject): void {
    this.done.push({ verb, kind, name: [metadata.namespace, metadata.name].filter(Boolean).join('/') });
  }
}

const managerOf = (urn: string) => `pulumi-kubernetes-${createHash('sha256').update(urn).digest('hex').slice(0, 8)}`;

const idOf = ({ kind, metadata }: KubeObject) => [metadata.namespace, metadata.name, kind].filter(Boolean).join('/');

/** The words of the provider. */
function failed(object: KubeObject, verb: string, error: unknown): Error {
  const { kind, metadata } = object;
  const name = [metadata.namespace, metadata.name].filter(Boolean).join('/');
  const text = error instanceof ApiError ? error.said : String(error);
  if (error instanceof ApiError && error.status === 409 && verb === 'update')
    return new Error(`Server-Side Apply field conflict detected. ${kind} "${name}": ${text}`);
  return new Error(`resource "${name}" was not successfully ${verb}d by the Kubernetes API server: ${text}`);
}

/** The live values of all that the inputs state: where they differ, somebody else changed something. */
function seenThrough(stated: unknown, live: unknown): unknown {
  if (Array.isArray(stated) && Array.isArray(live) && stated.length === live.length)
    return stated.map((item, index) => seenThrough(item, live[index]));
  if (typeof stated !== 'object' || stated === null || Array.isArray(stated)) return live;
  const fields = (live ?? {}) as Properties;
  return Object.fromEntries(
    Object.entries(stated).map(([key, value]) => [
      key,
      // The server never gives it back; it is in `data`.
      key === 'stringData' || fields[key] === undefined ? value : seenThrough(value, fields[key]),
    ]),
  );
}
