import * as z from 'zod';
import { HttpsUrl, IvoaId } from './names';

/** Where services look up each other by their IVOA identifiers. */
export const IvoaRegistry = z.discriminatedUnion('kind', [
  /** None of our own: `services.registries` names those that are asked. */
  z.strictObject({ kind: z.literal('none') }),
  /** One of our own at `https://<domain>/reg`, asked before those of `services.registries`. It knows every service of the platform by itself. */
  z.strictObject({
    kind: z.literal('embedded'),
    /** Further services by their identifier, e.g. `ivo://example.org/gms`, each with the address of its capabilities, e.g. `https://gms.example.org/gms/capabilities`. */
    entries: z.record(IvoaId, HttpsUrl).default({}),
  }),
]);
export type IvoaRegistry = z.infer<typeof IvoaRegistry>;
