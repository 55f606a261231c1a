import { join } from 'node:path';
import {
  type EnforcementLevel,
  PolicyPack,
  type PolicyResource,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
} from '@pulumi/policy';
import * as pulumi from '@pulumi/pulumi';
import { type DeployedResource, objectOf, readDeployment } from '../src/check/read/deployment';
import { type Rule, type Severity, severityOf } from '../src/check/rule';
import { runRules, type Subject } from '../src/check/run';
import { namespacePolicies } from '../src/check/subjects';
import { type LoadedSite, loadSite } from '../src/cli/load-site';
import { platform } from '../src/constructs/platform';
import { type KubeObject, type Manifests, objectName } from '../src/manifest';
import { rules } from './index';

// The pack of `pulumi preview --policy-pack policies`. Rules about one manifest are asked before each resource is made,
// the closed world when all of them are known.

void start();

async function start(): Promise<void> {
  const stackFile = join(__dirname, '../stacks', `${pulumi.getStack()}.ts`);
  const loaded = await loadSite(process.env.ASTROPLATFORM_SITE ?? stackFile, {
    cwd: process.cwd(),
    stdin: process.stdin,
  });
  const asked = [...rules, ...loaded.rules].filter(({ on }) => on === 'manifest' || on === 'platform');
  const declared = { ...loaded, platform: platform(loaded.plan) };
  new PolicyPack('astroplatform', { policies: asked.map((rule) => policy(rule, declared)) });
}

/** A site, and what it is made into. */
interface Declared extends LoadedSite {
  readonly platform: Manifests;
}

function policy(rule: Rule, declared: Declared): ResourceValidationPolicy | StackValidationPolicy {
  const common = {
    name: rule.id,
    description: rule.why,
    enforcementLevel: level(rule, declared),
    remediationSteps: rule.fix,
  };
  const ask = asking(rule, declared);
  if (rule.on === 'platform') {
    const { site, plan } = declared;
    return {
      ...common,
      validateStack: ({ resources }, report) => {
        const world = readDeployment(resources.map(deployed), declared.platform.secrets);
        ask({ kind: 'platform', name: site.name, value: { ...world, provides: plan.provides } }, report);
      },
    };
  }
  const context = manifestContext(declared);
  return {
    ...common,
    validateResource: ({ type, props }, report) => {
      const object = objectOf({ type, props });
      if (object) ask({ kind: 'manifest', name: objectName(object), value: { object, ...context(object) } }, report);
    },
  };
}

/** Asks one rule about one subject; what a waiver covers is not reported. */
function asking(rule: Rule, { site }: LoadedSite): (subject: Subject, report: (message: string) => void) => void {
  const today = new Date().toISOString().slice(0, 10);
  const waivers = site.checks.waivers.filter((waiver) => waiver.rule === rule.id);
  return (subject, report) => {
    for (const result of runRules([rule], [subject], { today, waivers })) {
      if (result.rule !== rule.id || result.verdict !== 'fail' || result.waiver) continue;
      report([result.place?.object, result.place?.path, result.message].filter(Boolean).join(': '));
    }
  };
}

/** What is known around an object: the release, the registries, and what the site's own namespaces demand. */
function manifestContext({ site, platform: { manifests } }: Declared): (object: KubeObject) => object {
  const demands = namespacePolicies(manifests.map(({ object }) => object));
  return ({ metadata }) => ({
    registries: site.images.registries,
    kubernetes: site.kubernetes,
    ...demands.get(metadata.namespace ?? ''),
  });
}

const LEVELS: Readonly<Record<Severity | 'off', EnforcementLevel>> = {
  error: 'mandatory',
  warning: 'advisory',
  info: 'advisory',
  off: 'disabled',
};
const level = (rule: Rule, { site }: LoadedSite): EnforcementLevel =>
  LEVELS[site.checks.severities[rule.id] ?? severityOf(rule)];
const deployed = ({ type, name, props, opts }: PolicyResource): DeployedResource => ({
  type,
  name,
  props,
  protect: opts.protect,
});
