import type { Field } from './field';

export type Labels = Readonly<Record<string, string>>;

/** Labels of a `metadata`; none when absent. */
export const labelsOf = (metadata: Field): Labels =>
  Object.fromEntries(
    metadata
      .get('labels')
      .entries()
      .map(([key, value]) => [key, value.text() ?? '']),
  );

/** Whether a mapping of labels, such as the selector of a Service, is part of others. */
export const hasLabels = (wanted: Field, labels: Labels): boolean =>
  wanted.entries().every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value.text());

/** Whether a LabelSelector picks something with these labels. An empty one picks everything. */
export const selects = (selector: Field, labels: Labels): boolean =>
  hasLabels(selector.get('matchLabels'), labels) &&
  selector
    .get('matchExpressions')
    .items()
    .every((expression) => holds(expression, labels));

function holds(expression: Field, labels: Labels): boolean {
  const key = expression.get('key').text() ?? '';
  const has = Object.hasOwn(labels, key);
  const listed = () =>
    has &&
    expression
      .get('values')
      .items()
      .some((value) => value.text() === labels[key]);
  switch (expression.get('operator').text()) {
    case 'Exists':
      return has;
    case 'DoesNotExist':
      return !has;
    case 'In':
      return listed();
    case 'NotIn':
      return !listed();
    default:
      return false; // the API server refuses any other
  }
}
