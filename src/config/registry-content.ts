import * as z from 'zod';
import { CveAllowList } from './cve-allow-list';
import { HostName } from './names';
import { LabelName, RegistryLabel } from './registry-label';
import { HarborName } from './registry-names';
import { RegistryProject } from './registry-project';
import { RegistryReplication } from './registry-replication';
import { SystemRobots } from './registry-robot';
import { RegistryScanner } from './registry-scanner';
import { RegistrySchedules } from './registry-schedules';
import { RegistryUpstream } from './registry-upstream';
import { TagPolicy } from './tag-policy';

/**
 * What a running Harbor is to hold. `astroplatform harbor plan` shows what would change, `apply` changes it, and a second
 * `apply` changes nothing. What is not declared stays as it is; `--prune` deletes it, but never a project.
 */
export const RegistryContent = z.strictObject({
  /** Host of the Harbor. @default the first of `registry.harbors` */
  host: HostName.optional(),
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
