import * as z from 'zod';
import { AbsolutePath, DnsLabel, GroupId, HttpsUrl } from './names';
import { SessionTypeChange } from './session-type';
import { TapService } from './tap-service';
import { Cores, Cpu, Duration, Memory, WholeMemory } from './units';

const size = {
  /** CPU, whole cores. */
  cpu: Cores,
  /** Memory, whole GiB. */
  memory: WholeMemory,
};

/** Who may start sessions. Exactly one way. */
const Authorization = z.discriminatedUnion('kind', [
  /** Members of one group. */
  z.strictObject({
    kind: z.literal('group'),
    /** Members of this group may start sessions, e.g. `ivo://example.org/gms?platform-users`. */
    group: GroupId,
  }),
  /** Whoever the SKA permissions API admits. */
  z.strictObject({
    kind: z.literal('permissions-api'),
    /** Address of the SKA permissions API. */
    url: HttpsUrl,
    /** Address of the SKA authentication API. */
    authUrl: HttpsUrl,
    /** Name under which the permissions API knows this service. */
    name: DnsLabel,
    /** Version of the permissions. */
    version: z
      .string()
      .regex(/^\d{1,4}$/, 'write a whole number such as 1')
      .default('1'),
  }),
]);

/** A further volume in every session. */
const ExtraVolume = z.strictObject({
  /** PersistentVolumeClaim that exists in the namespace of the sessions. */
  claim: DnsLabel,
  /** Where sessions see it. */
  mountPath: AbsolutePath,
  /** Sessions may not write to it. */
  readOnly: z.boolean().default(true),
});

/** A container runtime between sessions and the kernel of their node, such as gVisor (`runsc`) or Kata (`kata`). */
const Runtime = z.strictObject({
  /** Name by which the container runtime of every node that takes sessions knows it, e.g. `runsc`. */
  handler: DnsLabel,
  /** What it takes of a node itself, for each session; it counts in quotas and in every answer about room. */
  overhead: z
    .strictObject({
      /** CPU. @default nothing */
      cpu: Cpu.optional(),
      /** Memory. @default nothing */
      memory: Memory.optional(),
    })
    .prefault({}),
});

/** The session service and what users may start with it. */
export const Sessions = z.strictObject({
  /** Who may start sessions. */
  authorization: Authorization,
  /** Types that users may start. @default the seven built in, and every type of `define` */
  types: z.array(DnsLabel).min(1).optional(),
  /** Session types of your own by name, or changes of a port, probe or size of a built-in one. */
  define: z.record(DnsLabel, SessionTypeChange).default({}),
  /** How long a session lives; a renewal adds the same again. */
  expiry: Duration.refine((seconds) => seconds > 0, 'write a time above zero').prefault('4d'),
  /** `Always` asks the registry at each start, so that a tag that was pushed again is noticed. */
  imagePullPolicy: z.enum(['Always', 'IfNotPresent']).default('Always'),
  /** Interactive sessions that one user may have at a time. */
  perUser: z.int().min(1).max(100).default(3),
  /** Largest size that a user may ask for. @default the largest that fits the free part of one node */
  largest: z.strictObject(size).optional(),
  /** The same for sessions with a GPU, which run on other nodes. The menu of the session service shows the larger of both; the API server refuses what is too large for its kind. @default `largest`, or less where GPU nodes are smaller */
  largestWithGpu: z.strictObject(size).optional(),
  /** Size of a session that asks for none: it is promised `request` and may grow to `limit`. */
  flexible: z
    .strictObject({
      /** Promised. @default 1 core and 4Gi, or `limit` if that is less */
      request: z.strictObject(size).optional(),
      /** Upper limit. @default 8 cores and 32Gi, or `largest` if that is less */
      limit: z.strictObject(size).optional(),
      /** Times that the memory of a node may be promised in upper limits; a check warns of more. */
      overcommit: z.int().min(1).max(100).default(8),
    })
    .prefault({}),
  /** Members of this group start headless sessions at a higher priority. */
  priorityGroup: GroupId.optional(),
  /** Members of this group may change the session service's log levels. @default nobody */
  operators: GroupId.optional(),
  /** Numbers below these are a system's, not people's: a session as such a user, or in such a group, is refused. */
  lowestIds: z
    .strictObject({
      /** Of users. */
      users: z
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .default(1000),
      /** Of groups. */
      groups: z
        .int()
        .min(1)
        .max(2 ** 31 - 1)
        .default(1000),
    })
    .prefault({}),
  /** Copies of the session service. */
  replicas: z
    .strictObject({
      /** At least. */
      min: z.int().min(1).max(20).default(2),
      /** At most, under load. */
      max: z.int().min(1).max(50).default(6),
    })
    .prefault({}),
  /** TAP services that Firefly sessions offer beside their own. */
  tapServices: z.array(TapService).max(50).default([]),
  /** Further volumes in every session. */
  volumes: z.array(ExtraVolume).default([]),
  /** Container runtime of sessions, with or without GPU. @default the nodes' own */
  runtime: Runtime.optional(),
});
export type Sessions = z.infer<typeof Sessions>;
