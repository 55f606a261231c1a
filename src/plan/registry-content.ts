import type { RegistryContent as Declared } from '../config/registry-content';
import type { RegistryProject } from '../config/registry-project';
import type { Site } from '../config/site';
import type { TagPolicy } from '../config/tag-policy';
import { formatMemory } from '../config/units';
import { planHosts } from './hosts';

/** A project with everything that it takes from the rest of the content. */
export interface PlannedProject extends Omit<RegistryProject, 'tags'> {
  readonly name: string;
  readonly tags: TagPolicy;
}

/** What a Harbor is to hold, all of it said. */
export interface PlannedContent extends Omit<Declared, 'projects' | 'tags' | 'host' | 'appliedBy'> {
  /** Host of the Harbor. */
  readonly host: string;
  readonly projects: readonly PlannedProject[];
}

/**
 * The content of a site's registry: labels of its session types added, tag policies in each project.
 *
 * @param types session types that users may start
 */
export function planRegistryContent(site: Site, types: readonly string[]): PlannedContent | undefined {
  const { content } = site.registry;
  if (!content) return undefined;
  const ofTypes = types.map((name) => [name, { color: '#48960C', description: 'Session type' }]);
  const labels = { ...Object.fromEntries(ofTypes), ...content.labels };
  return planContent({ ...content, labels }, content.host ?? planHosts(site).harbors[0] ?? '');
}

/** A content with everything said in each project. */
export function planContent(
  { projects, tags, host: _, appliedBy: __, ...rest }: Declared,
  host: string,
): PlannedContent {
  return {
    ...rest,
    host,
    projects: Object.entries(projects).map(([name, project]) => ({ ...project, name, tags: project.tags ?? tags })),
  };
}

/** A planned content as a person could have declared it: what is read from it is the same content. */
export const declaredContent = ({ projects, ...rest }: PlannedContent) => ({
  ...rest,
  projects: Object.fromEntries(
    projects.map(({ name, quota, ...project }) => [
      name,
      {
        ...project,
        ...(quota !== undefined && { quota: quota === 'unlimited' ? quota : formatMemory(quota) }),
      },
    ]),
  ),
});
