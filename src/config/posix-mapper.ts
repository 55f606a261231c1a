import * as z from 'zod';
import { ServiceId } from './names';

const id = z.int().max(2 ** 31 - 2);

/** Who knows the numbers of users and groups. */
export const PosixMapper = z.discriminatedUnion('kind', [
  /** One that exists outside this platform. */
  z.strictObject({
    kind: z.literal('external'),
    /** Identifier, or https address. @default `ivo://<authority>/posix-mapper` */
    id: ServiceId.optional(),
  }),
  /** One of our own at `https://<domain>/posix-mapper`, with a database. Who comes for the first time is given the next number. */
  z.strictObject({
    kind: z.literal('embedded'),
    /** Number of the first user. */
    firstUid: id.min(1000).default(10_000),
    /** Number of the first group; a user has a group of the same number, so groups begin above all users that will ever be. */
    firstGid: id.min(1000).default(900_000),
  }),
]);
export type PosixMapper = z.infer<typeof PosixMapper>;
