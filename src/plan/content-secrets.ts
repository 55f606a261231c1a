import type { PlannedContent } from './registry-content';
import { robotSecretName } from './robot-rotation';

/** A secret that the content of a Harbor has a use for. */
export interface ContentSecret {
  /** As `harbor apply` is given it, e.g. `robot/skaha/puller`. */
  readonly name: string;
  /** What it is for, in words. */
  readonly what: string;
  /** We choose it, and Harbor takes it; all others are what somebody else has given out. */
  readonly chosen: boolean;
}

/** All secrets that a content has a use for. */
export function contentSecrets({ robots, upstreams, scanners, projects }: PlannedContent): ContentSecret[] {
  const ofRobots = (project: string | undefined, names: object) =>
    Object.keys(names).map((robot) => ({
      name: robotSecretName(project, robot),
      what: `of the robot ${project === undefined ? robot : `${project}/${robot}`}`,
      chosen: true,
    }));
  const given = (name: string, what: string) => ({ name, what, chosen: false });
  return [
    ...ofRobots(undefined, robots),
    ...Object.entries(upstreams)
      .filter(([, { user }]) => user)
      .map(([name, { user, url }]) => given(`upstream/${name}`, `of ${user} at ${url}`)),
    ...Object.entries(scanners)
      .filter(([, { auth }]) => auth)
      .map(([name, { url }]) => given(`scanner/${name}`, `of the scanner at ${url}`)),
    ...projects.flatMap(({ name, robots: own, webhooks }) => [
      ...ofRobots(name, own),
      ...Object.entries(webhooks)
        .filter(([, { authorized }]) => authorized)
        .map(([hook, { address }]) => given(`webhook/${name}/${hook}`, `that ${address} takes`)),
    ]),
  ];
}
