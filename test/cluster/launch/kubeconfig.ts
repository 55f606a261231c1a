import { toYaml } from '../../../src/yaml';

/** How somebody reaches a cluster. */
export interface Access {
  readonly server: string;
  /** Certificate of the server, PEM. */
  readonly ca: Buffer;
  readonly user: string;
  readonly token: string;
}

/** Text of a kubeconfig file with one cluster, one user, and the context of both. */
export function kubeconfig({ server, ca, user, token }: Access): string {
  const cluster = 'astroplatform';
  return toYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: cluster, cluster: { server, 'certificate-authority-data': ca.toString('base64') } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: cluster, context: { cluster, user } }],
    'current-context': cluster,
  });
}
