import type { PlannedContent, PlannedProject } from '../plan/registry-content';
import { fieldsOf, listOf, textOf } from './answer';
import type { HarborApi } from './api';
import { type Caller, findCaller, findRobotPrefix } from './caller';
import { inParallel } from './in-parallel';
import { type FoundAllowList, findSystemAllowList } from './nouns/allow-list';
import { type FoundImmutability, findImmutability } from './nouns/immutability';
import { type FoundLabel, findLabels } from './nouns/label';
import { type FoundMember, findMembers } from './nouns/member';
import { type FoundProject, findProjects } from './nouns/project';
import { type FoundQuota, findQuotas } from './nouns/quota';
import { type FoundReplication, findReplications } from './nouns/replication';
import { type FoundRetention, findRetention } from './nouns/retention';
import { type FoundRobot, findRobots } from './nouns/robot';
import { type FoundScanner, findProjectScanner, findScanners } from './nouns/scanner';
import { type FoundSchedules, findSchedules } from './nouns/schedule';
import { type FoundUpstream, findUpstreams } from './nouns/upstream';
import { type FoundWebhook, findWebhooks } from './nouns/webhook';
import type { FoundArtifact } from './retention-forecast';

/** Requests that are under way at a time: Harbor has other guests. */
const AT_A_TIME = 4;

/** A declared project that is there, with what it holds. */
export interface ObservedProject {
  readonly members: readonly FoundMember[];
  readonly robots: readonly FoundRobot[];
  readonly labels: readonly FoundLabel[];
  readonly immutability: readonly FoundImmutability[];
  readonly retention: FoundRetention | undefined;
  readonly webhooks: readonly FoundWebhook[];
  /** Name of its scanner; asked only where one is declared. */
  readonly scanner: string;
}

/** What a Harbor holds, as far as the declared content is concerned. */
export interface Observed {
  /** Harbor's own clock, seconds since 1970. */
  readonly now: number;
  readonly caller: Caller;
  /** What Harbor puts in front of the name of a robot. */
  readonly robotPrefix: string;
  readonly projects: readonly FoundProject[];
  readonly inProjects: ReadonlyMap<string, ObservedProject>;
  readonly quotas: readonly FoundQuota[];
  readonly labels: readonly FoundLabel[];
  readonly robots: readonly FoundRobot[];
  readonly upstreams: readonly FoundUpstream[];
  readonly replications: readonly FoundReplication[];
  readonly scanners: readonly FoundScanner[];
  readonly schedules: FoundSchedules;
  readonly allowedCves: FoundAllowList;
}

/**
 * Reads a Harbor. Nothing is changed.
 *
 * @param all also what is not declared, for `--prune`
 */
export async function observe(api: HarborApi, content: PlannedContent, all: boolean): Promise<Observed> {
  const { now } = await api.send('GET', 'ping');
  const caller = await findCaller(api);
  const projects = await findProjects(api);
  const declares = (value: object) => all || Object.keys(value).length > 0;
  const there = content.projects.flatMap((project) => {
    const found = projects.find(({ name }) => name === project.name);
    return found ? [{ project, found }] : [];
  });
  const inProjects = await inParallel(there, AT_A_TIME, async ({ project, found }) => {
    const { name } = project;
    return [
      name,
      {
        members: declares(project.members) ? await findMembers(api, name) : [],
        robots: declares(project.robots) ? await findRobots(api, found.id) : [],
        labels: declares(project.labels) ? await findLabels(api, found.id) : [],
        immutability: declares(project.tags.immutable) ? await findImmutability(api, name) : [],
        retention: await findRetention(api, found.metadata.retention_id),
        webhooks: declares(project.webhooks) ? await findWebhooks(api, name) : [],
        scanner: project.scanner === undefined ? '' : await findProjectScanner(api, name),
      },
    ] as const;
  });
  const needsUpstreams =
    declares(content.upstreams) || declares(content.replications) || content.projects.some(({ proxyOf }) => proxyOf);
  const robots = declares(content.robots) || caller.kind === 'robot' ? await findRobots(api) : [];
  return {
    now,
    caller,
    robotPrefix: await findRobotPrefix(api, caller),
    projects,
    inProjects: new Map(inProjects),
    quotas: content.projects.some(({ quota }) => quota !== undefined) ? await findQuotas(api) : [],
    labels: await findLabels(api),
    robots,
    upstreams: needsUpstreams ? await findUpstreams(api) : [],
    replications: declares(content.replications) ? await findReplications(api) : [],
    scanners: declares(content.scanners) || content.defaultScanner !== undefined ? await findScanners(api) : [],
    schedules: declares(content.schedules) ? await findSchedules(api) : NO_SCHEDULES,
    allowedCves: content.allowedCves ? await findSystemAllowList(api) : { cves: [], until: 0 },
  };
}

const NONE = { cron: '', parameters: {} };
const NO_SCHEDULES: FoundSchedules = { gc: NONE, scanAll: NONE, purgeaudit: NONE };

/** Every image of a project (Harbor 2.12 and later). */
export async function findArtifacts(api: HarborApi, { name }: PlannedProject): Promise<FoundArtifact[]> {
  const artifacts = await api.list(`projects/${name}/artifacts?with_tag=true`);
  return artifacts.map((artifact) => ({
    repository: textOf(artifact.repository_name) || `repository ${artifact.repository_id}`,
    tags: listOf(artifact.tags).map((tag) => textOf(fieldsOf(tag).name)),
    pushed: secondsOf(artifact.push_time),
    pulled: secondsOf(artifact.pull_time),
  }));
}

/** Harbor writes the year 1 for never. */
const secondsOf = (time: unknown): number => Math.max(0, Math.floor(Date.parse(textOf(time)) / 1000) || 0);
