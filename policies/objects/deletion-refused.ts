import { policiesInForce } from '../../src/check/admission/in-force';
import { refusals } from '../../src/check/admission/policy';
import { deletion } from '../../src/check/admission/request';
import { defineRule, type Fault, notApplicable, type PlatformSubject } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { operatedBy } from '../../src/kube/operator-objects';
import { statefulClaims } from '../../src/kube/stateful-claims';
import { type KubeObject, objectName } from '../../src/manifest';

/** An object, whether it holds data, and the construct that a finding names. */
interface Asked {
  readonly object: KubeObject;
  readonly kept: boolean;
  readonly construct: string;
  /** Who made it, beside whoever cleans up for Kubernetes itself: it must be able to take it away. */
  readonly maker?: string;
}

const account = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`;

const PERSON = 'kubernetes-admin';
/** A program of somebody else. */
const STRANGER = account('default', 'default');
const CONTROLLERS = ['generic-garbage-collector', 'namespace-controller'].map((name) => account('kube-system', name));

export const deletionRefused = defineRule({
  id: 'deletion-refused',
  topic: 'objects',
  on: 'platform',
  severity: 'error',
  why: 'Marks for an engine stop no person and no other program: one kubectl delete of a folder takes claims and namespaces with it. And what refuses more than that stops engines, or a namespace from ever ending.',
  fix: 'Deliver the admission policy that the platform makes of all protected objects; a policy of your own must let go what holds no data, and whoever cleans up for Kubernetes itself.',
  source: 'capacity-storage-network.md §2.6',
  check: (platform) => {
    if (platform.provides.disposable) return notApplicable;
    const policies = policiesInForce(platform.manifests.map(({ object }) => object));
    const refusedTo = (by: string, object: KubeObject) =>
      policies.filter((bound) => refusals(bound, deletion(object, by)).length > 0);
    return eachOf(objectsOf(platform), ({ object, kept, construct, maker }): Fault[] => {
      const fault = (message: string) => ({ message, place: { object: objectName(object), construct } });
      const [first] = refusedTo(PERSON, object);
      if (kept && !first) return [fault('no admission policy refuses to delete it, and it holds data')];
      if (!kept && first) return [fault(`${first.policy.metadata.name} refuses to delete it, and it holds no data`)];
      if (kept && refusedTo(STRANGER, object).length === 0)
        return [fault(`${STRANGER} may delete it, and it holds data`)];
      return [...CONTROLLERS, ...(maker === undefined ? [] : [maker])].flatMap((by) =>
        refusedTo(by, object).map(({ policy }) => fault(`${policy.metadata.name} refuses to let ${by} delete it`)),
      );
    });
  },
});

/** All that is delivered, and claims that StatefulSets and operators make of it. */
function objectsOf({ manifests, secrets, provides }: PlatformSubject): Asked[] {
  return [
    ...manifests.flatMap(({ object, protect: kept, id: construct }): Asked[] => {
      const operator = provides.operators?.[object.apiVersion];
      return [
        { object, kept, construct },
        ...statefulClaims(object).map((name) => ({ object: claim(name, object), kept, construct })),
        ...(operatedBy(object)?.claims.names ?? []).map((name) => ({
          object: claim(name, object),
          kept,
          construct,
          ...(operator !== undefined && { maker: account(operator, 'operator') }),
        })),
      ];
    }),
    ...secrets.map(({ name, namespace, id, protect = false }) => {
      const object: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace } };
      return { object, kept: protect, construct: id };
    }),
  ];
}

/** A claim beside the object that it is made of. */
const claim = (name: string, { metadata: { namespace } }: KubeObject): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, ...(namespace !== undefined && { namespace }) },
});
