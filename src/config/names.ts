import * as z from 'zod';
import { canonicalRange } from './address-range';

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
// A last label of digits makes an address of four numbers: anything else of that kind no client understands.
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const webHost = `(?:${octet}(?:\\.${octet}){3}|(?:${label}\\.)*(?!\\d+(?:[:/]|$))${label})`;
const port = '(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|[1-9]\\d{0,3})';
const ivoa = String.raw`ivo:\/\/[A-Za-z0-9][\w.-]*(?:\/[\w.~-]+)*`;

/** Lower-case letters, digits and hyphens, at most 63: what Kubernetes takes for most names. */
export const DnsLabel = z
  .string()
  .regex(new RegExp(`^${label}$`), 'write lower-case letters, digits and hyphens, at most 63, e.g. my-name');

/** Name of a Kubernetes object: lower-case letters, digits, hyphens and dots, at most 253. */
export const ObjectName = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^${label}(?:\\.${label})*$`),
    'write the name of the object: lower-case letters, digits, hyphens and dots',
  );

/** A Kubernetes object with its namespace, e.g. `cadc-core/registry-auth`. */
export const NamespacedName = z
  .string()
  .max(317)
  .regex(new RegExp(`^${label}\\/${label}(?:\\.${label})*$`), 'write namespace/name, e.g. cadc-core/registry-auth');

/** A bare host name or address, lower case, without scheme, port or path. */
export const HostName = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^${label}(?:\\.${label})*$`),
    'write a bare host name, e.g. images.example.org, without https:// or a port',
  );

/** A domain of at least two labels, not an address. */
export const DomainName = z
  .string()
  .max(240) // so that `sessions.` still fits in front
  .regex(new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`), 'write a full domain, e.g. science.example.org');

/** An `https://` address without query, fragment or user; characters other than letters, digits and `.~:@&=+,-_` as `%20`. */
export const HttpsUrl = z
  .string()
  .max(2000)
  .regex(
    new RegExp(`^https:\\/\\/${webHost}(?::${port})?(?:\\/(?:[\\w.~:@&=+,-]|%[0-9A-Fa-f]{2})*)*$`),
    'write an address such as https://iam.example.org/',
  );

/** A path of a web address: `/` and plain segments, e.g. `/science-portal`. */
export const WebPath = z
  .string()
  .max(100)
  .regex(/^(?:\/[a-z0-9](?:[\w-]*[a-z0-9])?)+$/, 'write a path such as /science-portal, without a slash at its end');

/** Name of a program at a login provider, as OAuth 2 sends it. */
export const ClientId = z.string().regex(/^[\w.~-]{1,255}$/, 'write the id that the provider knows the program by');

/** IVOA identifier, e.g. `ivo://example.org/gms`. */
export const IvoaId = z
  .string()
  .max(500)
  .regex(new RegExp(`^${ivoa}$`), 'write an IVOA identifier such as ivo://example.org/gms');

/** A service: IVOA identifier (looked up in the IVOA registry) or https address. */
export const ServiceId = z.union([IvoaId, HttpsUrl], {
  error: 'write an IVOA identifier such as ivo://example.org/gms, or an https address',
});

/** An IVOA group: identifier of the group service and `?name`. */
export const GroupId = z
  .string()
  .max(500)
  .regex(new RegExp(`^${ivoa}\\?[\\w.~:/-]+$`), 'write a group such as ivo://example.org/gms?platform-users');

/** Name of a person at the login provider: letters, digits, `.`, `_`, `-` and `@`. */
export const UserName = z
  .string()
  .max(100)
  .regex(/^[A-Za-z0-9_][\w.@-]*$/, 'write the name as the login provider has it');

/** A container image with its registry host and a version: `host/repository:tag` or `@sha256:...`. */
export const ImageReference = z
  .string()
  .max(500)
  .regex(
    new RegExp(
      `^${label}(?:\\.${label})*(?::\\d{1,5})?(?:\\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+` +
        '(?:@sha256:[0-9a-f]{64}|:\\w[\\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?)$',
    ),
    'write registry host, repository and version, e.g. images.example.org/platform/skaha:1.4.0',
  );

/** An absolute path of plain segments, e.g. `/arc`, without `.` and `..`. */
export const AbsolutePath = z
  .string()
  .max(500)
  .regex(/^(?:\/(?!\.\.?(?:\/|$))[\w.-]+)+$/, 'write an absolute path such as /arc, without . or .. in it');

/** What Kubernetes calls a qualified name: one of 63 characters, with the domain of its maker in front or without. */
export const QUALIFIED_NAME = new RegExp(`^(?:${label}(?:\\.${label})*\\/)?[A-Za-z0-9](?:[\\w.-]{0,61}[A-Za-z0-9])?$`);

/** Key of a Kubernetes label or taint, e.g. `example.org/pool`. */
export const LabelKey = z.string().regex(QUALIFIED_NAME, 'write a key such as pool or example.org/pool');

/** Value of a Kubernetes label or taint: letters, digits, `-`, `_` and `.`, at most 63. */
export const LabelValue = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/,
    'write letters, digits, hyphens, underscores and dots, at most 63, beginning and ending with a letter or digit',
  );

/** A range of addresses, e.g. `10.0.0.0/16`; read as the range that holds it, by its first address. */
export const AddressRange = z
  .union([z.cidrv4(), z.cidrv6()], { error: 'write an address range such as 10.0.0.0/16' })
  .overwrite(canonicalRange);

/** A TCP port. */
export const Port = z.int().min(1).max(65_535);

/** What a person is told in one sentence. Nothing replaces anything in it, so nothing may look as if. */
export const Sentence = z.string().regex(/^[^$]{10,300}$/, 'write one sentence of 10 to 300 characters, without $');
