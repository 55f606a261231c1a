import { groupKind, groupOf } from '../../kube/reference';
import { resourceName } from '../../kube/resource-name';
import type { KubeObject } from '../../manifest';
import type { Labels } from '../view/label-selector';
import { celValue, undecided } from './cel';

/** A label that the API server gives to every namespace. */
export const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** An object that somebody creates, as admission sees it. */
export interface AdmissionRequest {
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
 * The request that creates an object. Who asks is not known here, so an expression that reads it stays undecided.
 *
 * @param namespace the object's namespace, where it is among the manifests
 */
export function creation(object: KubeObject, namespace?: KubeObject): AdmissionRequest {
  const { apiVersion, kind, metadata } = object;
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const resource = resourceName(kind);
  const request = {
    operation: 'CREATE',
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    kind: { group, version, kind },
    resource: { group, version, resource },
    subResource: '',
    dryRun: false,
  };
  for (const part of ['userInfo', 'uid', 'options', 'requestKind', 'requestResource']) {
    Object.defineProperty(request, part, { enumerable: true, get: () => undecided(`request.${part} is not known`) });
  }
  return {
    object,
    group,
    version,
    resource,
    namespaceLabels: labelsOf(groupKind(object) === '/Namespace' ? object : namespace),
    names: {
      object: celValue(object),
      oldObject: null,
      request,
      get namespaceObject() {
        return namespace ? celValue(namespace) : undecided(`the namespace ${metadata.namespace} is not ours`);
      },
    },
  };
}

const labelsOf = (namespace: KubeObject | undefined): Labels | undefined =>
  namespace && { ...namespace.metadata.labels, [NAMESPACE_NAME]: namespace.metadata.name };
