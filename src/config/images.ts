import * as z from 'zod';
import { HostName, ImageReference, ObjectName } from './names';

/** Images of the platform's own pods. */
export const Images = z.strictObject({
  /** Registry hosts that these images may come from. */
  registries: z.array(HostName).min(1).default(['images.opencadc.org', 'docker.io', 'registry.gitlab.com']),
  /** Secrets with logins of these registries (`kubernetes.io/dockerconfigjson`); they exist in the namespaces of the services and of the sessions. */
  pullSecrets: z.array(ObjectName).max(10).default([]),
  /** Session service. Its version also names the API that the templates are written for. */
  skaha: ImageReference.default('images.opencadc.org/platform/skaha:1.4.0'),
  /** Redis, and the init container of sessions that reads users and groups from it. */
  redis: ImageReference.default('docker.io/library/redis:8.2.2-bookworm'),
  /** IVOA registry. */
  ivoaRegistry: ImageReference.default('images.opencadc.org/core/reg:1.2.1'),
  /** POSIX mapper. */
  posixMapper: ImageReference.default('registry.gitlab.com/ska-telescope/src/src-ugm/ska-src-ugm-posix-mapper:0.4.0'),
  /** VOSpace service. */
  cavern: ImageReference.default('images.opencadc.org/platform/cavern:0.10.0'),
  /** PostgreSQL, for databases of kind `embedded`. */
  postgres: ImageReference.default('docker.io/library/postgres:17.9-bookworm'),
  /** Keycloak, for a login of kind `keycloak`. */
  keycloak: ImageReference.default('docker.io/keycloak/keycloak:26.7.3'),
  /** Node.js with npm, for a login of kind `dev`. */
  node: ImageReference.default('docker.io/library/node:24.11.1-bookworm-slim'),
  /** Lists the images of the registry; needs `curl`, `jq` and `redis-cli`. */
  imageList: ImageReference.default('images.opencadc.org/platform/skaha-image-cache:7-alpine'),
  /** Science portal, built for `services.portal.path`. */
  portal: ImageReference.default('images.opencadc.org/platform/science-portal:2.1.0'),
  /** Storage interface. */
  storageUi: ImageReference.default('images.opencadc.org/client/storageui:1.4.4'),
  /** Metrics service. Its version says how it is told where the API of Kubernetes is. */
  metrics: ImageReference.default('images.opencadc.org/platform/metrics:v0.1.5'),
  /** SFTP server: OpenSSH with SSSD beside it. */
  sftp: ImageReference.default('images.opencadc.org/platform/sshd:1.0.0'),
});
export type Images = z.infer<typeof Images>;
