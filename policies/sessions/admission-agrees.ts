import { policiesInForce } from '../../src/check/admission/in-force';
import { type BoundPolicy, refusals } from '../../src/check/admission/policy';
import { creation } from '../../src/check/admission/request';
import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { podOf } from '../../src/check/view/pod-spec';
import { faultAt } from '../../src/check/world/faults';
import { sessionsAtOtherHosts } from '../../src/check/world/session-hosts';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';
import type { KubeObject, Manifest } from '../../src/manifest';

export const admissionAgrees = defineRule({
  id: 'admission-agrees',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: "The API server judges by the platform's own admission policies what is delivered and what sessions start; an object that they refuse never comes, and its pods do not either.",
  fix: 'Change the object, the session template, or the policy: init containers, their images and Secrets, and the registries of the site must be those that the policy admits.',
  source: 'platform-contract.md §4 (workload namespace); capacity-storage-network.md §5; policy-engines.md §3',
  check: (platform) => {
    const world = worldOf(platform);
    const policies = policiesInForce(platform.manifests.filter(isLasting).map(({ object }) => object));
    if (policies.length === 0) return notApplicable;
    return eachOf([...world.objects, ...sessionsAtOtherHosts(world)], (one) => faultsOf(one, policies, world));
  },
});

/** A maintenance refuses lawful sessions, and is to. */
const isLasting = ({ capability }: Manifest) => capability !== 'maintenance';

function faultsOf(one: WorldObject, policies: readonly BoundPolicy[], world: World): Fault[] {
  const own = refusalsOf(one.object, policies, world);
  // The pods of what is refused never come: one fault is enough.
  const pod = own.length === 0 ? podMadeBy(one.object) : undefined;
  const said = pod ? refusalsOf(pod, policies, world) : own;
  return said.map(({ policy, message }) => faultAt(one, '', `${policy} refuses ${pod ? 'its pod' : 'it'}: ${message}`));
}

function refusalsOf(object: KubeObject, policies: readonly BoundPolicy[], { delivered }: World) {
  const { namespace } = object.metadata;
  const home = delivered.find((one) => one.object.kind === 'Namespace' && one.object.metadata.name === namespace);
  const request = creation(object, home?.object);
  return policies.flatMap((bound) =>
    refusals(bound, request).map((message) => ({ policy: bound.policy.metadata.name, message })),
  );
}

/** The pod that a controller makes from an object; `undefined` where the object is one, or makes none. */
function podMadeBy(object: KubeObject): KubeObject | undefined {
  if (groupKind(object) === '/Pod') return undefined;
  const view = podOf(object);
  if (!view) return undefined;
  const { name, namespace } = object.metadata;
  const labels = view.metadata.get('labels').value as KubeObject['metadata']['labels'];
  const metadata = { name, ...(namespace && { namespace }), ...(labels && { labels }) };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: view.spec.value } as KubeObject;
}
