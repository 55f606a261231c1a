import { Construct, Node } from 'constructs';
import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import type { Site } from '../config/site';
import { operatedBy } from '../kube/operator-objects';
import { groupOf } from '../kube/reference';
import { resourceName } from '../kube/resource-name';
import type { KubeObject } from '../manifest';
import { admissionPolicy, celList, type JudgedRequests } from './admission-policy';
import { ManagedSecret } from './managed-secret';
import { Resource } from './resource';

/** Annotation that lets an object go. Its value is the object's own name, so that nobody releases all at once. */
const RELEASE = 'astroplatform.io/delete';

/**
 * Who deletes what somebody else has deleted already: without them a namespace would never end, and what belonged to an
 * object would stay for ever. The last is a controller manager without accounts of its own.
 */
const CONTROLLERS = [
  'system:serviceaccount:kube-system:generic-garbage-collector',
  'system:serviceaccount:kube-system:namespace-controller',
  'system:kube-controller-manager',
];

const CLAIMS = 'persistentvolumeclaims';

// CEL: the object as people name it, and with its kind.
const PLACE =
  "((has(oldObject.metadata.namespace) ? oldObject.metadata.namespace + '/' : '') + oldObject.metadata.name)";
const KEY = `(request.resource.resource + '/' + ${PLACE})`;

/**
 * Keeps what holds data from being deleted by mistake: the API server refuses it, whoever asks, and says how to do it on
 * purpose. Engines delete none of it by themselves; this is for people and other programs.
 *
 * Made last, from all that the tree protects. Objects are known by their names: a label could be taken away, or copied to
 * what nobody means to keep.
 */
export class Protection extends Construct {
  constructor(scope: Construct, id: string, { name, cluster, databases }: Site) {
    super(scope, id);
    if (cluster.disposable) return;
    const kept = this.kept();
    const claims = kept.flatMap(claimPrefixes);
    const operated = kept.flatMap(operatedPrefixes);
    const operator = databases.kind === 'cloudnative-pg' ? databases.operatorNamespace : '';
    admissionPolicy(this, 'deletions', {
      name: `${name}-protection`,
      requests: requestsOf(kept, [...claims, ...operated]),
      last: true,
      matchConditions: [
        { name: 'not-cleaning-up', expression: `!(request.userInfo.username in ${celList(CONTROLLERS)})` },
        {
          name: 'protected',
          expression: [
            `${KEY} in ${celList(kept.map(keyOf).sort())}`,
            beginsWithOneOf(claims),
            ...(operated.length > 0 ? [`${beginsWithOneOf(operated)} && !${isIn(operator)}`] : []),
          ].join(' || '),
        },
      ],
      variables: [
        {
          name: 'resource',
          expression: "request.resource.resource + (request.resource.group == '' ? '' : '.' + request.resource.group)",
        },
        {
          name: 'within',
          expression: "has(oldObject.metadata.namespace) ? ' --namespace=' + oldObject.metadata.namespace : ''",
        },
      ],
      validations: [
        {
          expression: `has(oldObject.metadata.annotations) && '${RELEASE}' in oldObject.metadata.annotations && oldObject.metadata.annotations['${RELEASE}'] == oldObject.metadata.name`,
          message: `it holds data, or what data cannot be read without; annotate it with ${RELEASE} and its own name first`,
          messageExpression: `request.kind.kind + ' ' + ${PLACE} + ' holds data, or what data cannot be read without. If it is to go all the same: kubectl annotate ' + variables.resource + ' ' + oldObject.metadata.name + variables.within + ' ${RELEASE}=' + oldObject.metadata.name`,
          reason: 'Forbidden',
        },
      ],
    });
  }

  /** All that the tree protects. */
  private kept(): KubeObject[] {
    const all = Node.of(Node.of(this).root).findAll();
    const objects = all.filter(Resource.isResource).filter(({ intent }) => intent.protect);
    const secrets = all.filter(ManagedSecret.isManagedSecret).filter(({ props }) => props.protect);
    return [
      ...objects.map(({ declared }) => declared),
      ...secrets.map(({ props: { name, namespace } }) => ({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name, namespace },
      })),
    ];
  }
}

const keyOf = ({ kind, metadata: { name, namespace } }: KubeObject) =>
  `${resourceName(kind)}/${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** Beginnings of the keys of claims that a StatefulSet makes. */
const claimPrefixes = ({ kind, metadata: { name, namespace }, spec }: KubeObject): string[] =>
  kind === 'StatefulSet'
    ? ((spec.volumeClaimTemplates ?? []) as PersistentVolumeClaim[]).map(
        (claim) => `${CLAIMS}/${namespace}/${claim.metadata?.name}-${name}-`,
      )
    : [];

/** The same of claims that an operator makes. It takes them away again: when servers become fewer, or one is made anew. */
const operatedPrefixes = (object: KubeObject): string[] => {
  const made = operatedBy(object);
  return made ? [`${CLAIMS}/${object.metadata.namespace}/${made.claims.prefix}`] : [];
};

// CEL
const beginsWithOneOf = (prefixes: readonly string[]) => `${celList(prefixes)}.exists(claim, ${KEY}.startsWith(claim))`;

/** CEL: whether a program of a namespace asks. */
const isIn = (namespace: string) => `request.userInfo.username.startsWith('system:serviceaccount:${namespace}:')`;

/** One for each API version. */
function requestsOf(kept: readonly KubeObject[], claims: readonly string[]): JudgedRequests[] {
  const byVersion = new Map<string, Set<string>>(claims.length > 0 ? [['v1', new Set([CLAIMS])]] : []);
  for (const { apiVersion, kind } of kept) {
    byVersion.set(apiVersion, (byVersion.get(apiVersion) ?? new Set()).add(resourceName(kind)));
  }
  return [...byVersion].map(([apiVersion, resources]) => ({
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf('/') + 1),
    resources: [...resources].sort(),
    operations: ['DELETE'],
  }));
}
