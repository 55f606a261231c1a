import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { volumesOf } from '../view/pod-spec';
import { environmentOf, type Variable } from './environment';
import { jsonText } from './json-text';
import { keycloakServers } from './keycloak';
import { mountedFolders } from './mounted-files';
import type { WorldPod } from './pods';
import type { World } from './world';

/** A login provider that the platform runs itself, as it is told about the programs that people log in to. */
export interface OwnProvider {
  /** Its issuers, as its discovery documents state them; one for each of its addresses. */
  readonly issuers: readonly string[];
  /** Where people may be sent back to, by the id of the client. */
  readonly clients: ReadonlyMap<string, readonly string[]>;
  /** Name of the secret value by which a client proves itself, by its id. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Name of its realm, where it is a Keycloak. */
  readonly realm?: string;
}

const known = new WeakMap<World, readonly OwnProvider[]>();

/**
 * The login providers of a platform: whoever is given a declaration of clients and a folder with their secrets.
 *
 * @throws Undecided where a declaration cannot be read
 */
export function ownProviders(world: World): readonly OwnProvider[] {
  const found = known.get(world) ?? world.pods.flatMap((pod) => providersIn(world, pod));
  known.set(world, found);
  return found;
}

const providersIn = (world: World, pod: WorldPod): OwnProvider[] =>
  containersOf(pod.view).flatMap(({ field }): OwnProvider[] => {
    const variables = environmentOf(field);
    const declared = (name: string) => fileOf(world, pod, variables.get(name));
    const secrets = secretsIn(world, pod, field, variables.get('SECRETS'));
    const realm = declared('REALM_FILE');
    if (realm) {
      const name = realm.get('realm', 'realm').text() ?? '';
      return [
        {
          issuers: keycloakServers(world).flatMap(({ address }) => (address ? [`${address}/realms/${name}`] : [])),
          clients: clientsOf(realm, 'clientId', 'redirectUris'),
          secrets,
          realm: name,
        },
      ];
    }
    const issuer = variables.get('ISSUER')?.value;
    const provider = issuer === undefined ? undefined : declared('CONFIG');
    return issuer !== undefined && provider
      ? [{ issuers: [issuer], clients: clientsOf(provider, 'id', 'redirects'), secrets }]
      : [];
  });

/** A file that a variable names, whichever container of the pod mounts it: an init container may have copied it. */
function fileOf(world: World, pod: WorldPod, variable: Variable | undefined): Field | undefined {
  const path = variable?.value;
  if (path === undefined) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const text = containersOf(pod.view)
    .flatMap(({ field }) => mountedFolders(world, pod.view, field, pod.namespace))
    .map(({ texts }) => texts.get(name))
    .find((one) => one !== undefined);
  return text === undefined ? undefined : jsonText(text, path);
}

const clientsOf = (declaration: Field, id: string, redirects: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    declaration
      .get('clients')
      .items()
      .map((client) => [
        client.get(id).text() ?? '',
        client
          .get(redirects)
          .items()
          .flatMap((one) => one.text() ?? []),
      ]),
  );

/** Values of the managed secret in a folder that a variable names: a file per client. */
function secretsIn(world: World, pod: WorldPod, container: Field, folder: Variable | undefined) {
  const volumes = volumesOf(pod.view.spec);
  const keys = container
    .get('volumeMounts')
    .items()
    .filter((mount) => mount.get('mountPath').text() === folder?.value)
    .map((mount) => volumes.get(mount.get('name').text())?.get('secret', 'secretName').text() ?? '')
    .flatMap((name) => Object.entries(world.managedSecret(pod.namespace, name)?.keys ?? {}));
  return new Map(
    keys.flatMap(([id, [piece]]): [string, string][] => (typeof piece === 'object' ? [[id, piece.name]] : [])),
  );
}
