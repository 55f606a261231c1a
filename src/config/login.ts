import * as z from 'zod';
import { HttpsUrl } from './names';

/** An OpenID Connect provider that exists outside this platform. */
const ExternalLogin = z.strictObject({
  kind: z.literal('external'),
  /** Issuer, exactly as its discovery document states it, final slash included. */
  issuer: HttpsUrl,
  /** Product behind the issuer; `cadc` also selects the CADC identity manager in the services. */
  preset: z.enum(['custom', 'indigo-iam', 'keycloak', 'cadc']).default('custom'),
});

/** Who says who a user is. */
export const Login = z.discriminatedUnion('kind', [ExternalLogin]);
export type Login = z.infer<typeof Login>;
