import * as z from 'zod';
import { Cron } from './cron';
import { CveAllowList } from './cve-allow-list';
import { HostName, ImageReference } from './names';
import { LabelName, RegistryLabel } from './registry-label';
import { HarborName } from './registry-names';
import { RegistryProject } from './registry-project';
import { RegistryReplication } from './registry-replication';
import { SystemRobots } from './registry-robot';
import { RegistryScanner } from './registry-scanner';
import { RegistrySchedules } from './registry-schedules';
import { RegistryUpstream } from './registry-upstream';
import { TagPolicy } from './tag-policy';

/** Who brings the Harbor to its content. */
const ContentAppliedBy = z.discriminatedUnion('kind', [
  /** Whoever runs `astroplatform harbor apply`, or `pulumi up` with the value `harbor-password` in its stack. */
  z.strictObject({ kind: z.literal('person') }),
  /**
   * A Job in the cluster, on a schedule, for a Harbor that nobody reaches from outside: it undoes what was changed by hand, and
   * renews robots. Secrets of robots are made; those that others give (upstreams, webhooks, scanners) are supplied.
   */
  z.strictObject({
    kind: z.literal('job'),
    /** Image with Node.js and `astroplatform` on its PATH, in this release. The platform publishes none: build it from the package. */
    image: ImageReference,
    /** When, in UTC: minute, hour, day of the month, month, day of the week. */
    schedule: Cron.default('*/30 * * * *'),
    /** As whom; a robot (`robot$content`) cannot make robots. Its password is that of the platform's own Harbor for `admin`, and else the secret `harbor-content`. */
    user: z
      .string()
      .regex(/^[\w$+.-]{1,255}$/, 'write the whole name of a user or robot, e.g. robot$content')
      .default('admin'),
  }),
]);

/**
 * What a running Harbor is to hold. `astroplatform harbor plan` shows what would change, `apply` changes it, and a second
 * `apply` changes nothing. What is not declared stays as it is; `--prune` deletes it, but never a project.
 */
export const RegistryContent = z.strictObject({
  /** Host of the Harbor. @default the first of `registry.harbors` */
  host: HostName.optional(),
  /** Who applies it. */
  appliedBy: ContentAppliedBy.prefault({ kind: 'person' }),
  /** Projects by name. */
  projects: z.record(HarborName, RegistryProject).default({}),
  /** What becomes of tags, where a project does not say it. */
  tags: TagPolicy.prefault({}),
  /** Labels beside those of the session types, which are always there. */
  labels: z.record(LabelName, RegistryLabel).default({}),
  /** Accounts for programs that work in all projects. */
  robots: SystemRobots.default({}),
  /** Other registries by name. */
  upstreams: z.record(HarborName, RegistryUpstream).default({}),
  /** Images that are copied between registries. */
  replications: z.record(HarborName, RegistryReplication).default({}),
  /** Scanners by name. */
  scanners: z.record(LabelName, RegistryScanner).default({}),
  /** Name of the scanner of all projects that name none. @default left as it is */
  defaultScanner: LabelName.optional(),
  /** What the registry does by itself. */
  schedules: RegistrySchedules.prefault({}),
  /** Vulnerabilities that block no image of any project. @default left as it is */
  allowedCves: CveAllowList.optional(),
});
export type RegistryContent = z.infer<typeof RegistryContent>;
