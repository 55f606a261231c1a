import * as z from 'zod';
import { IvoaId, UserName } from './names';
import { Memory } from './units';

/** Number of a user or group in `/arc`. */
const id = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);

/** The VOSpace service that owns `/arc`: makes homes and projects, and serves files over the web. */
export const StorageService = z.discriminatedUnion('kind', [
  /** One that exists outside this platform; it keeps the folders `cavern/<homes>` and `cavern/<projects>` in `/arc`. */
  z.strictObject({
    kind: z.literal('external'),
    /** Identifier. @default `ivo://<authority>/cavern` */
    id: IvoaId.optional(),
  }),
  /** Cavern, of our own, at `https://<domain>/cavern`. It makes files of other users, so its pod alone runs as root. */
  z.strictObject({
    kind: z.literal('embedded'),
    /** Who may make projects, and change quotas. */
    admin: z.strictObject({
      /** Name, as the login provider knows it. */
      name: UserName,
      /** Number of the user, as the POSIX mapper knows it. */
      uid: id,
      /** Number of the user's group. @default `uid` */
      gid: id.optional(),
    }),
    /** Size of a home or project that nobody gave another; kept on CephFS only, other storage takes what its server takes. */
    quota: Memory.prefault('10Gi'),
  }),
]);
export type StorageService = z.infer<typeof StorageService>;
