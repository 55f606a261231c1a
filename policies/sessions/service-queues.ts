import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { manifestFault } from '../../src/check/world/faults';
import type { SessionService } from '../../src/check/world/session-service';
import { type World, worldOf } from '../../src/check/world/world';

const QUEUE = /^SKAHA_QUEUE_(.+)_(NAME|PRIORITY_CLASS)$/;
/** Those that every release of the session service knows. */
const TYPES = ['NOTEBOOK', 'DESKTOP', 'CARTA', 'CONTRIBUTED', 'FIREFLY', 'HEADLESS', 'DESKTOP-APP', 'DEFAULT'];

export const serviceQueues = defineRule({
  id: 'service-queues',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service looks for its queues when it starts: one that is missing, or served under another API version, stops it; one without a priority class stops the sessions.',
  fix: 'Give each queue a name and a priority class, declare the LocalQueue in the namespace of the sessions, and the API version that Kueue serves.',
  source: 'platform-contract.md §7 item 8, §4 D11, D12; skaha-verified.md §1 item 10',
  check: (platform) => {
    const world = worldOf(platform);
    const { service } = world;
    if (!service || ![...service.variables.keys()].some((name) => QUEUE.test(name))) return notApplicable;
    return fail([...queueFaults(world, service), ...apiFaults(world, service)]);
  },
});

function queueFaults(world: World, { manifest, variables, sessions = '' }: SessionService): Fault[] {
  // A site's own types wait for a release that knows them; their queues do no harm until then.
  const types = new Set([...TYPES, ...world.files.map(({ type }) => type.toUpperCase())]);
  return [...variables.values()].flatMap(({ name, value = '', field }): Fault[] => {
    const [, type = '', what] = QUEUE.exec(name) ?? [];
    if (what === undefined) return [];
    const fault = (fact: string) => [manifestFault(manifest, field.path, fact)];
    if (!types.has(type)) return fault(`no session type reads ${name}`);
    const other = `SKAHA_QUEUE_${type}_${what === 'NAME' ? 'PRIORITY_CLASS' : 'NAME'}`;
    if (!variables.has(other)) return fault(`${name} works with ${other} only`);
    const target =
      what === 'NAME'
        ? { group: 'kueue.x-k8s.io', kind: 'LocalQueue', namespace: sessions, name: value }
        : { group: 'kueue.x-k8s.io', kind: 'WorkloadPriorityClass', name: value };
    return world.find(target)
      ? []
      : fault(`${target.kind} ${value} does not exist${what === 'NAME' ? ` in ${sessions}` : ''}`);
  });
}

function apiFaults({ subject }: World, { manifest, container, variables }: SessionService): Fault[] {
  const group = variables.get('SKAHA_KUEUE_API_GROUP')?.value ?? 'kueue.x-k8s.io';
  const version = variables.get('SKAHA_KUEUE_API_VERSION')?.value ?? 'v1beta2';
  const queues = subject.manifests.filter(({ object }) => object.kind === 'LocalQueue');
  const served = new Set([...subject.provides.apis, ...queues.map(({ object }) => object.apiVersion)]);
  const wanted = `${group}/${version}`;
  if (served.has(wanted)) return [];
  return [
    manifestFault(
      manifest,
      container.field.get('env').path,
      `the service asks for queues of ${wanted}, which nothing is known to serve`,
    ),
  ];
}
