import { randomBytes } from 'node:crypto';
import type { KubeObject } from '../../../src/manifest';
import { secret, UNKNOWN } from '../../pulumi/marks';
import type { Api } from '../launch/api';
import { applyCrds } from '../launch/crds';
import { until } from '../launch/wait';
import { takeOver } from './field-managers';
import { idOf, isWorthNoPreview, notCreated, notDeleted, notUpdated } from './kubernetes-errors';
import { changedIn, type Properties, type Provider } from './provider';

/** What the double was asked to do on the cluster, in order. */
export interface Done {
  readonly verb: 'create' | 'update' | 'delete';
  readonly kind: string;
  readonly name: string;
}

/** What happens around the making of an object: what is thrown is what the engine gets. */
export interface Around {
  /** The engine asks whether the inputs are right; it has not begun to make the object. */
  asked?(object: KubeObject): Promise<void>;
  /** The engine has begun; the API server has not been asked. */
  before?(object: KubeObject): Promise<void>;
  /** The object is there; the engine does not know yet. */
  after?(object: KubeObject): Promise<void>;
}

/** Field of the state that names the field manager of a resource, as the provider calls it. */
const MANAGER = '__fieldManager';

/**
 * A test double of the Kubernetes provider 4.34.2 against a real API server: create by POST, where an object that exists
 * is an error unless `upsertExistingObjects`; update by server-side apply, without force, by one field manager per
 * resource that is kept in the state; previews by dry run where the kind exists; a Secret's texts as `data`; a ConfigMap
 * or Secret replaced unless the provider is told that they are mutable.
 *
 * It does not prove how the real one reaches a cluster, waits until objects are ready (only definitions of kinds are
 * waited for), tries again where a namespace or a kind is missing, computes its differences (a refresh sees here what
 * somebody has changed, or an object that is gone, but not a field that is), or which fields of other kinds it replaces an
 * object for. It is stricter in one thing: an unknown field is an error.
 */
export class KubernetesDouble implements Provider {
  readonly done: Done[] = [];
  around: Around = {};
  /** How long a deletion may take. The provider waits ten minutes. */
  deletionSeconds = 60;
  private options: Properties = {};
  private readonly making = new Set<Promise<unknown>>();

  constructor(private readonly api: Api) {}

  configure(args: Properties): void {
    this.options = args;
  }

  async check(inputs: Properties, clear: Properties): Promise<Properties> {
    await this.around.asked?.(clear as KubeObject);
    if (clear.apiVersion !== 'v1' || clear.kind !== 'Secret' || !clear.stringData || hasUnknown(clear)) return inputs;
    const { stringData: _, ...rest } = inputs;
    const texts = Object.entries(clear.stringData as Record<string, string>);
    const data = texts.map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
    return { ...rest, data: secret({ ...clear.data, ...Object.fromEntries(data) }) };
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

  async create(urn: string, inputs: Properties, preview: boolean) {
    const object = inputs as KubeObject;
    const manager = `pulumi-kubernetes-${randomBytes(4).toString('hex')}`;
    if (preview) return { id: '', state: await this.previewed(object, manager) };
    const making = this.created(urn, object, manager);
    this.making.add(making);
    try {
      return { id: idOf(object), state: await making };
    } finally {
      this.making.delete(making);
    }
  }

  /** Resolves when no object is being made any more, for an engine that is gone. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.making);
  }

  async read(state: Properties, inputs: Properties) {
    const live = await this.api.get(state as KubeObject);
    if (live === undefined) return undefined;
    return { state: { ...live, [MANAGER]: state[MANAGER] }, inputs: seenThrough(inputs, live) as Properties };
  }

  async update(_urn: string, state: Properties, inputs: Properties, preview: boolean) {
    const object = inputs as KubeObject;
    const manager = String(state[MANAGER]);
    // A dry run does not take over the fields first, so without force they would be in conflict.
    if (preview) return (await this.api.apply(object, { manager, dryRun: true, force: true })).body;
    try {
      await takeOver(this.api, object, manager);
      await this.api.apply(object, { manager });
    } catch (error) {
      const live = await this.api.get(object).catch(() => undefined);
      throw notUpdated(object, manager, error, live && { ...live, [MANAGER]: manager });
    }
    this.note('update', object);
    return { ...(await this.api.get(object)), [MANAGER]: manager };
  }

  async delete(state: Properties) {
    const object = state as KubeObject;
    const isGone = async () => (await this.api.get(object)) === undefined;
    try {
      await this.api.delete(object);
      await until(`${idOf(object)} is gone`, isGone, { seconds: this.deletionSeconds });
    } catch (error) {
      throw notDeleted(error);
    }
    this.note('delete', object);
  }

  /** What the server would make of it; the inputs where nobody can say. */
  private async previewed(object: KubeObject, manager: string): Promise<Properties> {
    if (hasUnknown(object)) return object;
    try {
      return await this.make(object, manager, true);
    } catch (error) {
      if (isWorthNoPreview(error)) return object;
      throw error;
    }
  }

  private async make(object: KubeObject, manager: string, dryRun: boolean): Promise<Properties> {
    const { body } = this.isOn('upsertExistingObjects')
      ? await this.api.apply(object, { manager, dryRun, force: dryRun })
      : await this.api.create(object, { manager: 'pulumi-kubernetes', dryRun });
    return body;
  }

  private async created(urn: string, object: KubeObject, manager: string): Promise<Properties> {
    await this.around.before?.(object);
    try {
      await this.make(object, manager, false);
      this.note('create', object);
      if (object.kind === 'CustomResourceDefinition') await applyCrds(this.api, [object]);
      await this.around.after?.(object);
      return { ...(await this.api.get(object)), [MANAGER]: manager };
    } catch (error) {
      throw notCreated(urn, object, error);
    }
  }

  private isOn(option: string): boolean {
    return this.options[option] === true || this.options[option] === 'true';
  }

  private note(verb: Done['verb'], { kind, metadata }: KubeObject): void {
    this.done.push({ verb, kind, name: [metadata.namespace, metadata.name].filter(Boolean).join('/') });
  }
}

const hasUnknown = (value: unknown) => JSON.stringify(value).includes(UNKNOWN);

/** The live values of all that the inputs state: where they differ, somebody else changed something. */
function seenThrough(stated: unknown, live: unknown): unknown {
  if (Array.isArray(stated) && Array.isArray(live) && stated.length === live.length)
    return stated.map((item, index) => seenThrough(item, live[index]));
  if (typeof stated !== 'object' || stated === null || Array.isArray(stated)) return live;
  const fields = (live ?? {}) as Properties;
  return Object.fromEntries(
    Object.entries(stated).map(([key, value]) => [
      key,
      fields[key] === undefined ? value : seenThrough(value, fields[key]),
    ]),
  );
}
