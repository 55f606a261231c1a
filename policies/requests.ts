import type { Rule } from '../src/check/rule';
import { imageFresh } from './base/image-fresh';
import { harborTypeLabel } from './registry/harbor-type-label';
import { imageSizeBudget } from './registry/image-size-budget';
import { labelMatchesContent } from './registry/label-matches-content';
import { labelVocabulary } from './registry/label-vocabulary';
import { projectAndRepoNames } from './registry/project-and-repo-names';
import { provenanceSigned } from './registry/provenance-signed';
import { startupStableAcrossTags } from './registry/startup-stable-across-tags';
import { tagImmutableCompanion } from './registry/tag-immutable-companion';
import { tagOnePerArtifact } from './registry/tag-one-per-artifact';
import { tagOrders } from './registry/tag-orders';
import { tagScheme } from './registry/tag-scheme';
import { vulnerabilityBudget } from './registry/vulnerability-budget';
import { workloadNameSafe } from './registry/workload-name-safe';
import { anonymousOrSecret } from './requests/anonymous-or-secret';
import { imageRefShape } from './requests/image-ref-shape';
import { outputsToPersistentStorage } from './requests/outputs-to-persistent-storage';
import { registryHostAllowed } from './requests/registry-host-allowed';
import { reqArgsEnvEncodable } from './requests/req-args-env-encodable';
import { reqFieldsKnown } from './requests/req-fields-known';
import { reqFloatingImage } from './requests/req-floating-image';
import { reqHeadlessOnly } from './requests/req-headless-only';
import { reqName } from './requests/req-name';
import { reqResourcesIgnored } from './requests/req-resources-ignored';
import { reqResourcesInOptions } from './requests/req-resources-in-options';
import { typeKnown } from './requests/type-known';

/** What session requests and images in a registry must meet. */
export const requests: readonly Rule[] = [
  imageFresh,
  harborTypeLabel,
  imageSizeBudget,
  labelVocabulary,
  projectAndRepoNames,
  tagImmutableCompanion,
  tagOnePerArtifact,
  tagOrders,
  tagScheme,
  vulnerabilityBudget,
  workloadNameSafe,
  anonymousOrSecret,
  imageRefShape,
  outputsToPersistentStorage,
  registryHostAllowed,
  reqArgsEnvEncodable,
  reqFieldsKnown,
  reqFloatingImage,
  reqHeadlessOnly,
  reqName,
  reqResourcesInOptions,
  typeKnown,
  labelMatchesContent,
  provenanceSigned,
  startupStableAcrossTags,
  reqResourcesIgnored,
];
