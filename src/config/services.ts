import * as z from 'zod';
import { IvoaRegistry } from './ivoa-registry';
import { Metrics } from './metrics';
import { HttpsUrl, IvoaId } from './names';
import { Portal } from './portal';
import { PosixMapper } from './posix-mapper';
import { Sftp } from './sftp';
import { StorageService } from './storage-service';
import { StorageUi } from './storage-ui';

/**
 * Services beside the session service. Those that are not the platform's own are reached by their address, wherever they run but
 * in the namespace of the platform's services, which lets in no others.
 */
export const Services = z.strictObject({
  /** IVOA registry of the platform itself. */
  ivoaRegistry: IvoaRegistry.prefault({ kind: 'none' }),
  /** IVOA registries of others, asked in this order. @default `https://<domain>/reg`, where the platform has none itself */
  registries: z.array(HttpsUrl).min(1).optional(),
  /** Group membership service (GMS). @default `ivo://<authority>/gms` */
  groups: IvoaId.optional(),
  /** Numbers of users and groups. */
  posixMapper: PosixMapper.prefault({ kind: 'external' }),
  /** VOSpace service that owns `/arc`. */
  storage: StorageService.prefault({ kind: 'external' }),
  /** The page on which people start sessions. */
  portal: Portal.prefault({ kind: 'none' }),
  /** The page on which people look after their files. */
  storageUi: StorageUi.prefault({ kind: 'none' }),
  /** What tells how full the platform is; with `queues.kind: kueue` only. */
  metrics: Metrics.prefault({ kind: 'none' }),
  /** Files of `/arc` by SFTP and sshfs. */
  sftp: Sftp.prefault({ kind: 'none' }),
});
export type Services = z.infer<typeof Services>;
