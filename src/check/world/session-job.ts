import type { KubeObject } from '../../manifest';
import { Field } from '../view/field';
import type { LaunchValues } from './session-values';

const DNS_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What keeps a filled-in Job from being the session that the session service takes it for. */
export function jobFaults(job: KubeObject, type: string, values: LaunchValues): string[] {
  const whole = Field.of(job);
  const spec = whole.get('spec');
  const pod = spec.get('template', 'spec');
  const [container, ...more] = pod.get('containers').items();
  const isApplication = type === 'desktop-app';
  const expected = {
    job: values[isApplication ? 'software.jobname' : 'skaha.jobname'],
    container: values[isApplication ? 'software.containername' : 'skaha.jobname'],
  };
  return [
    ...named(whole.get('metadata', 'name'), expected.job),
    ...(container && more.length === 0
      ? named(container.get('name'), expected.container)
      : ['it has not exactly one container']),
    ...[
      spec.get('activeDeadlineSeconds'),
      pod.get('securityContext', 'runAsUser'),
      pod.get('securityContext', 'runAsGroup'),
    ]
      .filter((field) => !Number.isSafeInteger(field.value))
      .map(({ path }) => `${path} is not a whole number`),
    ...groups(pod.get('securityContext', 'supplementalGroups')),
    ...label(pod.get('hostname')),
    ...(container ? texts(container) : []),
    ...leftovers(job, ''),
  ];
}

const named = (field: Field, expected: string) =>
  field.value === expected
    ? label(field)
    : [`${field.path} is ${show(field.value)}; the session service looks for ${expected}`];

const label = (field: Field) =>
  typeof field.value === 'string' && DNS_LABEL.test(field.value)
    ? []
    : [`${field.path} is ${show(field.value)}, which is no DNS label`];

function groups(field: Field): string[] {
  if (!Array.isArray(field.value)) return [`${field.path} is not a list`];
  return field.value.every(Number.isSafeInteger) ? [] : [`${field.path} has entries that are not whole numbers`];
}

/** A value that YAML reads as a number or a truth value is refused where a text belongs. */
const texts = (container: Field): string[] =>
  [
    ...['command', 'args'].flatMap((list) => container.get(list).items()),
    ...container
      .get('env')
      .items()
      .filter((variable) => !variable.get('valueFrom').exists)
      .map((variable) => variable.get('value')),
  ]
    .filter(({ value }) => value !== undefined && typeof value !== 'string')
    .map(({ path }) => `${path} is not a text`);

/** Placeholders that nothing filled in. */
function leftovers(value: unknown, path: string): string[] {
  if (typeof value === 'string') return value.includes('${') ? [`${path} still holds ${show(value)}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => leftovers(child, path === '' ? key : `${path}.${key}`));
}

const show = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value));
