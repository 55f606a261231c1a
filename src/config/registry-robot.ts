import * as z from 'zod';
import { HarborName } from './registry-names';

/** How long a robot may log in. */
const expiry = {
  /** Days that it is valid for; it is renewed when a third of them is left. */
  days: z.int().min(1).max(3650).default(90),
};

/** An account for a program that works in one project. It can do what its purpose needs, and nothing else. */
export const ProjectRobot = z.strictObject({
  /**
   * What it is for: `pull` images; `push` them, tags and labels included; `label` keeps labels in step with images;
   * `scan` starts scans and reads their reports.
   */
  for: z.enum(['pull', 'push', 'label', 'scan']),
  ...expiry,
});
export type ProjectRobot = z.infer<typeof ProjectRobot>;

/** An account for a program that works in all projects. */
export const SystemRobot = z.strictObject({
  /**
   * What it is for: `pull` images; `catalogue` reads what there is, and pulls nothing; `label` keeps labels in step with
   * images; `content` applies this content, but for robots and allow lists of the whole registry, which Harbor leaves to
   * its administrators.
   */
  for: z.enum(['pull', 'catalogue', 'label', 'content']),
  ...expiry,
});
export type SystemRobot = z.infer<typeof SystemRobot>;

/** Robots by name. Each secret is given when the content is applied, as `robot/<name>` or `robot/<project>/<name>`. */
export const ProjectRobots = z.record(HarborName, ProjectRobot);
export const SystemRobots = z.record(HarborName, SystemRobot);
