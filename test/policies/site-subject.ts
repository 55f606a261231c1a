import type { PlatformSubject } from '../../src/check/rule';
import { type KubeObject, type ManagedSecret, objectName } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';

/** One change of a platform. It throws when there is nothing to change, so that no case passes by mistake. */
export type Change = (platform: PlatformSubject) => PlatformSubject;

const made = new Map<string, PlatformSubject>();

/** A site of `stacks/` as rules see it, with changes. */
export function site(name: 'demo' | 'canfar' | 'srcnet', ...changes: readonly Change[]): PlatformSubject {
  const input = SITES[name];
  if (!input) throw new Error(`no site ${name}`);
  const { manifests, secrets } = manifestsOf(input);
  const platform = made.get(name) ?? { manifests, secrets, provides: planOf(input).provides };
  made.set(name, platform);
  return changes.reduce((before, change) => change(before), platform);
}

// biome-ignore lint/suspicious/noExplicitAny: changes reach into objects of every kind
type Draft = any;

/** Changes one object, e.g. `Deployment skaha-system/skaha`. */
export const object =
  (name: string, edit: (draft: Draft) => void): Change =>
  (platform) => {
    const manifests = platform.manifests.map((manifest) =>
      objectName(manifest.object) === name ? { ...manifest, object: edited(manifest.object, edit) } : manifest,
    );
    return { ...platform, manifests: refuseNone(platform.manifests, manifests, name) };
  };

/** Adds an object. */
export const added =
  (extra: KubeObject): Change =>
  (platform) => ({
    ...platform,
    manifests: [
      ...platform.manifests,
      { id: 'added', capability: 'added', object: extra, dependsOn: [], protect: true, renamedFrom: [] },
    ],
  });

/** Leaves out one object. */
export const without =
  (name: string): Change =>
  (platform) => {
    const manifests = platform.manifests.filter(({ object: one }) => objectName(one) !== name);
    return { ...platform, manifests: refuseNone(platform.manifests, manifests, name) };
  };

/** Changes one managed secret, by its name. */
export const secret =
  (name: string, edit: (draft: Draft) => void): Change =>
  (platform) => {
    const secrets = platform.secrets.map((one) => (one.name === name ? (edited(one, edit) as ManagedSecret) : one));
    return { ...platform, secrets: refuseNone(platform.secrets, secrets, name) };
  };

/** Sets a variable of the session service; `undefined` takes it away. */
export const variable = (name: string, value: string | undefined): Change =>
  object('Deployment skaha-system/skaha', (draft) => {
    const [container] = draft.spec.template.spec.containers;
    const others = container.env.filter((one: { name: string }) => one.name !== name);
    container.env = value === undefined ? others : [...others, { name, value }];
  });

/** Replaces a text in a session file, or in any other file of the session service. */
export const file = (name: string, from: string | RegExp, to: string): Change =>
  object('ConfigMap skaha-system/skaha-config', ({ data }) => {
    data[name] = data[name].replace(from, to);
  });

function edited<T>(value: T, edit: (draft: Draft) => void): T {
  // Through text, so that what two places share is changed in one.
  const draft = JSON.parse(JSON.stringify(value)) as T;
  edit(draft);
  return draft;
}

function refuseNone<T>(before: readonly T[], after: readonly T[], name: string): readonly T[] {
  if (JSON.stringify(before) === JSON.stringify(after)) throw new Error(`nothing of ${name} was changed`);
  return after;
}
