import * as z from 'zod';
import { HttpsUrl, IvoaId, ServiceId } from './names';

/**
 * Services beside the session service. They are reached by their address in this release, wherever they run but in the
 * namespace of the platform's services, which lets in no others.
 */
export const Services = z.strictObject({
  /** IVOA registries, asked in this order. @default `https://<domain>/reg` */
  registries: z.array(HttpsUrl).min(1).optional(),
  /** Group membership service (GMS). @default `ivo://<authority>/gms` */
  groups: IvoaId.optional(),
  /** POSIX mapper: uid and gids of a user. @default `ivo://<authority>/posix-mapper` */
  posixMapper: ServiceId.optional(),
  /** VOSpace service that owns `/arc`. @default `ivo://<authority>/cavern` */
  storage: IvoaId.optional(),
});
export type Services = z.infer<typeof Services>;
