import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

const POLICY = 'admissionregistration.k8s.io/ValidatingAdmissionPolicy';

export const admissionAgrees = defineRule({
  id: 'admission-agrees',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'Admission lets only those containers, images and Secrets into a session that it names; a template with another name makes sessions that are all refused.',
  fix: 'Name in the admission policy what the session templates name: init containers, their images and Secrets, and the registries of the site.',
  source: 'platform-contract.md §4 (workload namespace); capacity-storage-network.md §5',
  check: (platform) => {
    const world = worldOf(platform);
    const policies = policiesOf(world);
    const needed = neededNames(world);
    if (policies.length === 0 || needed.size === 0) return notApplicable;
    return fail(
      policies.flatMap((policy): Fault[] => {
        const validations = Field.of(policy.object).get('spec', 'validations');
        const named = literalsIn(validations);
        return [...needed]
          .filter(([name]) => !named.has(name))
          .map(([name, what]) =>
            faultAt(policy, validations.path, `it does not admit the ${what} ${name}, which sessions have`),
          );
      }),
    );
  },
});

/** Policies that judge what is created in the namespace of the sessions. */
function policiesOf(world: World): WorldObject[] {
  const names = world.delivered
    .filter(({ object }) => groupKind(object) === `${POLICY}Binding`)
    .map(({ object }) => Field.of(object).get('spec'))
    .filter((spec) => {
      const labels = spec.get('matchResources', 'namespaceSelector', 'matchLabels');
      return labels.get('kubernetes.io/metadata.name').text() === world.service?.sessions;
    })
    .map((spec) => spec.get('policyName').text());
  return world.delivered.filter(({ object }) => groupKind(object) === POLICY && names.includes(object.metadata.name));
}

/** What the pods of sessions contain beside what a user asked for, each with what it is. */
function neededNames(world: World): ReadonlyMap<string, string> {
  const needed = new Map<string, string>();
  for (const { maker, view } of world.pods) {
    if (maker.file === undefined) continue;
    const image = world.valuesFor(maker.file.type)['software.imageid'];
    for (const { role, field } of containersOf(view)) {
      if (role !== 'main') needed.set(field.get('name').text() ?? '', 'init container');
      const own = field.get('image').text() ?? '';
      if (own !== image) needed.set(own, 'image');
      for (const variable of field.get('env').items()) {
        const secret = variable.get('valueFrom', 'secretKeyRef', 'name').text();
        if (secret !== undefined) needed.set(secret, 'Secret');
      }
    }
  }
  if (needed.size === 0) return needed;
  for (const host of world.service?.variables.get('skaha.harborhosts')?.value?.split(' ') ?? []) {
    needed.set(host, 'registry');
  }
  return needed;
}

/** Texts in single quotes in the expressions. */
const literalsIn = (validations: Field): ReadonlySet<string> =>
  new Set(
    validations
      .items()
      .flatMap((validation) => [...(validation.get('expression').text() ?? '').matchAll(/'((?:[^'\\]|\\.)*)'/g)])
      .map(([, literal = '']) => literal.replace(/\\(.)/g, '$1').replace(/\/$/, '')),
  );
