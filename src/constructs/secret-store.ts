import { Construct, Node } from 'constructs';
import type { Site } from '../config/site';
import { EXTERNAL_SECRETS_API } from '../plan/provides';
import { ManagedSecret } from './managed-secret';
import { Resource } from './resource';

/** The store that secrets are read from, where the platform declares it. Only the namespaces of its secrets may read from it. Made last. */
export class SecretStore extends Construct {
  constructor(scope: Construct, id: string, { secrets }: Site) {
    super(scope, id);
    if (secrets.kind !== 'external-secrets' || secrets.store.source.kind === 'existing') return;
    const { kind, name, source } = secrets.store;
    const { server, path, login, role, account } = source;
    const namespaces = Node.of(this)
      .root.node.findAll()
      .filter(ManagedSecret.isManagedSecret)
      .map(({ props }) => props.namespace);
    new Resource(this, 'store', {
      apiVersion: EXTERNAL_SECRETS_API,
      kind,
      metadata: { name },
      spec: {
        conditions: [{ namespaces: [...new Set(namespaces)].sort() }],
        provider: {
          vault: {
            server,
            path,
            version: 'v2',
            auth: {
              kubernetes: {
                mountPath: login,
                role,
                serviceAccountRef: { name: account.name, namespace: account.namespace },
              },
            },
          },
        },
      },
    });
  }
}
