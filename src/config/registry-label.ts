import * as z from 'zod';
import { Remark } from './registry-names';

/** Name of a label. */
export const LabelName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z0-9](?:[\w. -]*[A-Za-z0-9])?$/, 'write a label such as approved');

/** A label that people and services put on images. */
export const RegistryLabel = z.strictObject({
  /** Colour in the web interface. */
  color: z
    .string()
    .regex(/^#[0-9A-F]{6}$/, 'write a colour such as #48960C')
    .default('#48960C'),
  /** What it says. */
  description: Remark.default(''),
});
export type RegistryLabel = z.infer<typeof RegistryLabel>;
