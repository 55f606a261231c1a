import type { Reference } from './reference';
import type { Spot } from './spot';

/** What a reference says beside the name. */
export interface Extra {
  /** Namespace of the target. @default the namespace of the object; `null` for kinds without one */
  readonly namespace?: string | null | undefined;
  readonly key?: string | undefined;
  readonly port?: string | number | undefined;
  readonly optional?: boolean | undefined;
  readonly later?: true;
}

const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Collects the references of one object. */
export class Finder {
  readonly references: Reference[] = [];

  /** @param namespace namespace of the object: where it looks for what it names without one */
  constructor(readonly namespace: string) {}

  /** Adds what a field names; nothing when the field is absent or empty. */
  add(kind: string, name: Spot, { namespace = this.namespace, key, port, optional, later }: Extra = {}): void {
    const text = name.text();
    if (text === undefined || text === '') return;
    const slash = kind.indexOf('/');
    this.references.push({
      group: kind.slice(0, slash),
      kind: kind.slice(slash + 1),
      ...(namespace !== null && { namespace }),
      name: text,
      path: name.path,
      ...(key !== undefined && { key }),
      ...(port !== undefined && { port }),
      ...(optional && { optional }),
      ...(later && { later }),
    });
  }

  /** Adds a ConfigMap or Secret, once for each key that is read from it. */
  addKeys(kind: '/ConfigMap' | '/Secret', name: Spot, keys: readonly Spot[], optional: boolean): void {
    if (keys.length === 0) this.add(kind, name, { optional });
    for (const key of keys) this.add(kind, name, { optional, key: key.text() });
  }

  /** Adds the namespaces that a selector picks by the label that every namespace has. */
  addNamespaces(selector: Spot): void {
    const add = (name: Spot) => this.add('/Namespace', name, { namespace: null, later: true });
    add(selector.get('matchLabels', NAMESPACE_NAME));
    for (const expression of selector.get('matchExpressions').items()) {
      if (expression.get('key').text() !== NAMESPACE_NAME) continue;
      for (const value of expression.get('values').items()) add(value);
    }
  }
}

/** Finds the references of one kind of object. */
export type Find = (object: Spot, finder: Finder) => void;
