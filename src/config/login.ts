import * as z from 'zod';
import { AddressRange, DomainName, HttpsUrl, IvoaId, ObjectName, Port } from './names';

/** Name of a program at a provider, as OAuth 2 sends it. */
const ClientId = z.string().regex(/^[\w.~-]{1,255}$/, 'write the id that the provider knows the program by');

/** A group of users, by the name that the provider states. */
const GroupName = z
  .string()
  .regex(/^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/, 'write a group such as platform-admins, without slashes');

/** A host of the login alone, so that what runs elsewhere cannot read its cookies. @default `login.<domain>` */
const LoginHost = DomainName.optional();

/** An OpenID Connect provider that exists outside this platform. */
const ExternalLogin = z.strictObject({
  kind: z.literal('external'),
  /** Issuer, exactly as its discovery document states it, final slash included. */
  issuer: HttpsUrl,
  /** Product behind the issuer: what is known of it is compared with what the programs of the platform need. */
  preset: z.enum(['custom', 'indigo-iam', 'ska-iam', 'keycloak']).default('custom'),
  /** What this provider does otherwise than its product. */
  facts: z
    .strictObject({
      /** Claim with the names of a user's groups. @default the product's */
      groupsClaim: z
        .string()
        .regex(/^[\w.:/-]{1,100}$/, 'write the name of a claim, e.g. groups')
        .optional(),
      /** Whether `sub` is a UUID for every user; the session service takes no other. @default the product's */
      uuidSubject: z.boolean().optional(),
      /** Whether anybody may register a program, which the command line does at each login. @default the product's */
      registration: z.boolean().optional(),
      /** Token endpoint, seen from the issuer, e.g. `token`. @default the product's */
      tokenPath: z
        .string()
        .regex(/^[\w-]+(?:\/[\w-]+)*$/, 'write a path below the issuer, e.g. token')
        .optional(),
    })
    .prefault({}),
  /** Ids by which programs are registered there; their secrets are supplied by a person. */
  clients: z
    .strictObject({
      /** Registry. */
      harbor: ClientId.default('harbor'),
      /** Science portal. */
      portal: ClientId.default('science-portal'),
      /** Web interface of the storage. */
      storage: ClientId.default('storage-ui'),
    })
    .prefault({}),
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

/** A Keycloak that the platform runs, with a realm whose programs are the platform's own. It keeps users in a database of `databases`. */
const KeycloakLogin = z.strictObject({
  kind: z.literal('keycloak'),
  /** A host of the login alone, so that what runs elsewhere cannot read its cookies. @default `login.<domain>` */
  host: LoginHost,
  /** Realm of the users; a part of the issuer, so that a change makes every user a new one. */
  realm: z
    .string()
    .regex(
      /^(?!(?:master|token)$)[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
      'write lower-case letters, digits and hyphens; not master, which is the realm of administrators, and not token',
    )
    .default('platform'),
  /** Pods; with two or more the loss of a node logs nobody out. */
  replicas: z.int().min(1).max(4).default(1),
  /** Groups that are there from the start. Who is in them is decided in Keycloak, and none is ever deleted. */
  groups: z.array(GroupName).max(200).default([]),
  /** Addresses that Keycloak itself calls: other providers that it sends people to, a directory of users, a mail server. */
  calls: z
    .array(
      z.strictObject({
        /** Address range. */
        cidr: AddressRange,
        /** TCP ports. */
        ports: z.array(Port).min(1).default([443]),
      }),
    )
    .max(50)
    .default([]),
  /** Who may register programs. The command line registers itself at each login, so it works with `anyone` only. */
  registration: z.enum(['nobody', 'anyone']).default('nobody'),
});

/** A provider to play with, for a cluster that is `disposable`: a few users with one password, and nothing outlives its pod. */
const DevLogin = z.strictObject({
  kind: z.literal('dev'),
  /** A host of the login alone, so that what runs elsewhere cannot read its cookies. @default `login.<domain>` */
  host: LoginHost,
  /** Users by name. All have the same password, which is made where the platform is delivered. */
  users: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'write a user name: lower-case letters, digits and hyphens'),
      z.strictObject({
        /** Groups that the user is in. */
        groups: z.array(GroupName).max(50).default([]),
      }),
    )
    .refine((users) => Object.keys(users).length > 0, 'name at least one user')
    .meta({ minProperties: 1 })
    .default({ astronomer: { groups: [] } }),
  /** npm registry that its packages come from when its pod starts. @default the public one */
  npmRegistry: HttpsUrl.optional(),
});

/** Who says who a user is. */
export const Login = z.discriminatedUnion('kind', [ExternalLogin, CadcLogin, KeycloakLogin, DevLogin]);
export type Login = z.infer<typeof Login>;
/** A login of one kind. */
export type LoginOf<Kind extends Login['kind']> = Extract<Login, { kind: Kind }>;
