import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { type ContainerView, containersOf } from '../../src/check/view/containers';
import type { Field } from '../../src/check/view/field';
import { podOf } from '../../src/check/view/pod-spec';
import { parseQuantity, QuantityError } from '../../src/quantity';

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];

export const resourcesComplete = defineRule({
  id: 'resources-complete',
  topic: 'pods',
  on: 'manifest',
  severity: 'error',
  why: 'The scheduler, quotas and queues count what pods state: a container without requests and limits takes what others were promised.',
  fix: 'State requests and limits for cpu, memory and ephemeral-storage on every container, init containers included. (A request that is left out is equal to its limit.)',
  source: 'platform-contract.md §2.10; capacity-storage-network.md §3.4',
  check: ({ object }) => {
    const pod = podOf(object);
    if (pod === undefined) return notApplicable;
    // Kubernetes forbids resources on ephemeral containers.
    const containers = containersOf(pod).filter(({ role }) => role !== 'ephemeral');
    const pairs = containers.flatMap((container) => RESOURCES.map((resource) => ({ container, resource })));
    return eachOf(pairs, ({ container, resource }) => faultsOf(container, resource));
  },
});

function faultsOf({ title, field }: ContainerView, resource: string): Fault[] {
  const limit = amountOf(field.get('resources', 'limits', resource));
  const request = amountOf(field.get('resources', 'requests', resource));
  const fault = ({ path }: Amount, fact: string): Fault[] => [{ message: `${title} ${fact}`, place: { path } }];
  const unreadable = [limit, request].flatMap((amount) => (amount.mistake ? fault(amount, amount.mistake) : []));
  if (unreadable.length > 0) return unreadable;
  if (limit.nano === undefined) {
    return fault(
      limit,
      request.nano === undefined ? `has no ${resource} request or limit` : `has no ${resource} limit`,
    );
  }
  if (limit.nano <= 0n) return fault(limit, `has a ${resource} limit of ${limit.text}, which limits nothing`);
  if (request.nano === undefined || request.nano <= limit.nano) return [];
  return fault(request, `requests more ${resource} (${request.text}) than its limit (${limit.text})`);
}

interface Amount {
  readonly path: string;
  readonly text?: string;
  readonly nano?: bigint;
  readonly mistake?: string;
}

function amountOf(field: Field): Amount {
  const { path } = field;
  const text = field.amount();
  if (text === undefined) return { path };
  try {
    return { path, text, nano: parseQuantity(text) };
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    return { path, mistake: `cannot have this amount: ${error.message}` };
  }
}
