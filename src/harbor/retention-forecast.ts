import type { TagPolicy } from '../config/tag-policy';
import { fitsTag } from '../plan/tag-glob';

const DAY = 86_400;

/** An image as Harbor lists it. */
export interface FoundArtifact {
  readonly repository: string;
  readonly tags: readonly string[];
  /** Seconds since 1970. */
  readonly pushed: number;
  /** Seconds since 1970; 0 for never. */
  readonly pulled: number;
}

/** What a clean-up would do to one repository. */
export interface Forecast {
  readonly repository: string;
  readonly images: number;
  readonly deleted: number;
}

/**
 * What a policy would delete, reckoned as Harbor does: in each repository the images that no rule keeps and that are not
 * immutable; one kept tag keeps an image with all its tags (goharbor/harbor:src/pkg/retention/policy/action/performer.go).
 */
export function forecast(
  { immutable, retention }: TagPolicy,
  artifacts: readonly FoundArtifact[],
  now: number,
): Forecast[] {
  if (!retention) return [];
  const { keep, newest, pushedWithin, pulledWithin, untagged } = retention;
  const bears = (pattern: string) => (one: FoundArtifact) => one.tags.some((tag) => fitsTag(pattern, tag));
  const repositories = new Map<string, FoundArtifact[]>();
  for (const one of artifacts) {
    const images = repositories.get(one.repository) ?? [];
    repositories.set(one.repository, images);
    images.push(one);
  }
  return [...repositories].map(([repository, images]) => {
    const kept = new Set<FoundArtifact>();
    const add = (some: readonly FoundArtifact[]) => {
      for (const one of some) kept.add(one);
    };
    for (const pattern of [...keep, ...immutable]) add(images.filter(bears(pattern)));
    if (untagged === 'keep') add(images.filter(({ tags }) => tags.length === 0));
    for (const [pattern, count] of Object.entries(newest))
      add([...images.filter(bears(pattern))].sort((a, b) => b.pushed - a.pushed).slice(0, count));
    for (const [pattern, days] of Object.entries(pushedWithin))
      add(images.filter(bears(pattern)).filter(({ pushed }) => pushed >= now - days * DAY));
    for (const [pattern, days] of Object.entries(pulledWithin))
      add(images.filter(bears(pattern)).filter(({ pulled }) => pulled >= now - days * DAY));
    return { repository, images: images.length, deleted: images.length - kept.size };
  });
}

/** Repositories that a clean-up would leave without any image. */
export const emptied = (forecasts: readonly Forecast[]): readonly Forecast[] =>
  forecasts.filter(({ images, deleted }) => images > 0 && deleted === images);
