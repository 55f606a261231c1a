import { BUILT_IN } from '../../kube/built-in';
import { secretDefinition } from '../../kube/definitions';
import { operatorObjects } from '../../kube/operator-objects';
import { type Definition, groupKind, type Target, targetId } from '../../kube/reference';
import { type KubeObject, type ManagedSecret, type Manifest, objectName } from '../../manifest';
import type { PlatformSubject } from '../rule';
import { Field } from '../view/field';
import { factsOf } from './facts';
import { podsOf, type WorldPod } from './pods';
import { providedBy } from './provided';
import { type SessionFile, sessionFilesOf } from './session-files';
import { type SessionHome, sessionObjectsOf } from './session-objects';
import { type SessionService, sessionServiceOf } from './session-service';
import { type LaunchValues, launchValues } from './session-values';

/** One object of the closed world: a manifest, or what the session service makes of a file in one. */
export interface WorldObject {
  readonly object: KubeObject;
  /** How messages name it. */
  readonly title: string;
  /** The manifest that it is, or that holds the file. */
  readonly manifest: Manifest;
  readonly file?: SessionFile;
}

/** All objects of a platform, those of its sessions included, and everything that may be named. Each part is made when first asked for. */
export class World {
  private readonly cache = new Map<string, unknown>();

  constructor(readonly subject: PlatformSubject) {}

  /** The session service, where there is one. */
  get service(): SessionService | undefined {
    return this.once('service', () => sessionServiceOf(this.subject.manifests));
  }

  /** Files of the session types. */
  get files(): readonly SessionFile[] {
    return this.once('files', () => sessionFilesOf(this.subject.manifests));
  }

  /** What the session service fills into the files of a type. */
  valuesFor(type: string): LaunchValues {
    return this.once(`values ${type}`, () => launchValues(type, (name) => this.service?.variables.get(name)?.value));
  }

  /** Where the sessions of a type live; `undefined` where no session service says so. */
  homeOf(type: string): SessionHome | undefined {
    const namespace = this.service?.sessions;
    if (namespace === undefined) return undefined;
    const setting = (what: string) =>
      [type.toUpperCase(), 'DEFAULT']
        .map((key) => this.service?.variables.get(`SKAHA_QUEUE_${key}_${what}`)?.value)
        .find(Boolean);
    const [name, priorityClass] = [setting('NAME'), setting('PRIORITY_CLASS')];
    return { namespace, ...(name && priorityClass && { queue: { name, priorityClass } }) };
  }

  /** The objects that are delivered. */
  get delivered(): readonly WorldObject[] {
    return this.once('delivered', () =>
      this.subject.manifests.map((manifest) => ({
        object: manifest.object,
        title: objectName(manifest.object),
        manifest,
      })),
    );
  }

  /** The objects that the session service makes for each type of session. */
  get sessions(): readonly WorldObject[] {
    return this.once('sessions', () =>
      this.files.flatMap((file) => {
        const home = this.homeOf(file.type);
        if (!home) return [];
        return sessionObjectsOf(file, this.valuesFor(file.type), home).map(({ object }) => ({
          object,
          title: `${object.kind} of ${file.name}`,
          manifest: file.configMap,
          file,
        }));
      }),
    );
  }

  get objects(): readonly WorldObject[] {
    return this.once('objects', () => [...this.delivered, ...this.sessions]);
  }

  /** What operators make of the objects that are delivered, as far as it is known: pods and Services. */
  get operated(): readonly WorldObject[] {
    return this.once('operated', () =>
      this.delivered.flatMap(({ object: maker, manifest }) =>
        operatorObjects(maker).map((object) => ({
          object,
          title: `${object.kind} of ${objectName(maker)}`,
          manifest,
        })),
      ),
    );
  }

  /** The pods that will run, those of sessions and of operators included. */
  get pods(): readonly WorldPod[] {
    return this.once('pods', () => podsOf([...this.objects, ...this.operated]));
  }

  /** What exists under this name; `undefined` when nothing does. */
  find(target: Target): Definition | undefined {
    const { group, kind, name } = target;
    // Kubernetes makes these by itself, and adds to them with every release.
    if (kind === 'ClusterRole' && name.startsWith('system:')) return { group, kind, name };
    return (
      this.definitions.get(targetId(target)) ?? this.definitions.get(targetId({ group, kind, namespace: '*', name }))
    );
  }

  /** Text of a key of a ConfigMap of the platform. */
  configText(namespace: string, name: string, key: string): string | undefined {
    const all = this.once('configMaps', () => {
      const found = this.subject.manifests.filter(({ object }) => groupKind(object) === '/ConfigMap');
      return new Map(found.map(({ object }) => [`${object.metadata.namespace}/${object.metadata.name}`, object]));
    });
    const object = all.get(`${namespace}/${name}`);
    return object && Field.of(object).get('data', key).text();
  }

  /** A Secret by intent. */
  managedSecret(namespace: string, name: string): ManagedSecret | undefined {
    return this.subject.secrets.find((secret) => secret.namespace === namespace && secret.name === name);
  }

  /** Text of a key of a managed secret, with `*` in place of each value. */
  secretText(namespace: string, name: string, key: string): string | undefined {
    const text = this.managedSecret(namespace, name)?.keys[key];
    return text?.map((piece) => (typeof piece === 'string' ? piece : '*')).join('');
  }

  /** Whether a namespace is there before us and holds things that nobody lists. */
  isForeign(namespace: string): boolean {
    const ours = this.once('namespaces', () => {
      const found = this.subject.manifests.filter(({ object }) => object.kind === 'Namespace');
      return new Set(found.map(({ object }) => object.metadata.name));
    });
    return !ours.has(namespace) && this.find({ group: '', kind: 'Namespace', name: namespace }) !== undefined;
  }

  private get definitions(): ReadonlyMap<string, Definition> {
    return this.once('definitions', () => {
      const all = [
        ...BUILT_IN,
        ...providedBy(this.subject.provides),
        ...this.objects.flatMap(({ object }) => factsOf(object).definitions),
        ...this.subject.secrets.map(secretDefinition),
      ];
      return new Map(all.map((definition) => [targetId(definition), definition]));
    });
  }

  private once<T>(part: string, make: () => T): T {
    if (!this.cache.has(part)) this.cache.set(part, make());
    return this.cache.get(part) as T;
  }
}

const worlds = new WeakMap<PlatformSubject, World>();

/** The closed world of a platform; made once for all rules. */
export function worldOf(subject: PlatformSubject): World {
  const world = worlds.get(subject) ?? new World(subject);
  worlds.set(subject, world);
  return world;
}
