import * as z from 'zod';
import { AbsolutePath, HttpsUrl, IvoaId } from './names';

/** What a VOSpace service can do beyond reading and writing one file. */
const Features = z.strictObject({
  /** Several files at once out of it. */
  batchDownload: z.boolean().default(true),
  /** Several files at once into it. */
  batchUpload: z.boolean().default(true),
  /** Links to addresses elsewhere; a file system has none. */
  externalLinks: z.boolean().default(false),
  /** Long lists in pages; a service over a file system has none. */
  paging: z.boolean().default(false),
  /** Files go from the service to the browser, not through the interface. */
  directDownload: z.boolean().default(false),
});

/** A further VOSpace service whose files people see. */
const Space = z.strictObject({
  /** Its identifier. */
  id: IvoaId,
  /** Folder of the users' homes in it. */
  homes: z.union([z.literal('/'), AbsolutePath], { error: 'write a folder such as /home, or /' }).default('/home'),
  /** What it can do. */
  features: Features.prefault({}),
});

/** The storage interface of this platform: a web page with the files of VOSpace services. */
const EmbeddedStorageUi = z.strictObject({
  kind: z.literal('embedded'),
  /** Path on the platform host: one segment. */
  path: z
    .string()
    .regex(/^\/[a-z][a-z0-9-]{0,40}$/, 'write one segment, e.g. /storage')
    .default('/storage'),
  /** Page on which people look after their groups. @default its own first page */
  groups: HttpsUrl.optional(),
  /** Look of the page. `canfar` fetches its header from a server of the CADC, and fails without it. */
  theme: z.enum(['src', 'canfar']).default('src'),
  /** A picture for the header. @default that of the theme */
  logo: HttpsUrl.optional(),
  /** What the service that owns `/arc` can do. */
  features: Features.prefault({}),
  /** Further VOSpace services, each by the name that people see: small letters and digits. */
  spaces: z
    .record(z.string().regex(/^[a-z][a-z0-9]{0,30}$/, 'write small letters and digits, e.g. vault'), Space)
    .default({}),
});

/** The page on which people look after their files. */
export const StorageUi = z.discriminatedUnion('kind', [
  /** There is none, or somebody else's. */
  z.strictObject({ kind: z.literal('none') }),
  EmbeddedStorageUi,
]);
export type StorageUi = z.infer<typeof StorageUi>;
