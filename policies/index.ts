import type { Rule } from '../src/check/rule';
import { accountPerComponent } from './accounts/account-per-component';
import { nodeCheckRights } from './accounts/node-check-rights';
import { snapshotRights } from './accounts/snapshot-rights';
import { imageRoom } from './capacity/image-room';
import { memoryOvercommit } from './capacity/memory-overcommit';
import { addressServed } from './closed-world/address-served';
import { apiVersionServed } from './closed-world/api-version-served';
import { certificateNames } from './closed-world/certificate-names';
import { claimExists } from './closed-world/claim-exists';
import { configMapExists } from './closed-world/config-map-exists';
import { configurationComplete } from './closed-world/configuration-complete';
import { databaseLoginAgrees } from './closed-world/database-login-agrees';
import { entryPointKnown } from './closed-world/entry-point-known';
import { fieldServed } from './closed-world/field-served';
import { hostNameResolves } from './closed-world/host-name-resolves';
import { identityRegistered } from './closed-world/identity-registered';
import { ingressClassExists } from './closed-world/ingress-class-exists';
import { middlewareExists } from './closed-world/middleware-exists';
import { mountedFileExists } from './closed-world/mounted-file-exists';
import { mountedFolderUsed } from './closed-world/mounted-folder-used';
import { mountedVolumeExists } from './closed-world/mounted-volume-exists';
import { namespaceExists } from './closed-world/namespace-exists';
import { networkEdgeOpen } from './closed-world/network-edge-open';
import { objectExists } from './closed-world/object-exists';
import { podFindsNode } from './closed-world/pod-finds-node';
import { policyVariableDefined } from './closed-world/policy-variable-defined';
import { priorityClassExists } from './closed-world/priority-class-exists';
import { probePortDeclared } from './closed-world/probe-port-declared';
import { roleExists } from './closed-world/role-exists';
import { routeAnswered } from './closed-world/route-answered';
import { routeHosts } from './closed-world/route-hosts';
import { secretExists } from './closed-world/secret-exists';
import { selectorMatches } from './closed-world/selector-matches';
import { serviceAccountExists } from './closed-world/service-account-exists';
import { serviceExists } from './closed-world/service-exists';
import { servicePortServed } from './closed-world/service-port-served';
import { serviceScheme } from './closed-world/service-scheme';
import { storageClassExists } from './closed-world/storage-class-exists';
import { variableDefined } from './closed-world/variable-defined';
import { variableNeeded } from './closed-world/variable-needed';
import { variablePathMounted } from './closed-world/variable-path-mounted';
import { variableRead } from './closed-world/variable-read';
import { harborAgrees } from './configuration/harbor-agrees';
import { harborSettings } from './configuration/harbor-settings';
import { noSecretInConfig } from './configuration/no-secret-in-config';
import { propertiesWellFormed } from './configuration/properties-well-formed';
import { secretReadBack } from './configuration/secret-read-back';
import { contents } from './contents';
import { imageRegistry } from './images/image-registry';
import { imageTag } from './images/image-tag';
import { ingressTls } from './network/ingress-tls';
import { cdk8sMetadataAddr } from './objects/cdk8s-metadata-addr';
import { clusterScopedNamespace } from './objects/cluster-scoped-namespace';
import { deletionRefused } from './objects/deletion-refused';
import { limitRangeSingle } from './objects/limit-range-single';
import { statefulProtected } from './objects/stateful-protected';
import { heapBelowLimit } from './pods/heap-below-limit';
import { podSecurityLevel } from './pods/pod-security-level';
import { probes } from './pods/probes';
import { resourcesComplete } from './pods/resources-complete';
import { serviceAccountToken } from './pods/service-account-token';
import { queueFlavours } from './queues/queue-flavours';
import { queueLending } from './queues/queue-lending';
import { queuePriorities } from './queues/queue-priorities';
import { queueQuota } from './queues/queue-quota';
import { queueReach } from './queues/queue-reach';
import { queueWellFormed } from './queues/queue-well-formed';
import { requests } from './requests';
import { keycloakFolders } from './services/keycloak-folders';
import { keycloakRoutes } from './services/keycloak-routes';
import { keycloakSettings } from './services/keycloak-settings';
import { loginClientRegistered } from './services/login-client-registered';
import { loginIssuerAgrees } from './services/login-issuer-agrees';
import { metricsSettings } from './services/metrics-settings';
import { portalSettings } from './services/portal-settings';
import { sftpSettings } from './services/sftp-settings';
import { storageUiSettings } from './services/storage-ui-settings';
import { admissionAgrees } from './sessions/admission-agrees';
import { callbackKeyPair } from './sessions/callback-key-pair';
import { limitRangeOffers } from './sessions/limit-range-offers';
import { redisLoginAgrees } from './sessions/redis-login-agrees';
import { resourcesFile } from './sessions/resources-file';
import { serviceAuthorization } from './sessions/service-authorization';
import { serviceFiles } from './sessions/service-files';
import { serviceHostsAgree } from './sessions/service-hosts-agree';
import { serviceIdentitiesAgree } from './sessions/service-identities-agree';
import { serviceQueues } from './sessions/service-queues';
import { serviceRegistryHosts } from './sessions/service-registry-hosts';
import { serviceRights } from './sessions/service-rights';
import { serviceVariables } from './sessions/service-variables';
import { sessionFitsLimits } from './sessions/session-fits-limits';
import { sessionMounts } from './sessions/session-mounts';
import { sessionOwner } from './sessions/session-owner';
import { sessionPort } from './sessions/session-port';
import { sessionRoute } from './sessions/session-route';
import { templateFiles } from './sessions/template-files';
import { templateObjects } from './sessions/template-objects';
import { templatePlaceholders } from './sessions/template-placeholders';
import { starting } from './starting';
import { backupStated } from './storage/backup-stated';
import { sharedBytes } from './storage/shared-bytes';
import { staticVolumePairs } from './storage/static-volume-pairs';
import { storageServiceAgrees } from './storage/storage-service-agrees';

/** Every rule of the project. A list without side effects: the command line, Pulumi and tests read the same one. */
export const rules: readonly Rule[] = [
  accountPerComponent,
  nodeCheckRights,
  snapshotRights,
  imageRoom,
  memoryOvercommit,
  addressServed,
  apiVersionServed,
  certificateNames,
  claimExists,
  configMapExists,
  configurationComplete,
  databaseLoginAgrees,
  entryPointKnown,
  fieldServed,
  hostNameResolves,
  identityRegistered,
  ingressClassExists,
  middlewareExists,
  mountedFileExists,
  mountedFolderUsed,
  mountedVolumeExists,
  namespaceExists,
  networkEdgeOpen,
  objectExists,
  podFindsNode,
  policyVariableDefined,
  priorityClassExists,
  probePortDeclared,
  roleExists,
  routeAnswered,
  routeHosts,
  secretExists,
  selectorMatches,
  serviceAccountExists,
  serviceExists,
  servicePortServed,
  serviceScheme,
  storageClassExists,
  variableDefined,
  variableNeeded,
  variablePathMounted,
  variableRead,
  harborAgrees,
  harborSettings,
  noSecretInConfig,
  propertiesWellFormed,
  secretReadBack,
  imageRegistry,
  imageTag,
  ingressTls,
  cdk8sMetadataAddr,
  clusterScopedNamespace,
  deletionRefused,
  limitRangeSingle,
  statefulProtected,
  heapBelowLimit,
  podSecurityLevel,
  probes,
  resourcesComplete,
  serviceAccountToken,
  keycloakFolders,
  keycloakRoutes,
  keycloakSettings,
  loginClientRegistered,
  loginIssuerAgrees,
  metricsSettings,
  portalSettings,
  sftpSettings,
  storageUiSettings,
  admissionAgrees,
  callbackKeyPair,
  limitRangeOffers,
  redisLoginAgrees,
  resourcesFile,
  serviceAuthorization,
  serviceFiles,
  serviceHostsAgree,
  serviceIdentitiesAgree,
  serviceQueues,
  serviceRegistryHosts,
  serviceRights,
  serviceVariables,
  sessionFitsLimits,
  sessionMounts,
  sessionOwner,
  sessionPort,
  sessionRoute,
  templateFiles,
  templateObjects,
  templatePlaceholders,
  backupStated,
  sharedBytes,
  staticVolumePairs,
  storageServiceAgrees,
  ...contents,
  ...starting,
  queueFlavours,
  queueLending,
  queuePriorities,
  queueQuota,
  queueReach,
  queueWellFormed,
  ...requests,
];
