import type { KubeObject, ManagedSecret } from '../manifest';
import { operatorObjects } from './operator-objects';
import { type Definition, groupKind, groupOf } from './reference';
import { Spot } from './spot';
import { claimNames } from './stateful-claims';

type Define = (object: Spot, namespace: string, name: string) => Definition[];

const secret = (namespace: string, name: string, keys?: Iterable<string>): Definition => ({
  group: '',
  kind: 'Secret',
  namespace,
  name,
  ...(keys && { keys: new Set(keys) }),
});

const TLS_KEYS = ['tls.crt', 'tls.key'];

// cert-manager makes a certificate for each TLS Secret of an Ingress that names an issuer.
const ingress: Define = (object, namespace) => {
  const annotations = object.get('metadata', 'annotations');
  const issued = ['cluster-issuer', 'issuer'].some((use) => annotations.get(`cert-manager.io/${use}`).exists);
  if (!issued) return [];
  return object
    .get('spec', 'tls')
    .items()
    .flatMap((tls) => tls.get('secretName').text() ?? [])
    .map((name) => secret(namespace, name, TLS_KEYS));
};

const externalSecret: Define = (object, namespace, name) => {
  const spec = object.get('spec');
  const made = spec.get('target', 'name').text() ?? name;
  const template = spec.get('target', 'template');
  if (spec.get('dataFrom').exists || template.get('templateFrom').exists) return [secret(namespace, made)];
  const read = spec
    .get('data')
    .items()
    .flatMap((entry) => entry.get('secretKey').text() ?? []);
  const written = template
    .get('data')
    .entries()
    .map(([key]) => key);
  // A template replaces what was read, unless it asks for a merge.
  const merge = template.get('mergePolicy').text() === 'Merge';
  return [secret(namespace, made, written.length > 0 && !merge ? written : [...read, ...written])];
};

const CNPG_KEYS = ['ca.crt', 'ca.key'];

// The operator makes an authority for the certificates of all servers.
const cnpgCluster: Define = (_, namespace, name) => [secret(namespace, `${name}-ca`, CNPG_KEYS)];

const MADE: Readonly<Record<string, Define>> = {
  '/Namespace': (_, __, name) => [
    // Every namespace has these before anything else is in it.
    { group: '', kind: 'ServiceAccount', namespace: name, name: 'default' },
    { group: '', kind: 'ConfigMap', namespace: name, name: 'kube-root-ca.crt', keys: new Set(['ca.crt']) },
  ],
  'apps/StatefulSet': (object, namespace, name) =>
    claimNames(object, name).map((claim) => ({ group: '', kind: 'PersistentVolumeClaim', namespace, name: claim })),
  'bitnami.com/SealedSecret': (object, namespace, name) => {
    const keys = object.get('spec', 'encryptedData').entries();
    return [
      secret(
        namespace,
        name,
        keys.map(([key]) => key),
      ),
    ];
  },
  'cert-manager.io/Certificate': (object, namespace) => {
    const name = object.get('spec', 'secretName').text();
    // An issuer of the namespace is an authority that we made, and gives its own certificate along.
    const own = object.get('spec', 'issuerRef', 'kind').text() === 'Issuer';
    return name === undefined ? [] : [secret(namespace, name, own ? [...TLS_KEYS, 'ca.crt'] : TLS_KEYS)];
  },
  'external-secrets.io/ExternalSecret': externalSecret,
  'networking.k8s.io/Ingress': ingress,
  'postgresql.cnpg.io/Cluster': cnpgCluster,
};

/** Everything that exists because an object does: itself first, then what controllers make of it. */
export function definitionsOf(object: KubeObject): Definition[] {
  const spot = new Spot(object, '', []);
  const name = spot.get('metadata', 'name').text();
  if (name === undefined) return [];
  const namespace = spot.get('metadata', 'namespace').text();
  const key = groupKind(object);
  const self: Definition = {
    group: groupOf(object.apiVersion),
    kind: object.kind,
    ...(namespace !== undefined && { namespace }),
    name,
    ...partsOf(key, spot),
  };
  const more = Object.hasOwn(MADE, key) ? (MADE[key]?.(spot, namespace ?? 'default', name) ?? []) : [];
  return [self, ...more, ...operatorObjects(object).flatMap(definitionsOf)];
}

/** The Secret that a managed secret becomes, on every engine. */
export const secretDefinition = ({ namespace, name, keys }: ManagedSecret): Definition =>
  secret(namespace, name, Object.keys(keys));

function partsOf(key: string, object: Spot): Pick<Definition, 'keys' | 'ports'> {
  switch (key) {
    case '/ConfigMap':
      return { keys: keysOf(object, 'data', 'binaryData') };
    case '/Secret':
      return { keys: keysOf(object, 'data', 'stringData') };
    case '/Service': {
      const ports = object.get('spec', 'ports').items();
      const names = ports.flatMap((port) => [port.get('port').port(), port.get('name').text()]);
      return { ports: new Set(names.filter((name) => name !== undefined).map(String)) };
    }
    default:
      return {};
  }
}

const keysOf = (object: Spot, ...fields: readonly string[]) =>
  new Set(
    fields.flatMap((field) =>
      object
        .get(field)
        .entries()
        .map(([key]) => key),
    ),
  );
