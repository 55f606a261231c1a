import type { Rule } from '../src/check/rule';
import { claimExists } from './closed-world/claim-exists';
import { configMapExists } from './closed-world/config-map-exists';
import { ingressClassExists } from './closed-world/ingress-class-exists';
import { middlewareExists } from './closed-world/middleware-exists';
import { namespaceExists } from './closed-world/namespace-exists';
import { objectExists } from './closed-world/object-exists';
import { priorityClassExists } from './closed-world/priority-class-exists';
import { roleExists } from './closed-world/role-exists';
import { secretExists } from './closed-world/secret-exists';
import { serviceAccountExists } from './closed-world/service-account-exists';
import { serviceExists } from './closed-world/service-exists';
import { storageClassExists } from './closed-world/storage-class-exists';
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
  claimExists,
  configMapExists,
  ingressClassExists,
  middlewareExists,
  namespaceExists,
  objectExists,
  priorityClassExists,
  roleExists,
  secretExists,
  serviceAccountExists,
  serviceExists,
  storageClassExists,
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
