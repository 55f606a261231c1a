import type { KubeObject } from '../manifest';
import * as control from './control-references';
import { type Find, Finder } from './finder';
import { podReferences } from './pod-references';
import { podPath } from './pod-template';
import { groupKind, type Reference } from './reference';
import * as route from './route-references';
import { Spot } from './spot';
import * as storage from './storage-references';

const FINDERS: Readonly<Record<string, Find>> = {
  '/PersistentVolume': storage.volume,
  '/PersistentVolumeClaim': storage.claim,
  '/Secret': control.secret,
  '/Service': route.service,
  '/ServiceAccount': control.serviceAccount,
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': control.policyBinding,
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': control.webhooks,
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': control.policyBinding,
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': control.webhooks,
  'apiextensions.k8s.io/CustomResourceDefinition': control.crdConversion,
  'apiregistration.k8s.io/APIService': control.apiService,
  'apps/StatefulSet': (object, finder) => {
    finder.add('/Service', object.get('spec', 'serviceName'));
    for (const claim of object.get('spec', 'volumeClaimTemplates').items()) storage.claim(claim, finder);
  },
  'autoscaling/HorizontalPodAutoscaler': control.autoscaler,
  'cert-manager.io/Certificate': control.certificate,
  'cert-manager.io/Issuer': control.issuer,
  'cluster.x-k8s.io/MachineDeployment': control.machineDeployment,
  'external-secrets.io/ExternalSecret': control.externalSecret,
  'infrastructure.cluster.x-k8s.io/OpenStackMachineTemplate': control.openStackMachine,
  'karpenter.sh/NodePool': control.nodePool,
  'kueue.x-k8s.io/AdmissionCheck': control.admissionCheck,
  'kueue.x-k8s.io/ClusterQueue': control.clusterQueue,
  'kueue.x-k8s.io/LocalQueue': control.localQueue,
  'kueue.x-k8s.io/ResourceFlavor': control.resourceFlavor,
  'networking.k8s.io/Ingress': route.ingress,
  'networking.k8s.io/NetworkPolicy': route.networkPolicy,
  'postgresql.cnpg.io/Cluster': control.cnpgCluster,
  'postgresql.cnpg.io/Database': control.ofCnpgCluster,
  'postgresql.cnpg.io/ScheduledBackup': control.ofCnpgCluster,
  'rbac.authorization.k8s.io/ClusterRoleBinding': control.roleBinding,
  'rbac.authorization.k8s.io/RoleBinding': control.roleBinding,
  'snapshot.storage.k8s.io/VolumeSnapshotClass': storage.storageClass,
  'storage.k8s.io/StorageClass': storage.storageClass,
  'traefik.io/IngressRoute': route.ingressRoute,
  'traefik.io/IngressRouteTCP': route.ingressRouteTcp,
  'traefik.io/IngressRouteUDP': route.ingressRouteTcp,
  'traefik.io/Middleware': route.middleware,
  'traefik.io/ServersTransport': route.serversTransport,
};

/** What an object names, and the paths of fields in which more could hide. */
export interface ReferenceList {
  readonly references: readonly Reference[];
  /** Fields of an unexpected shape, or not known yet. */
  readonly unreadable: readonly string[];
}

/**
 * Reads everything that an object names, its namespace included.
 *
 * @param namespace where the object lives when it does not say so itself. @default 'default'
 */
export function readReferences(object: KubeObject, namespace = 'default'): ReferenceList {
  const unreadable: string[] = [];
  const spot = new Spot(object, '', unreadable);
  const finder = new Finder(spot.get('metadata', 'namespace').text() ?? namespace);
  finder.add('/Namespace', spot.get('metadata', 'namespace'), { namespace: null });
  control.queueReferences(spot.get('metadata', 'labels'), finder);
  const pod = podPath(object);
  if (pod) podReferences(spot.get(...pod, 'spec'), finder);
  const key = groupKind(object);
  if (Object.hasOwn(FINDERS, key)) FINDERS[key]?.(spot, finder);
  return { references: finder.references, unreadable };
}

/**
 * Everything that an object names, in the order of its fields.
 *
 * @example
 * ```ts
 * referencesOf(deployment).map(targetName); // ['Namespace skaha-system', 'ServiceAccount skaha-system/skaha', ...]
 * ```
 */
export const referencesOf = (object: KubeObject, namespace?: string): readonly Reference[] =>
  readReferences(object, namespace).references;
