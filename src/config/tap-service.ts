import * as z from 'zod';
import { HttpsUrl } from './names';

/** A TAP service that Firefly sessions offer beside their own. */
export const TapService = z.strictObject({
  /** Name that the user sees. */
  label: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^${}<>"\\]+$/, 'write a plain name, e.g. Observatory archive'),
  /** Address of the service. */
  url: HttpsUrl,
  /** Where the sky map starts, as Firefly writes it: `62;-37;EQ_J2000`. */
  center: z
    .string()
    .max(60)
    .regex(/^-?[\d.]+;-?[\d.]+;\w+$/, 'write longitude;latitude;system, e.g. 62;-37;EQ_J2000')
    .optional(),
  /** Width of the sky map at the start, in degrees. */
  fieldOfView: z.number().positive().max(360).optional(),
});
export type TapService = z.infer<typeof TapService>;

/** The services as the JSON list that Firefly reads. */
export const tapServicesJson = (services: readonly TapService[]): string =>
  JSON.stringify(
    services.map(({ label, url, center, fieldOfView }) => ({
      label,
      value: url,
      centerWP: center,
      fovDeg: fieldOfView,
    })),
  );
