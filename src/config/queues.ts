import { z } from 'zod';
import { DnsLabel } from './names';

/** No queues: a session that finds no room is left pending by Kubernetes, and teams share nothing out. */
const NoQueues = z.strictObject({ kind: z.literal('none') });

/** Kueue 0.16 or later, which the cluster has installed: a queue and a quota for each team. */
const Kueue = z.strictObject({
  kind: z.literal('kueue'),
  /** Part of CPU, memory and local disk that no team is promised, in percent. */
  headroom: z.int().min(0).max(50).default(2),
  /** Part of its quota that a team keeps to itself when it is idle, in percent; the rest is lent to the other teams. */
  kept: z.int().min(0).max(100).default(0),
  /** Sessions that are stopped, and started again later, when one of higher priority or the owner of a lent quota needs the room. Interactive sessions never are. */
  preempt: z.enum(['never', 'headless']).default('never'),
  /** Kueue admits a session when one node has room for it, not when all nodes together have. It cannot where a pool has no label, grows when sessions wait, or hands out GPUs by claims. */
  nodeFit: z.boolean().default(true),
  /** Team whose queue the sessions of a type wait in: the session service chooses a queue by type alone. @default the one team that is named neither here nor in `namespaces` */
  types: z.record(DnsLabel, DnsLabel).default({}),
  /** Namespaces, by team, of teams whose sessions another session service of the cluster starts; each is in `cluster.provides.namespaces`. */
  namespaces: z.record(DnsLabel, DnsLabel).default({}),
});

/** How sessions wait for their turn, and how teams share. */
export const Queues = z.discriminatedUnion('kind', [NoQueues, Kueue]);
export type Queues = z.infer<typeof Queues>;
