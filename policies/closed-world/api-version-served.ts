import { defineRule, type Fault, type PlatformSubject } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { apiUsesOf } from '../../src/check/world/api-uses';
import { faultAt } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';
import { isBuiltInGroup, servedSince } from '../../src/kube/apis';
import { groupKind } from '../../src/kube/reference';
import { minor } from '../../src/kube/releases';

export const apiVersionServed = defineRule({
  id: 'api-version-served',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'The API server refuses an object of an API version that it does not serve, and a reference in it finds nothing.',
  fix: 'Use a version that the target release serves; list those of installed operators in cluster.provides.apis, and of add-ons choose a version that serves it.',
  source: 'capacity-storage-network.md §3.4 K6; platform-contract.md §7 item 8',
  check: (platform) => {
    const isServed = serverOf(platform);
    return eachOf(worldOf(platform).objects, (one): Fault[] =>
      apiUsesOf(one.object).flatMap(({ apiVersion, kind, path }) => {
        const reason = isServed(apiVersion, kind);
        return reason === undefined ? [] : [faultAt(one, path, reason)];
      }),
    );
  },
});

/** Says why an API server does not serve a kind; `undefined` when it does. */
function serverOf({ manifests, provides }: PlatformSubject): (apiVersion: string, kind: string) => string | undefined {
  const provided = new Set(provides.apis);
  const otherwise = provides.notServed ?? {};
  const defined = new Set(
    manifests
      .filter(({ object }) => groupKind(object) === 'apiextensions.k8s.io/CustomResourceDefinition')
      .flatMap(({ object }) => kindsOf(Field.of(object).get('spec'))),
  );
  return (apiVersion, kind) => {
    if (provided.has(apiVersion) || defined.has(`${apiVersion} ${kind}`)) return undefined;
    const since = servedSince(apiVersion, kind);
    if (since !== undefined && minor(since) <= minor(provides.kubernetes)) return undefined;
    if (since !== undefined) {
      return `${apiVersion} ${kind} exists from Kubernetes ${since} on, and the site targets ${provides.kubernetes}`;
    }
    if (Object.hasOwn(otherwise, apiVersion)) return otherwise[apiVersion];
    return isBuiltInGroup(apiVersion)
      ? `Kubernetes ${provides.kubernetes} does not serve ${apiVersion} ${kind}`
      : `nothing in the cluster is known to serve ${apiVersion}`;
  };
}

/** `group/version Kind` of each version that a CustomResourceDefinition serves. */
const kindsOf = (spec: Field): string[] =>
  spec
    .get('versions')
    .items()
    .filter((version) => version.get('served').flag() !== false)
    .map((version) => `${spec.get('group').text()}/${version.get('name').text()} ${spec.get('names', 'kind').text()}`);
