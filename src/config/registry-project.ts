import * as z from 'zod';
import { CveAllowList } from './cve-allow-list';
import { LabelName, RegistryLabel } from './registry-label';
import { ClaimedGroup, HarborName } from './registry-names';
import { ProjectRobots } from './registry-robot';
import { RegistryWebhook } from './registry-webhook';
import { TagPolicy } from './tag-policy';
import { Memory } from './units';

/** What members of a project may do, most first. */
export const ROLES = ['admin', 'maintainer', 'developer', 'guest', 'limited-guest'] as const;

/** A project of the registry: images that belong together, and who may do what with them. */
export const RegistryProject = z.strictObject({
  /** Everybody may pull its images without logging in, and the image list can show them. */
  public: z.boolean().default(false),
  /** Space for its images. @default left as it is */
  quota: z.union([z.literal('unlimited'), Memory]).optional(),
  /** Name of the upstream whose images it hands on and keeps: a proxy cache. Cannot be changed later. @default none */
  proxyOf: HarborName.optional(),
  /** Roles of groups of the login. */
  members: z.record(ClaimedGroup, z.enum(ROLES)).default({}),
  /** Accounts for programs. */
  robots: ProjectRobots.default({}),
  /** Labels beside those of the whole registry. */
  labels: z.record(LabelName, RegistryLabel).default({}),
  /** What becomes of its tags. @default `tags` of the content */
  tags: TagPolicy.optional(),
  /** Who is told what happens in it. */
  webhooks: z.record(HarborName, RegistryWebhook).default({}),
  /** Name of its scanner. @default the one of the registry */
  scanner: LabelName.optional(),
  /** Each image is scanned when it is pushed. */
  scanOnPush: z.boolean().default(true),
  /** Images with a vulnerability of this severity or above are not handed out: sessions with them do not start. */
  blockVulnerable: z.enum(['none', 'low', 'medium', 'high', 'critical']).default('none'),
  /** Only signed images are handed out. Whose signature it is, Harbor does not ask. */
  signedOnly: z.boolean().default(false),
  /** Vulnerabilities that block no image of it. @default those of the whole registry */
  allowedCves: CveAllowList.optional(),
});
export type RegistryProject = z.infer<typeof RegistryProject>;
