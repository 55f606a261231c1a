import type { KubeObject } from '../../manifest';
import { Undecided } from '../undecided';
import { Field } from '../view/field';
import { labelsOf, selects } from '../view/label-selector';
import { CelFailure, compile } from './cel';
import { type AdmissionRequest, NAMESPACE_NAME } from './request';

/** A ValidatingAdmissionPolicy, where one of its bindings puts it in force. */
export interface BoundPolicy {
  readonly policy: KubeObject;
  readonly binding: KubeObject;
}

/**
 * What a policy says against a request: the messages of its validations that do not hold, in their order.
 *
 * @throws {Undecided} when it reads what only the cluster knows
 */
export function refusals({ policy, binding }: BoundPolicy, request: AdmissionRequest): string[] {
  const spec = Field.of(policy).get('spec');
  const bound = Field.of(binding).get('spec', 'matchResources');
  if (!covers(spec.get('matchConstraints'), request) || (bound.exists && !covers(bound, request))) return [];
  if (spec.get('paramKind').exists) throw new Undecided(`${policy.metadata.name} takes parameters from the cluster`);
  const strict = spec.get('failurePolicy').text() !== 'Ignore';
  for (const condition of spec.get('matchConditions').items()) {
    const answer = ask(condition.get('expression'), request.names);
    if (answer instanceof CelFailure) return strict ? [failed(condition, answer)] : [];
    if (answer !== true) return [];
  }
  const names = {
    ...Object.getOwnPropertyDescriptors(request.names),
    variables: { value: variablesOf(spec, request) },
  };
  const reach = Object.defineProperties({}, names);
  return spec
    .get('validations')
    .items()
    .flatMap((validation) => {
      const answer = ask(validation.get('expression'), reach);
      if (answer === true) return [];
      if (!(answer instanceof CelFailure)) return [messageOf(validation, reach)];
      return strict ? [failed(validation, answer)] : [];
    });
}

/** Variables by name; each is worked out when it is first read, from those before it. */
function variablesOf(spec: Field, { names }: AdmissionRequest): object {
  const variables = {};
  const reach = Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(names), variables: { value: variables } },
  );
  for (const variable of spec.get('variables').items()) {
    let known: { readonly value: unknown } | undefined;
    Object.defineProperty(variables, variable.get('name').text() ?? '', {
      enumerable: true,
      get: () => {
        known ??= { value: compile(variable.get('expression').text() ?? '')(reach) };
        return known.value;
      },
    });
  }
  return variables;
}

function ask(expression: Field, names: object): unknown {
  try {
    return compile(expression.text() ?? '')(names);
  } catch (error) {
    if (error instanceof CelFailure) return error;
    throw error;
  }
}

const failed = (one: Field, { message }: CelFailure) =>
  `expression '${one.get('expression').text()}' resulted in error: ${message}`;

function messageOf(validation: Field, names: object): string {
  const made = validation.get('messageExpression');
  const text = made.exists ? ask(made, names) : undefined;
  if (typeof text === 'string' && text.trim() !== '' && !text.includes('\n')) return text.trim();
  const expression = validation.get('expression').text();
  return validation.get('message').text() ?? `failed expression: ${expression}`;
}

/** Whether resource rules and selectors pick a request. */
function covers(match: Field, request: AdmissionRequest): boolean {
  const picks = (rules: Field) => rules.items().some((rule) => rulePicks(rule, request));
  const rules = match.get('resourceRules');
  return (
    (!rules.exists || picks(rules)) &&
    !picks(match.get('excludeResourceRules')) &&
    selectsNamespace(match.get('namespaceSelector'), request) &&
    selects(match.get('objectSelector'), labelsOf(Field.of(request.object).get('metadata')))
  );
}

function rulePicks(rule: Field, { operation, group, resource, object }: AdmissionRequest): boolean {
  const lists = (key: string, value: string) => {
    const texts = rule.get(key).items();
    return texts.some((one) => one.text() === '*' || one.text() === value);
  };
  const names = rule.get('resourceNames');
  // Versions do not count: a rule for one version of a group catches requests for the others (`matchPolicy: Equivalent`).
  return (
    lists('apiGroups', group) &&
    lists('operations', operation) &&
    (lists('resources', resource) ||
      rule
        .get('resources')
        .items()
        .some((one) => one.text() === '*/*')) &&
    (names.items().length === 0 || lists('resourceNames', object.metadata.name))
  );
}

function selectsNamespace(selector: Field, { object, namespaceLabels }: AdmissionRequest): boolean {
  const { namespace } = object.metadata;
  if (namespaceLabels) return selects(selector, namespaceLabels);
  // What belongs to the cluster as a whole is never left out by its namespace.
  if (namespace === undefined) return true;
  const keys = [
    ...selector
      .get('matchLabels')
      .entries()
      .map(([key]) => key),
    ...keysOf(selector),
  ];
  if (keys.some((key) => key !== NAMESPACE_NAME)) {
    throw new Undecided(`the labels of the namespace ${namespace} are not known`);
  }
  return selects(selector, { [NAMESPACE_NAME]: namespace });
}

const keysOf = (selector: Field) =>
  selector
    .get('matchExpressions')
    .items()
    .map((expression) => expression.get('key').text());
