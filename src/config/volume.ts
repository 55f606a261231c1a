import * as z from 'zod';
import { ObjectName } from './names';
import { Memory } from './units';

/** A volume that the cluster makes, as a site states it; all of it may be left out. */
export const volume = (size: string) =>
  z
    .strictObject({
      /** Storage class. @default the cluster's default class */
      storageClass: ObjectName.optional(),
      /** Size. */
      size: Memory.prefault(size),
    })
    .prefault({});
