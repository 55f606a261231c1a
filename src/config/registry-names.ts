import * as z from 'zod';

/** Name of a project, robot, upstream or rule in Harbor: lower-case letters and digits, and `.`, `_` or `-` between them. */
export const HarborName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:[._-][a-z0-9]+)*$/, 'write lower-case letters and digits, with . _ or - between them');

/** Name of a group, exactly as the login's groups claim states it. */
export const ClaimedGroup = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\w/](?:[\w./:@ -]*[\w])?$/, 'write the name of a group as the login states it, e.g. /platform/admins');

/** A line of text that people read. */
export const Remark = z
  .string()
  .max(500)
  .regex(/^[\w ,.:;()/'@+-]*$/, 'write one line of plain words');
