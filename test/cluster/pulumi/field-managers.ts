import type { KubeObject } from '../../../src/manifest';
import type { Api } from '../launch/api';
import type { Properties } from './provider';

/** Managers whose fields the provider takes over before it applies: its own from a POST, and those of kubectl. */
const TAKEN_OVER = [
  { prefix: 'kubectl', operation: 'Apply' },
  { prefix: 'kubectl', operation: 'Update' },
  { prefix: 'before-first-apply', operation: 'Update' },
  { prefix: 'pulumi-kubernetes', operation: 'Update' },
  { prefix: 'pulumi-resource-kubernetes', operation: 'Update' },
];

/** Makes the fields of an object that such managers own the manager's own, so that an apply is no conflict with them. */
export async function takeOver(api: Api, object: KubeObject, manager: string): Promise<void> {
  const { managedFields = [], resourceVersion } = (await api.get(object)).metadata;
  const isOurs = (one: Properties) => one.manager === manager && one.operation === 'Apply' && !one.subresource;
  const isTaken = (one: Properties) =>
    !one.subresource &&
    TAKEN_OVER.some(({ prefix, operation }) => one.operation === operation && String(one.manager).startsWith(prefix));
  const taken: Properties[] = managedFields.filter((one: Properties) => isOurs(one) || isTaken(one));
  const [first, ...more] = taken;
  if (!first || !taken.some((one) => !isOurs(one))) return;
  const fieldsV1 = more.reduce((all, { fieldsV1 }) => union(all, fieldsV1), first.fieldsV1 as Properties);
  const own = { ...first, manager, operation: 'Apply', fieldsV1 };
  const others = managedFields.filter((one: Properties) => !taken.includes(one));
  const patch = { metadata: { managedFields: [...others, own], resourceVersion } };
  await api.must('PATCH', await api.pathOf(object), patch, 'application/merge-patch+json');
}

/** Sets of fields are trees of objects. */
function union(one: Properties, other: Properties): Properties {
  const merged = { ...one };
  for (const [key, below] of Object.entries(other)) merged[key] = key in merged ? union(merged[key], below) : below;
  return merged;
}
