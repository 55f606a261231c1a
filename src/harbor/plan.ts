import type { PlannedContent, PlannedProject } from '../plan/registry-content';
import type { Action } from './action';
import { systemAllowListActions } from './nouns/allow-list';
import { immutabilityActions } from './nouns/immutability';
import { labelActions } from './nouns/label';
import { memberActions } from './nouns/member';
import { projectActions } from './nouns/project';
import { quotaActions } from './nouns/quota';
import { replicationActions } from './nouns/replication';
import { retentionActions } from './nouns/retention';
import { projectRobots, robotActions, systemRobots } from './nouns/robot';
import { projectScannerActions, scannerActions } from './nouns/scanner';
import { scheduleActions } from './nouns/schedule';
import { upstreamActions } from './nouns/upstream';
import { webhookActions } from './nouns/webhook';
import type { Observed, ObservedProject } from './observe';

/** What a plan may do. */
export interface PlanOptions {
  /** Delete what is not declared; projects never. @default false */
  readonly prune?: boolean;
  /** With `prune`, delete projects as well; and let retention leave repositories empty. @default false */
  readonly allowDelete?: boolean;
  /** Names of the secrets that were given and are not those that were set before. @default none */
  readonly newSecrets?: ReadonlySet<string>;
}

const NOTHING: ObservedProject = {
  members: [],
  robots: [],
  labels: [],
  immutability: [],
  retention: undefined,
  webhooks: [],
  scanner: '',
};

/**
 * The steps from what a Harbor holds to what it is to hold, in the order in which they can be done. Empty when there is
 * nothing to do: only what is declared is compared.
 *
 * @example
 * ```ts
 * const observed = await observe(api, content, false);
 * for (const { verb, object } of planContent(content, observed)) console.log(verb, object.kind, object.name);
 * ```
 */
export function planContent(content: PlannedContent, observed: Observed, options: PlanOptions = {}): Action[] {
  const { prune = false, allowDelete = false, newSecrets = new Set<string>() } = options;
  const hasNewSecret = (name: string) => newSecrets.has(name);
  const shared = { prune, hasNewSecret };
  const robots = {
    ...shared,
    prefix: observed.robotPrefix,
    now: observed.now,
    self: observed.caller.kind === 'robot' ? observed.caller.name : undefined,
  };
  const inProject = (project: PlannedProject): Action[] => {
    const { name, tags } = project;
    const there = observed.inProjects.get(name) ?? NOTHING;
    return [
      ...memberActions(name, project.members, there.members, prune),
      ...labelActions(project.labels, there.labels, { project: name, prune }),
      ...immutabilityActions(name, tags.immutable, there.immutability, prune),
      // A proxy cache is born with a policy of its own, which is not ours to take away.
      ...retentionActions(name, tags.retention, there.retention, prune && project.proxyOf === undefined),
      ...robotActions(projectRobots(name, project.robots), there.robots, { ...robots, project: name }),
      ...webhookActions(name, project.webhooks, there.webhooks, shared),
      ...projectScannerActions(project, there.scanner, content.scanners),
    ];
  };
  const all = [
    ...upstreamActions(content.upstreams, observed.upstreams, shared),
    ...scannerActions(content, observed.scanners, shared),
    ...systemAllowListActions(content.allowedCves, observed.allowedCves),
    ...labelActions(content.labels, observed.labels, { prune }),
    ...projectActions(content.projects, observed.projects, { prune, allowDelete }),
    ...quotaActions(content.projects, observed.projects, observed.quotas),
    ...content.projects.flatMap(inProject),
    ...robotActions(systemRobots(content.robots), observed.robots, robots),
    ...replicationActions(content.replications, observed.replications, prune),
    ...scheduleActions(content.schedules, observed.schedules),
  ];
  // What is deleted goes last, and what uses others before what is used.
  return [...all.filter(({ verb }) => verb !== 'delete'), ...all.filter(({ verb }) => verb === 'delete').reverse()];
}
