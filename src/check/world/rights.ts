import { groupKind } from '../../kube/reference';
import type { Fault } from '../rule';
import { Field } from '../view/field';
import { factsOf } from './facts';
import { faultAt } from './faults';
import { namespaceOf, type WorldPod } from './pods';
import type { World, WorldObject } from './world';

/** Bindings of an account, each with its role where that is ours. */
export function bindingsOf(world: World, namespace: string, account: string) {
  return world.delivered
    .filter(({ object }) => /^rbac\.authorization\.k8s\.io\/(?:Cluster)?RoleBinding$/.test(groupKind(object)))
    .filter(({ object }) =>
      factsOf(object).references.some(
        (one) => one.kind === 'ServiceAccount' && one.namespace === namespace && one.name === account,
      ),
    )
    .map((binding) => ({ binding, role: roleOf(world, binding) }));
}

function roleOf(world: World, binding: WorldObject): WorldObject | undefined {
  const named = factsOf(binding.object).references.find(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
  return world.delivered.find(
    ({ object }) =>
      object.kind === named?.kind &&
      object.metadata.name === named.name &&
      object.metadata.namespace === named.namespace,
  );
}

/** Rights of a role as `group/resource verb`. */
export const rightsOf = (role: WorldObject): string[] =>
  Field.of(role.object)
    .get('rules')
    .items()
    .flatMap((rule) => {
      const list = (key: string) =>
        rule
          .get(key)
          .items()
          .map((item) => item.text() ?? '');
      return list('apiGroups').flatMap((group) =>
        list('resources').flatMap((resource) => list('verbs').map((verb) => `${group}/${resource} ${verb}`)),
      );
    });

/**
 * What the account of a pod may not do and needs, and what it may and does not use.
 *
 * @param counts whether the rights of a binding count
 */
export function rightsFaults(
  world: World,
  { maker, view }: WorldPod,
  needed: readonly string[],
  counts: (binding: WorldObject) => boolean = () => true,
): Fault[] {
  const account = view.spec.get('serviceAccountName');
  const granted = bindingsOf(world, namespaceOf(maker), account.text() ?? 'default').flatMap(({ binding, role }) =>
    role && counts(binding) ? rightsOf(role) : [],
  );
  const fault = (fact: string) => faultAt(maker, account.path, fact);
  return [
    ...needed.filter((right) => !granted.includes(right)).map((right) => fault(`it may not: ${right}`)),
    ...granted.filter((right) => !needed.includes(right)).map((right) => fault(`it does not use the right: ${right}`)),
  ];
}
