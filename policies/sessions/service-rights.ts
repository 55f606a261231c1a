import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { manifestFault } from '../../src/check/world/faults';
import { namespaceOf } from '../../src/check/world/pods';
import { bindingsOf, rightsOf } from '../../src/check/world/rights';
import type { SessionService } from '../../src/check/world/session-service';
import { type World, worldOf } from '../../src/check/world/world';

/** Verbs that the session service uses, in the namespace of the sessions. */
const ALWAYS: Readonly<Record<string, string>> = {
  'batch/jobs': 'create deletecollection get list patch',
  '/pods': 'list',
  '/pods/log': 'get',
  '/events': 'list',
  '/services': 'create',
  '/secrets': 'create delete get',
  'traefik.io/ingressroutes': 'create',
  'traefik.io/middlewares': 'create',
  'metrics.k8s.io/pods': 'list',
};
/** Verbs that it uses when a variable asks for it. */
const LIMITS: Readonly<Record<string, string>> = { '/limitranges': 'list' };
const QUEUES: Readonly<Record<string, string>> = { 'kueue.x-k8s.io/localqueues': 'get' };
/** What a cluster may ask for beside them: where owner references block deletion, that is a right of its own. */
const TOLERATED = new Set(['batch/jobs/finalizers update']);

export const serviceRights = defineRule({
  id: 'service-rights',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'A right that is missing fails the first user who needs it; one too many is what whoever breaks into the session service can do.',
  fix: 'Grant exactly the verbs that the session service uses, in the namespace of the sessions and nowhere else.',
  source: 'skaha-verified.md §1 item 2; platform-contract.md §2.12, §7 item 11',
  check: (platform) => {
    const world = worldOf(platform);
    return world.service ? fail(faultsOf(world, world.service)) : notApplicable;
  },
});

function faultsOf(world: World, { manifest, pod, variables, sessions }: SessionService): Fault[] {
  const account = pod.spec.get('serviceAccountName');
  const fault = (fact: string) => manifestFault(manifest, account.path, fact);
  const wanted = verbsOf({
    ...ALWAYS,
    ...(variables.get('SKAHA_SESSION_LIMIT_RANGE_ENABLED')?.value === 'true' && LIMITS),
    ...([...variables.keys()].some((name) => name.startsWith('SKAHA_QUEUE_')) && QUEUES),
  });
  const bindings = bindingsOf(world, namespaceOf(manifest), account.text() ?? 'default');
  const granted = new Set<string>();
  const wide: Fault[] = [];
  for (const { binding, role } of bindings) {
    if (binding.object.kind === 'ClusterRoleBinding' || namespaceOf(binding) !== sessions) {
      wide.push(
        manifestFault(
          binding.manifest,
          'roleRef',
          `it gives rights outside ${sessions}, which the session service does not use`,
        ),
      );
    }
    if (role) for (const right of rightsOf(role)) granted.add(right);
  }
  const token = pod.spec.get('automountServiceAccountToken');
  return [
    // Without a token it does not even start.
    ...(token.flag() === false ? [manifestFault(manifest, token.path, 'the session service gets no token')] : []),
    ...wide,
    ...[...wanted]
      .filter((right) => !granted.has(right))
      .map((right) => fault(`the session service may not: ${right}`)),
    ...[...granted]
      .filter((right) => !wanted.has(right) && !TOLERATED.has(right))
      .map((right) => fault(`the session service does not use the right: ${right}`)),
  ];
}

const verbsOf = (rights: Readonly<Record<string, string>>) =>
  new Set(Object.entries(rights).flatMap(([resource, verbs]) => verbs.split(' ').map((verb) => `${resource} ${verb}`)));
