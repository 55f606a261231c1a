import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { Field } from '../../src/check/view/field';
import { manifestFault } from '../../src/check/world/faults';
import { propertyLines } from '../../src/check/world/properties';
import type { KubeObject } from '../../src/manifest';

/** Keys that may stand on several lines; of any other, the last line would win without a word. */
const REPEATABLE =
  /^(?:ca\.nrc\.cadc\.reg\.client\.RegistryClient\.baseURL|group|user|username|.*\.(?:allocationParent|selfAllocateGroup|service\.name))$/;

/** Its reader makes a `java.net.URI` of each key and each value. */
const REGISTRY = 'cadc-registry.properties';
const isUri = (text: string) => /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/.test(text);

export const propertiesWellFormed = defineRule({
  id: 'properties-well-formed',
  topic: 'configuration',
  on: 'platform',
  severity: 'error',
  why: 'Services read these files line by line and take what they can: two settings on one line become one, and an empty one is a setting too.',
  fix: 'Write one `key = value` per line; leave out what has no value.',
  source: 'platform-contract.md §7 item 6, §4 D7',
  check: ({ manifests, secrets }) => {
    const files = [
      ...manifests.flatMap((manifest) =>
        propertyFiles(manifest.object).map(([name, text]) => ({
          name,
          text,
          fault: (fact: string) => manifestFault(manifest, `data["${name}"]`, fact),
        })),
      ),
      ...secrets.flatMap(({ id, namespace, name, keys }) =>
        Object.entries(keys)
          .filter(([key]) => key.endsWith('.properties'))
          .map(([key, pieces]) => ({
            name: key,
            text: pieces.map((piece) => (typeof piece === 'string' ? piece : '*')).join(''),
            fault: (message: string): Fault => ({
              message,
              place: { object: `Secret ${namespace}/${name}`, construct: id, path: `keys["${key}"]` },
            }),
          })),
      ),
    ];
    if (files.length === 0) return notApplicable;
    return fail(files.flatMap(({ name, text, fault }) => factsOf(name, text).map(fault)));
  },
});

const propertyFiles = (object: KubeObject): [name: string, text: string][] =>
  object.kind !== 'ConfigMap'
    ? []
    : Field.of(object)
        .get('data')
        .entries()
        .filter(([name]) => name.endsWith('.properties'))
        .map(([name, field]) => [name, field.text() ?? '']);

function factsOf(file: string, text: string): string[] {
  const seen = new Set<string>();
  const facts = propertyLines(file, text).flatMap(({ line, key, value }): string[] => {
    const again = seen.has(key) && !REPEATABLE.test(key);
    seen.add(key);
    return [
      ...(value === undefined ? [`line ${line} is not key = value: ${JSON.stringify(key.slice(0, 60))}`] : []),
      ...(value === '' ? [`line ${line}: ${key} has no value`] : []),
      // Two settings that ran together: ` name.of.setting = ` inside a value.
      ...(value !== undefined && /\s[\w.-]+\s=\s/.test(value) ? [`line ${line}: ${key} swallows another setting`] : []),
      ...(file === REGISTRY && ![key, value ?? ''].every(isUri)
        ? [`line ${line}: ${key} is no URI, or its value is none, and one such line makes the whole file unreadable`]
        : []),
      ...(again ? [`line ${line}: ${key} stands twice, and the last one wins`] : []),
    ];
  });
  return text === '' || text.endsWith('\n') ? facts : [...facts, 'the last line does not end'];
}
