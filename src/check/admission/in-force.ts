import { groupKind } from '../../kube/reference';
import type { KubeObject } from '../../manifest';
import { Field } from '../view/field';
import type { BoundPolicy } from './policy';

const POLICY = 'admissionregistration.k8s.io/ValidatingAdmissionPolicy';

/** The policies among objects that refuse something: those with a binding that denies. */
export function policiesInForce(objects: readonly KubeObject[]): BoundPolicy[] {
  const policies = objects.filter((object) => groupKind(object) === POLICY);
  return objects
    .filter((object) => groupKind(object) === `${POLICY}Binding`)
    .flatMap((binding) => {
      const spec = Field.of(binding).get('spec');
      const denies = spec
        .get('validationActions')
        .items()
        .some((action) => action.text() === 'Deny');
      const name = spec.get('policyName').text();
      return denies
        ? policies.filter(({ metadata }) => metadata.name === name).map((policy) => ({ policy, binding }))
        : [];
    });
}
