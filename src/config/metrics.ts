import * as z from 'zod';

/** The metrics service of this platform: what the teams' queues hold and use, for the portal's view of the load. */
const EmbeddedMetrics = z.strictObject({
  kind: z.literal('embedded'),
  /** Seconds for which an answer is kept; Kueue is asked at most so often. */
  cacheSeconds: z.int().min(1).max(3600).default(60),
});

/** What tells how full the platform is. */
export const Metrics = z.discriminatedUnion('kind', [
  /** Nothing does: the portal shows no load. */
  z.strictObject({ kind: z.literal('none') }),
  EmbeddedMetrics,
]);
export type Metrics = z.infer<typeof Metrics>;
