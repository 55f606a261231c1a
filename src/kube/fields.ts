/** A field that the oldest target release does not have, or ignores until a feature gate is on. */
export interface NewField {
  /** Below a pod's spec, one of its containers or volumes, a claim's spec, or the object of a kind. */
  readonly of: 'pod' | 'container' | 'volume' | 'claim' | `${string}/${string}`;
  /** Keys from there; `[]` after a list. */
  readonly path: string;
  /** First release that uses it without being told to; absent when none up to 1.36 does. */
  readonly since?: string;
  /** Feature gate that it is behind. */
  readonly gate: string;
}

/**
 * Fields of the kinds that a platform is made of which not every target release uses.
 *
 * From the `+featureGate` marks of k8s.io/api v0.31.0 to v0.36.3 and the defaults per release in
 * pkg/features/kube_features.go of Kubernetes v1.36.3. The API server drops such a field without a word.
 */
export const NEW_FIELDS: readonly NewField[] = [
  { of: 'pod', path: 'hostUsers', since: '1.33', gate: 'UserNamespacesSupport' },
  { of: 'pod', path: 'hostnameOverride', since: '1.35', gate: 'HostnameOverride' },
  { of: 'pod', path: 'resourceClaims', since: '1.34', gate: 'DynamicResourceAllocation' },
  { of: 'pod', path: 'resources', since: '1.34', gate: 'PodLevelResources' },
  { of: 'pod', path: 'schedulingGroup', gate: 'GenericWorkload' },
  { of: 'pod', path: 'securityContext.seLinuxChangePolicy', since: '1.33', gate: 'SELinuxChangePolicy' },
  { of: 'pod', path: 'securityContext.supplementalGroupsPolicy', since: '1.33', gate: 'SupplementalGroupsPolicy' },
  { of: 'container', path: 'env[].valueFrom.fileKeyRef', since: '1.35', gate: 'EnvFiles' },
  { of: 'container', path: 'lifecycle.stopSignal', gate: 'ContainerStopSignals' },
  { of: 'container', path: 'resizePolicy', since: '1.33', gate: 'InPlacePodVerticalScaling' },
  { of: 'container', path: 'resources.claims', since: '1.34', gate: 'DynamicResourceAllocation' },
  { of: 'container', path: 'restartPolicyRules', since: '1.35', gate: 'ContainerRestartRules' },
  { of: 'container', path: 'securityContext.procMount', since: '1.33', gate: 'ProcMountType' },
  { of: 'volume', path: 'image', since: '1.35', gate: 'ImageVolume' },
  { of: 'volume', path: 'projected.sources[].clusterTrustBundle', gate: 'ClusterTrustBundleProjection' },
  { of: 'volume', path: 'projected.sources[].podCertificate', gate: 'PodCertificateRequest' },
  { of: 'claim', path: 'dataSourceRef.namespace', gate: 'CrossNamespaceVolumeDataSource' },
  { of: 'claim', path: 'volumeAttributesClassName', since: '1.34', gate: 'VolumeAttributesClass' },
  { of: '/PersistentVolume', path: 'spec.volumeAttributesClassName', since: '1.34', gate: 'VolumeAttributesClass' },
  {
    of: 'apps/StatefulSet',
    path: 'spec.updateStrategy.rollingUpdate.maxUnavailable',
    gate: 'MaxUnavailableStatefulSet',
  },
  {
    of: 'autoscaling/HorizontalPodAutoscaler',
    path: 'spec.behavior.scaleDown.tolerance',
    since: '1.35',
    gate: 'HPAConfigurableTolerance',
  },
  {
    of: 'autoscaling/HorizontalPodAutoscaler',
    path: 'spec.behavior.scaleUp.tolerance',
    since: '1.35',
    gate: 'HPAConfigurableTolerance',
  },
  { of: 'batch/Job', path: 'spec.managedBy', since: '1.32', gate: 'JobManagedBy' },
  {
    of: 'storage.k8s.io/CSIDriver',
    path: 'spec.nodeAllocatableUpdatePeriodSeconds',
    since: '1.35',
    gate: 'MutableCSINodeAllocatableCount',
  },
  {
    of: 'storage.k8s.io/CSIDriver',
    path: 'spec.preventPodSchedulingIfMissing',
    gate: 'VolumeLimitScaling',
  },
  {
    of: 'storage.k8s.io/CSIDriver',
    path: 'spec.serviceAccountTokenInSecrets',
    since: '1.35',
    gate: 'CSIServiceAccountTokenSecrets',
  },
];

/**
 * Volume types that no target release mounts any more: their code left Kubernetes in 1.31 or before, CSI drivers took
 * their place. Of pods and of PersistentVolumes.
 */
export const GONE_VOLUMES: readonly string[] = [
  'cephfs',
  'flocker',
  'glusterfs',
  'photonPersistentDisk',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
];
