import * as z from 'zod';
import { HttpsUrl, IvoaId, ObjectName } from './names';

/** An OpenID Connect provider that exists outside this platform. */
const ExternalLogin = z.strictObject({
  kind: z.literal('external'),
  /** Issuer, exactly as its discovery document states it, final slash included. */
  issuer: HttpsUrl,
  /** Product behind the issuer. */
  preset: z.enum(['custom', 'indigo-iam', 'keycloak']).default('custom'),
});

/** The login services of the Canadian Astronomy Data Centre: signed cookies and tokens, and certificates that stand for users. */
const CadcLogin = z.strictObject({
  kind: z.literal('cadc'),
  /** Issuer, exactly as its discovery document states it, final slash included. */
  issuer: HttpsUrl,
  /** Secret with the key `RsaSignaturePub.key`, by which signatures of cookies and tokens are verified; it exists in the namespace of the services. */
  signatureKey: ObjectName,
  /** Secret with the key `cadcproxy.pem`, the certificate by which the session service calls the others; it exists in the namespace of the services. */
  certificate: ObjectName,
  /** Service that hands out certificates that stand for users, e.g. `ivo://cadc.nrc.ca/cred`. */
  credentials: IvoaId,
});

/** Who says who a user is. */
export const Login = z.discriminatedUnion('kind', [ExternalLogin, CadcLogin]);
export type Login = z.infer<typeof Login>;
