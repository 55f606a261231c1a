// The public names of the package. Nothing inside src imports this file.

export { defineRule, fail, notApplicable, pass, type Rule, unknown } from './check/rule';
export { defineSite, readSite } from './config/read-site';
export type { Site, SiteInput } from './config/site';
export { Arc, type ArcProps } from './constructs/arc';
export { ManagedSecret, type ManagedSecretProps } from './constructs/managed-secret';
export { manifestsOf } from './constructs/manifests';
export { addPlatform, platform } from './constructs/platform';
export { type Intent, Resource } from './constructs/resource';
export { Scratch, type ScratchProps } from './constructs/scratch';
export { type Problem, UsageError } from './errors';
export type {
  KubeObject,
  ManagedSecret as SecretDeclaration,
  Manifest,
  Manifests,
  SecretSource,
  SecretText,
} from './manifest';
export { type Plan, planSite } from './plan/plan';
