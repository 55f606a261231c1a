import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

export const policyVariableDefined = defineRule({
  id: 'policy-variable-defined',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'The API server refuses an admission policy whose expressions use a variable that it does not define before: nothing is judged then.',
  fix: 'Define the variable before the first expression that uses it.',
  source: 'policy-engines.md §3',
  check: (platform) => {
    const policies = worldOf(platform).delivered.filter(({ object }) =>
      groupKind(object).endsWith('admissionregistration.k8s.io/ValidatingAdmissionPolicy'),
    );
    return policies.length === 0 ? notApplicable : eachOf(policies, faultsOf);
  },
});

function faultsOf(policy: WorldObject): Fault[] {
  const spec = Field.of(policy.object).get('spec');
  const defined = new Set<string>();
  const faults = spec
    .get('variables')
    .items()
    .flatMap((variable) => {
      const found = undefinedIn(policy, variable.get('expression'), defined);
      defined.add(variable.get('name').text() ?? '');
      return found;
    });
  const judged = ['validations', 'auditAnnotations'].flatMap((list) => spec.get(list).items());
  const texts = judged.flatMap((one) => [
    one.get('expression'),
    one.get('messageExpression'),
    one.get('valueExpression'),
  ]);
  return [...faults, ...texts.flatMap((field) => undefinedIn(policy, field, defined))];
}

const undefinedIn = (policy: WorldObject, expression: Field, defined: ReadonlySet<string>): Fault[] => {
  const used = [...(expression.text() ?? '').matchAll(/\bvariables\.(\w+)/g)].map(([, name = '']) => name);
  return [...new Set(used)]
    .filter((name) => !defined.has(name))
    .map((name) => faultAt(policy, expression.path, `the variable ${name} is not defined before`));
};
