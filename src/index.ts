// The public names of the package. Nothing inside src imports this file.

export { defineRule, fail, notApplicable, pass, type Rule, unknown } from './check/rule';
export { defineSite, readSite } from './config/read-site';
export type { Site, SiteInput } from './config/site';
export { addPlatform, platform } from './constructs/platform';
export { type Problem, UsageError } from './errors';
export type { KubeObject, ManagedSecret, Manifest, Manifests, SecretSource, SecretText } from './manifest';
export { type Plan, planSite } from './plan/plan';
