import * as z from 'zod';
import { AddressRange, DnsLabel, HostName, ObjectName, Port } from './names';

/** A name in a directory, e.g. `ou=users,dc=example,dc=org`. */
const DirectoryName = z
  .string()
  .max(300)
  .regex(
    /^[A-Za-z][\w-]*=[\w.@-]+(?: [\w.@-]+)*(?:,[A-Za-z][\w-]*=[\w.@-]+(?: [\w.@-]+)*)*$/,
    'write a name of the directory such as ou=users,dc=example,dc=org',
  );

/** Kind or attribute of entries in a directory. */
const DirectoryWord = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'write a word of the directory such as posixAccount');

/** The directory (LDAP) of people and groups. Their numbers there must be those of the POSIX mapper: nothing here can compare the two, and files would be somebody else's. */
const Directory = z.strictObject({
  /** Host of the server, reached by LDAP over TLS. */
  host: HostName,
  /** Port of the server. */
  port: Port.default(636),
  /** Addresses of the server: the pods are let out to these and to nobody else. */
  addresses: z.array(AddressRange).min(1),
  /** Secret with the key `ca.crt`, the authority that signed the server's certificate; it exists in the namespace of the services. @default public authorities */
  authority: ObjectName.optional(),
  /** Where everything is, e.g. `dc=example,dc=org`. */
  base: DirectoryName,
  /** Where people are. @default `base` */
  users: DirectoryName.optional(),
  /** Where groups are. @default `base` */
  groups: DirectoryName.optional(),
  /** As whom the directory is read; a person brings the password. */
  reader: DirectoryName,
  /** Attribute with the name by which people log in. */
  userName: DirectoryWord.default('uid'),
  /** Kind of the entries of people. */
  userClass: DirectoryWord.default('posixAccount'),
  /** Kind of the entries of groups. */
  groupClass: DirectoryWord.default('groupOfNames'),
  /** Attribute of a group that names its members. */
  groupMember: DirectoryWord.default('member'),
});

/** Files of `/arc` by SFTP and sshfs: no shell, and nothing outside of `/arc`. */
const EmbeddedSftp = z.strictObject({
  kind: z.literal('embedded'),
  /** TCP entry point of the ingress controller. SSH names no host, so every connection there is taken. */
  entryPoint: DnsLabel.default('sftp'),
  /** Port of that entry point, to which people connect; for a Traefik that `addons.traefik` brings. */
  port: Port.default(2222),
  /** Pods. All have the same host key; a connection stays with the one that took it. */
  replicas: z.int().min(1).max(10).default(1),
  /** Whether people may log in by their password of the directory, beside the keys in `~/.ssh/authorized_keys`. */
  passwords: z.boolean().default(false),
  /** Groups of the directory whose members may log in. @default everybody in the directory */
  allow: z
    .array(
      z
        .string()
        .max(100)
        .regex(/^[A-Za-z0-9_][\w.-]*$/, 'write the name of a group such as platform-users'),
    )
    .min(1)
    .max(50)
    .optional(),
  /** Who people are. */
  directory: Directory,
});

/** Files of `/arc` by SFTP. */
export const Sftp = z.discriminatedUnion('kind', [
  /** There is none. */
  z.strictObject({ kind: z.literal('none') }),
  EmbeddedSftp,
]);
export type Sftp = z.infer<typeof Sftp>;
