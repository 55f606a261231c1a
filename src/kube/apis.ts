import { groupOf } from './reference';
import { OLDEST } from './releases';

// Kinds of the stable API versions, from the register.go files of k8s.io/api v0.31.0 to v0.36.3, and those of
// k8s.io/apiextensions-apiserver and k8s.io/kube-aggregator. `@1.34`: not in the releases before. Alpha and beta
// versions are absent because no API server serves them unless told to; a site that does lists them in
// `cluster.provides.apis`.
const STABLE: Readonly<Record<string, string>> = {
  v1: 'Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
  'admissionregistration.k8s.io/v1':
    'MutatingAdmissionPolicy@1.36 MutatingAdmissionPolicyBinding@1.36 MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1': 'CustomResourceDefinition',
  'apiregistration.k8s.io/v1': 'APIService',
  'apps/v1': 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  'authentication.k8s.io/v1': 'SelfSubjectReview TokenRequest TokenReview',
  'authorization.k8s.io/v1':
    'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  'autoscaling/v1': 'HorizontalPodAutoscaler Scale',
  'autoscaling/v2': 'HorizontalPodAutoscaler',
  'batch/v1': 'CronJob Job',
  'certificates.k8s.io/v1': 'CertificateSigningRequest',
  'coordination.k8s.io/v1': 'Lease',
  'discovery.k8s.io/v1': 'EndpointSlice',
  'events.k8s.io/v1': 'Event',
  'flowcontrol.apiserver.k8s.io/v1': 'FlowSchema PriorityLevelConfiguration',
  'networking.k8s.io/v1': 'IPAddress@1.33 Ingress IngressClass NetworkPolicy ServiceCIDR@1.33',
  'node.k8s.io/v1': 'RuntimeClass',
  'policy/v1': 'Eviction PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'resource.k8s.io/v1': 'DeviceClass@1.34 ResourceClaim@1.34 ResourceClaimTemplate@1.34 ResourceSlice@1.34',
  'scheduling.k8s.io/v1': 'PriorityClass',
  'storage.k8s.io/v1': 'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass@1.34',
};

const SINCE = new Map(
  Object.entries(STABLE).flatMap(([apiVersion, kinds]) =>
    kinds.split(' ').map((entry) => {
      const [kind = '', since = OLDEST] = entry.split('@');
      return [`${apiVersion} ${kind}`, since] as const;
    }),
  ),
);
const GROUPS = new Set(Object.keys(STABLE).map(groupOf));

/** Kubernetes release that first serves a kind without being told to; `undefined` when none up to 1.36 does. */
export const servedSince = (apiVersion: string, kind: string): string | undefined => SINCE.get(`${apiVersion} ${kind}`);

/** Whether Kubernetes itself, not an operator, defines the kinds of this API version's group. */
export const isBuiltInGroup = (apiVersion: string): boolean => GROUPS.has(groupOf(apiVersion));
