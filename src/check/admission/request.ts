import { groupKind, groupOf } from '../../kube/reference';
import { resourceName } from '../../kube/resource-name';
import type { KubeObject } from '../../manifest';
import type { Labels } from '../view/label-selector';
import { celValue, undecided } from './cel';

/** A label that the API server gives to every namespace. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** An object that somebody makes or deletes, as admission sees it. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'DELETE';
  readonly object: KubeObject;
  readonly group: string;
  readonly version: string;
  /** e.g. `jobs` */
  readonly resource: string;
  /** Labels of the object's namespace, of a Namespace its own; `undefined` where there is none, or they are not known. */
  readonly namespaceLabels?: Labels | undefined;
  /** What expressions may name. */
  readonly names: object;
}

/**
 * The request that makes an object. Who asks is not known here, so an expression that reads it stays undecided.
 *
 * @param namespace the object's namespace, where it is among the manifests
 */
export const creation = (object: KubeObject, namespace?: KubeObject): AdmissionRequest =>
  requestOf('CREATE', object, namespace);

/**
 * The request by which somebody deletes an object.
 *
 * @param by name of who asks, e.g. `alice` or `system:serviceaccount:apps:cleaner`
 * @param namespace the object's namespace, where it is among the manifests
 */
export const deletion = (object: KubeObject, by: string, namespace?: KubeObject): AdmissionRequest =>
  requestOf('DELETE', object, namespace, by);

function requestOf(
  operation: AdmissionRequest['operation'],
  object: KubeObject,
  namespace?: KubeObject,
  by?: string,
): AdmissionRequest {
  const { apiVersion, kind, metadata } = object;
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const resource = resourceName(kind);
  const known = {
    operation,
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    kind: { group, version, kind },
    resource: { group, version, resource },
    subResource: '',
    dryRun: false,
    ...(by !== undefined && { userInfo: { username: by } }),
  };
  const request = celValue(known) as object;
  for (const part of ['userInfo', 'uid', 'options', 'requestKind', 'requestResource']) {
    if (part in known) continue;
    Object.defineProperty(request, part, { enumerable: true, get: () => undecided(`request.${part} is not known`) });
  }
  const value = celValue(object);
  return {
    operation,
    object,
    group,
    version,
    resource,
    namespaceLabels: labelsOf(groupKind(object) === '/Namespace' ? object : namespace),
    names: {
      object: operation === 'CREATE' ? value : null,
      oldObject: operation === 'CREATE' ? null : value,
      request,
      get namespaceObject() {
        return namespace ? celValue(namespace) : undecided(`the namespace ${metadata.namespace} is not ours`);
      },
    },
  };
}

const labelsOf = (namespace: KubeObject | undefined): Labels | undefined =>
  namespace && { ...namespace.metadata.labels, [NAMESPACE_NAME]: namespace.metadata.name };
