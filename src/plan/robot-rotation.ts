import type { Problem } from '../errors';
import type { PlannedContent } from './registry-content';

/** Two robots of one purpose, of which one is in use while the other gets a new secret. */
export interface RobotPair {
  /** Its project; absent for a robot of the whole registry. */
  readonly project?: string;
  /** The one whose secret is in use now. */
  readonly old: string;
  /** The one that takes its place. */
  readonly next: string;
}

/** Name of a robot's secret, as `harbor apply` takes it. */
export const robotSecretName = (project: string | undefined, robot: string) =>
  project === undefined ? `robot/${robot}` : `robot/${project}/${robot}`;

/**
 * The robot that takes the place of another: `puller-b` for `puller-a`, and the reverse. A password of a robot that is
 * changed in place would fail every pull that is under way with the old one.
 *
 * @param name name of a robot's secret, e.g. `robot/skaha/puller-a`
 */
export function robotPair(content: PlannedContent | undefined, name: string): RobotPair | Problem {
  const [, first = '', second] = name.split('/');
  const [project, robot] = second === undefined ? [undefined, first] : [first, second];
  const robots = Object.keys(
    (project === undefined ? content?.robots : content?.projects.find((one) => one.name === project)?.robots) ?? {},
  );
  const where = project === undefined ? 'registry.content.robots' : `registry.content.projects.${project}.robots`;
  if (!robots.includes(robot))
    return { path: where, fact: `there is no robot "${robot}"`, act: `Known there: ${robots.join(', ') || 'none'}` };
  const stem = robot.replace(/-[ab]$/, '');
  const next = robot === `${stem}-a` ? `${stem}-b` : `${stem}-a`;
  if (robot === stem || !robots.includes(next))
    return {
      path: `${where}.${robot}`,
      fact: 'it has no second robot, so that whoever pulls with the old secret would fail between two steps',
      act: `Declare ${stem}-a and ${stem}-b alike, and let clients use one of them`,
    };
  return { ...(project !== undefined && { project }), old: robot, next };
}
