import { z } from 'zod';

/** Names that JavaScript objects give a meaning of their own; one of them as a key would be lost or do harm. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const label = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';

/** Lower-case letters, digits and hyphens, at most 63: what Kubernetes takes for most names. */
export const DnsLabel = z
  .string()
  .regex(new RegExp(`^${label}$`), 'write lower-case letters, digits and hyphens, at most 63, e.g. my-name')
  .refine((name) => !RESERVED_NAMES.has(name), 'this name is reserved. Choose another');

/** A bare host name, lower case, without scheme, port or path. */
export const HostName = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^${label}(?:\\.${label})*$`),
    'write a bare host name, e.g. images.example.org, without https:// or a port',
  );

/** A domain of at least two labels. */
export const DomainName = HostName.regex(/\./, 'write a full domain, e.g. science.example.org');

/** An `https://` address without query, fragment or user. */
export const HttpsUrl = z
  .string()
  .max(2000)
  .regex(
    /^https:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[\w.~%!*'(),;:@&=+-]*)*$/,
    'write an address such as https://iam.example.org/',
  );

/** IVOA identifier, e.g. `ivo://example.org/gms`. */
export const IvoaId = z
  .string()
  .max(500)
  .regex(/^ivo:\/\/[a-z0-9][\w.-]*(?:\/[\w.~/-]+)?$/i, 'write an IVOA identifier such as ivo://example.org/gms');

/** A service: IVOA identifier (looked up in the IVOA registry) or https address. */
export const ServiceId = z.union([IvoaId, HttpsUrl], {
  error: 'write an IVOA identifier such as ivo://example.org/gms, or an https address',
});

/** An IVOA group: identifier of the group service and `?name`. */
export const GroupId = z
  .string()
  .max(500)
  .regex(
    /^ivo:\/\/[a-z0-9][\w.-]*\/[\w.~/-]+\?[\w.~:/-]+$/i,
    'write a group such as ivo://example.org/gms?platform-users',
  );

/** A container image with its registry host and a version: `host/repository:tag` or `@sha256:...`. */
export const ImageReference = z
  .string()
  .max(500)
  .regex(
    /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/,
    'write registry host, repository and version, e.g. images.example.org/platform/skaha:1.4.0',
  );

/** An absolute path of plain segments, e.g. `/arc`. */
export const AbsolutePath = z
  .string()
  .max(500)
  .regex(/^(?:\/[\w.-]+)+$/, 'write an absolute path such as /arc')
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), 'write the path without . or ..');
