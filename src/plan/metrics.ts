import type { Site } from '../config/site';
import type { Problem } from '../errors';

/** What a site says of its metrics service that cannot be. */
export function* metricsProblems({ queues, services: { metrics } }: Site): Generator<Problem> {
  if (metrics.kind === 'embedded' && queues.kind === 'none')
    yield {
      path: 'services.metrics.kind',
      fact: 'embedded reads the queues of Kueue, and queues.kind is none',
      act: 'Set queues.kind to kueue, or services.metrics.kind to none',
    };
}
