import { definitionsOf } from '../../kube/definitions';
import type { Definition } from '../../kube/reference';
import { type ReferenceList, readReferences } from '../../kube/references';
import type { KubeObject } from '../../manifest';

/** What one object names, and what exists because of it. */
export interface Facts extends ReferenceList {
  readonly definitions: readonly Definition[];
}

const known = new WeakMap<KubeObject, Facts>();

/** Facts of an object, read once however many rules ask: an object never changes. */
export function factsOf(object: KubeObject): Facts {
  const before = known.get(object);
  if (before) return before;
  const facts = { ...readReferences(object), definitions: definitionsOf(object) };
  known.set(object, facts);
  return facts;
}
