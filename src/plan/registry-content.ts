import type { RegistryContent as Declared } from '../config/registry-content';
import type { RegistryProject } from '../config/registry-project';
import type { Site } from '../config/site';
import type { TagPolicy } from '../config/tag-policy';
import { planHosts } from './hosts';

/** A project with everything that it takes from the rest of the content. */
export interface PlannedProject extends Omit<RegistryProject, 'tags'> {
  readonly name: string;
  readonly tags: TagPolicy;
}

/** What a Harbor is to hold, all of it said. */
export interface PlannedContent extends Omit<Declared, 'projects' | 'tags' | 'host'> {
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
  const { projects, tags, host = planHosts(site).harbors[0] ?? '', ...rest } = content;
  const ofTypes = types.map((name) => [name, { color: '#48960C', description: 'Session type' }]);
  return {
    ...rest,
    host,
    labels: { ...Object.fromEntries(ofTypes), ...rest.labels },
    projects: Object.entries(projects).map(([name, project]) => ({ ...project, name, tags: project.tags ?? tags })),
  };
}
