import type { Fault } from '../rule';
import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { environmentOf } from './environment';
import { faultAt } from './faults';
import { jsonText } from './json-text';
import { mountedFolders } from './mounted-files';
import type { WorldPod } from './pods';
import { propertiesOf } from './properties';
import { nameShown, secretTextOf, secretValueOf, shown } from './secret-values';
import type { World } from './world';

/** A program that people log in to at a provider, as its own settings say. */
export interface LoginProgram {
  /** Id of the client that it says to be. */
  readonly id: string;
  /** Address to which it has people come back. */
  readonly redirect: string;
  /** Name of the secret value by which it proves itself; `undefined` where it is none that we make. */
  readonly secret: string | undefined;
  /** Issuer that it is told; `undefined` where it asks a registry for it. */
  readonly issuer: string | undefined;
  /** Whether it makes the address of the token endpoint from the issuer, instead of reading what the provider states. */
  readonly guessesToken: boolean;
  readonly fault: (fact: string) => Fault;
}

/** Variables of the science portal: the first are read by its server, the second by the page in a browser, which has no secret. */
const PORTAL = ['NEXT_OIDC_', 'NEXT_PUBLIC_OIDC_'];
/** Keys of the storage interface, in a properties file. */
const STORAGE_UI = 'org.opencadc.vosui.oidc.';

/** The programs of a platform that people log in to. */
export const loginProgramsOf = (world: World): LoginProgram[] =>
  world.pods
    .filter(({ maker }) => maker.file === undefined)
    .flatMap((pod) =>
      containersOf(pod.view).flatMap(({ field }) => [
        ...portals(world, pod, field),
        ...storageInterfaces(world, pod, field),
        ...harbors(world, pod, field),
      ]),
    );

function portals(world: World, pod: WorldPod, container: Field): LoginProgram[] {
  const variables = environmentOf(container);
  return PORTAL.flatMap((prefix): LoginProgram[] => {
    const id = variables.get(`${prefix}CLIENT_ID`);
    if (!id) return [];
    return [
      {
        id: id.value ?? '',
        redirect: variables.get(`${prefix}REDIRECT_URI`)?.value ?? '',
        secret: secretValueOf(world, pod.namespace, variables.get(`${prefix}CLIENT_SECRET`))?.name,
        issuer: variables.get(`${prefix}URI`)?.value,
        guessesToken: true,
        fault: (fact) => faultAt(pod.maker, id.field.path, fact),
      },
    ];
  });
}

function storageInterfaces(world: World, pod: WorldPod, container: Field): LoginProgram[] {
  return mountedFolders(world, pod.view, container, pod.namespace).flatMap(({ path, texts }) =>
    [...texts]
      .filter(([file]) => file.endsWith('.properties'))
      .flatMap(([file, text]): LoginProgram[] => {
        const value = (key: string) => propertiesOf(file, text).get(`${STORAGE_UI}${key}`)?.[0];
        const id = value('clientID');
        if (id === undefined) return [];
        return [
          {
            id,
            redirect: value('redirectURI') ?? '',
            secret: propertyOfSecret(world, pod.namespace, file, `${STORAGE_UI}clientSecret`),
            issuer: undefined,
            guessesToken: false,
            fault: (fact) => faultAt(pod.maker, `${path}/${file}`, fact),
          },
        ];
      }),
  );
}

/** Name of the value that a key has in a properties file of a managed secret. */
function propertyOfSecret(world: World, namespace: string, file: string, key: string): string | undefined {
  const text = world.subject.secrets.find((secret) => secret.namespace === namespace && secret.keys[file])?.keys[file];
  return text && nameShown(propertiesOf(file, shown(text)).get(key)?.[0] ?? '');
}

/** Core is told its login in one text of JSON, which it takes over each time it starts. */
function harbors(world: World, pod: WorldPod, container: Field): LoginProgram[] {
  const variables = environmentOf(container);
  const variable = variables.get('CONFIG_OVERWRITE_JSON');
  const text = secretTextOf(world, pod.namespace, variable);
  if (!variable || !text) return [];
  const settings = jsonText(shown(text), 'CONFIG_OVERWRITE_JSON');
  const value = (key: string) => settings.get(key).text();
  const id = value('oidc_client_id');
  if (id === undefined) return [];
  return [
    {
      id,
      redirect: `${variables.get('EXT_ENDPOINT')?.value}/c/oidc/callback`,
      secret: nameShown(value('oidc_client_secret') ?? ''),
      issuer: value('oidc_endpoint'),
      guessesToken: false,
      fault: (fact) => faultAt(pod.maker, variable.field.path, fact),
    },
  ];
}
