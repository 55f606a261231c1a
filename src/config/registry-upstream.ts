import * as z from 'zod';
import { HttpsUrl } from './names';

/** Another registry, that this one takes images from or gives them to. */
export const RegistryUpstream = z.strictObject({
  /** Its product. For Quay, GitLab and anything else write `docker-registry`: Harbor 2.14 and later know no other. */
  type: z.enum([
    'docker-registry',
    'docker-hub',
    'harbor',
    'github-ghcr',
    'aws-ecr',
    'azure-acr',
    'google-gcr',
    'jfrog-artifactory',
  ]),
  /** Its address. */
  url: HttpsUrl,
  /** Who logs in there; the password is given when the content is applied, as `upstream/<name>`. @default nobody */
  user: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\w.@+-][\w.@+:/-]*$/, 'write the name that logs in')
    .optional(),
});
export type RegistryUpstream = z.infer<typeof RegistryUpstream>;
