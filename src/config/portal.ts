import * as z from 'zod';
import { HttpsUrl, WebPath } from './names';

/** The account service behind cookies of the CADC: what the portal asks when people log in, register or forget a password. */
const Accounts = z.strictObject({
  /** Address of the account service, e.g. `https://accounts.example.org/ac`. */
  service: HttpsUrl,
  /** Where a new password is asked for. @default nowhere: the portal's form answers with an error */
  passwordReset: HttpsUrl.optional(),
  /** Where an account is asked for. @default nowhere: the portal's form answers with an error */
  registration: HttpsUrl.optional(),
});

/** Further services that the portal's menu leads to; one that is not here leads back to the portal. */
const Links = z.strictObject({
  /** Where people look after their files. @default the storage interface of this platform, where it has one */
  storage: HttpsUrl.optional(),
  /** Where people look after their groups. */
  groups: HttpsUrl.optional(),
  /** Where data are published. */
  publication: HttpsUrl.optional(),
  /** Where archives are searched. */
  search: HttpsUrl.optional(),
  /** A cloud beside the platform. */
  cloud: HttpsUrl.optional(),
});

/** The science portal of this platform: the page on which people start, find and end their sessions. */
const EmbeddedPortal = z.strictObject({
  kind: z.literal('embedded'),
  /** Path on the platform host. It is fixed when the image is built: another one needs an image that was built for it. */
  path: WebPath.default('/science-portal'),
  /** Pods. A person stays with one of them, because login providers give each refresh token once. */
  replicas: z.int().min(1).max(20).default(2),
  /** Address of the users' homes at the VOSpace service, e.g. `https://science.example.org/cavern/nodes/home`. @default that of the platform's own VOSpace service */
  homes: HttpsUrl.optional(),
  /** Needed with `login.kind: cadc`, and only there. */
  accounts: Accounts.optional(),
  /** Further services that the menu leads to. */
  links: Links.prefault({}),
});

/** The page on which people start sessions. */
export const Portal = z.discriminatedUnion('kind', [
  /** There is none, or somebody else's. */
  z.strictObject({ kind: z.literal('none') }),
  EmbeddedPortal,
]);
export type Portal = z.infer<typeof Portal>;
