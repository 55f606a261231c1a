import { type Definition, type Reference, targetName } from '../../kube/reference';
import type { Answer, Fault, PlatformSubject } from '../rule';
import { eachOf, Undecided } from '../undecided';
import { factsOf } from './facts';
import { faultAt } from './faults';
import { type World, worldOf } from './world';

/**
 * Looks for everything of some kinds that any object names, those of sessions included: fails for what does not exist,
 * and for keys and ports that it does not have.
 *
 * @param kinds `group/Kind`, the core group being empty
 */
export function namedExist(subject: PlatformSubject, kinds: readonly string[]): Answer {
  return everyReference(subject, ({ group, kind }) => kinds.includes(`${group}/${kind}`));
}

/** As {@link namedExist}, for the references that `concerns` picks. */
export function everyReference(subject: PlatformSubject, concerns: (reference: Reference) => boolean): Answer {
  const world = worldOf(subject);
  const named = world.objects.flatMap((one) =>
    factsOf(one.object)
      .references.filter(concerns)
      .map((reference) => ({ one, reference })),
  );
  return eachOf(named, ({ one, reference }): Fault[] => {
    const missing = missingPart(world, reference);
    return missing === undefined ? [] : [faultAt(one, reference.path, missing)];
  });
}

/** What is missing of what a reference names; `undefined` when nothing is. */
export function missingPart(world: World, reference: Reference): string | undefined {
  const { optional, namespace, key, port } = reference;
  const found = world.find(reference);
  if (found === undefined) {
    if (optional) return undefined;
    if (namespace !== undefined && world.isForeign(namespace)) {
      throw new Undecided(`${targetName(reference)} is in a namespace that the site does not own`);
    }
    return `${targetName(reference)} does not exist`;
  }
  if (key !== undefined && !optional) return missingFrom(found, found.keys, key, 'key');
  if (port !== undefined) return missingFrom(found, found.ports, String(port), 'port');
  return undefined;
}

function missingFrom(found: Definition, parts: ReadonlySet<string> | undefined, part: string, noun: string) {
  if (parts === undefined || parts.has(part)) return undefined;
  const there = parts.size === 0 ? 'none' : [...parts].join(', ');
  return `${targetName(found)} has no ${noun} ${JSON.stringify(part)}; it has ${there}`;
}
