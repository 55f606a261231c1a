import type { Rule } from '../src/check/rule';
import { imageRegistry } from './images/image-registry';
import { imageTag } from './images/image-tag';
import { ingressTls } from './network/ingress-tls';
import { cdk8sMetadataAddr } from './objects/cdk8s-metadata-addr';
import { clusterScopedNamespace } from './objects/cluster-scoped-namespace';
import { limitRangeSingle } from './objects/limit-range-single';
import { statefulProtected } from './objects/stateful-protected';
import { heapBelowLimit } from './pods/heap-below-limit';
import { podSecurityLevel } from './pods/pod-security-level';
import { probes } from './pods/probes';
import { resourcesComplete } from './pods/resources-complete';
import { serviceAccountToken } from './pods/service-account-token';

/** Every rule of the project. A list without side effects: the command line, Pulumi and tests read the same one. */
export const rules: readonly Rule[] = [
  imageRegistry,
  imageTag,
  ingressTls,
  cdk8sMetadataAddr,
  clusterScopedNamespace,
  limitRangeSingle,
  statefulProtected,
  heapBelowLimit,
  podSecurityLevel,
  probes,
  resourcesComplete,
  serviceAccountToken,
];
