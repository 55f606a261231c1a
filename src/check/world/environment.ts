import type { Field } from '../view/field';

/** One variable of a container. */
export interface Variable {
  readonly name: string;
  /** Its text; `undefined` where it comes from a ConfigMap, a Secret or the pod itself. */
  readonly value: string | undefined;
  readonly field: Field;
}

/** Variables of a container by name. Of two with one name the later counts, as for kubelet. */
export function environmentOf(container: Field): ReadonlyMap<string, Variable> {
  const variables = container
    .get('env')
    .items()
    .map(
      (field): Variable => ({
        name: field.get('name').text() ?? '',
        field,
        // Read when asked for: one value that is not known yet must not hide the others.
        get value() {
          return field.get('valueFrom').exists ? undefined : (field.get('value').text() ?? '');
        },
      }),
    );
  return new Map(variables.map((variable) => [variable.name, variable]));
}
