import { groupKind } from '../kube/reference';
import type { KubeObject } from '../manifest';

const SKIP_AWAIT = 'pulumi.com/skipAwait';

/**
 * The object with the annotation by which Pulumi does not wait until it is ready, where that would end in a timeout: an
 * Ingress or LoadBalancer without a controller yet, a Job that is suspended, a claim on a volume that is not there yet.
 *
 * @param awaits `false` for a cluster on which nothing becomes ready yet: then only definitions of kinds are waited for,
 * because objects of a kind cannot be created before
 */
export function withSkipAwait(object: KubeObject, awaits: boolean): KubeObject {
  const skips = awaits ? neverReady(object) : object.kind !== 'CustomResourceDefinition';
  if (!skips || object.metadata.annotations?.[SKIP_AWAIT] !== undefined) return object;
  const annotations = { ...object.metadata.annotations, [SKIP_AWAIT]: 'true' };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function neverReady(object: KubeObject): boolean {
  switch (groupKind(object)) {
    case 'networking.k8s.io/Ingress':
      return true;
    case '/Service':
      return object.spec?.type === 'LoadBalancer';
    case 'batch/Job':
      return object.spec?.suspend === true;
    case '/PersistentVolumeClaim':
      return Boolean(object.spec?.volumeName);
    default:
      return false;
  }
}
