import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { factsOf } from '../../src/check/world/facts';
import { faultAt } from '../../src/check/world/faults';
import { type MountedFolder, mountedFolders } from '../../src/check/world/mounted-files';
import { namespaceOf, type WorldPod } from '../../src/check/world/pods';
import { propertiesOf } from '../../src/check/world/properties';
import { CONFIG_FOLDER, serviceSettings } from '../../src/check/world/service-settings';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import { type World, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

const FILE = 'org.opencadc.vosui.properties';
const PREFIX = 'org.opencadc.vosui';
const REGISTRY = 'cadc-registry.properties';
/** By which cookies of the CADC are verified. */
const SIGNATURE_KEY = 'RsaSignaturePub.key';

/** What it must be told of each VOSpace service, and the form of it. */
const OF_SERVICE: Readonly<Record<string, RegExp>> = {
  'service.resourceid': /^ivo:\/\/./,
  'node.resourceid': /^vos:\/\/[^/]+$/,
  'user.home': /^\/./,
  'service.groupManagementURI': /^https:\/\/./,
  ...Object.fromEntries(
    ['batchDownload', 'batchUpload', 'externalLinks', 'paging'].map((name) => [
      `service.features.${name}`,
      /^(?:true|false)$/,
    ]),
  ),
};

/** With one of these the interface logs people in at a provider, and then it needs all. */
const OF_PROVIDER = [
  ...['clientID', 'clientSecret', 'redirectURI', 'callbackURI', 'scope'].map((name) => `${PREFIX}.oidc.${name}`),
  `${PREFIX}.tokenCache.url`,
];

export const storageUiSettings = defineRule({
  id: 'storage-ui-settings',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'The storage interface answers every page with an error when a service of its list is not described whole, and logs nobody in with half a provider or at another path than the one it serves.',
  fix: 'Describe each VOSpace service of the list, set all of the login or nothing, and serve the path that the program has.',
  source: 'platform-contract.md §1, §1.3; opencadc/storage-ui, VOSpaceServiceConfigManager',
  check: (platform) => {
    const world = worldOf(platform);
    const pods = world.pods.filter((pod) => isInterface(world, pod));
    if (pods.length === 0) return notApplicable;
    return fail(
      pods.flatMap((pod) => {
        const folders = containersOf(pod.view).flatMap(({ field }) =>
          mountedFolders(world, pod.view, field, pod.namespace),
        );
        const texts = folders.find(({ path }) => path === CONFIG_FOLDER)?.texts ?? new Map<string, string>();
        const keys = propertiesOf(FILE, texts.get(FILE) ?? '');
        const one = { pod, path: `${CONFIG_FOLDER}/${FILE}`, keys, texts };
        const missing = fileFaults(one, folders);
        if (missing.length > 0) return missing;
        return [...identityFaults(world, one), ...serviceFaults(one), ...loginFaults(one), ...pathFaults(world, one)];
      }),
    );
  },
});

/** Whether a pod is given the settings of the storage interface, wherever and under whatever name. */
const isInterface = (world: World, { view, namespace }: WorldPod): boolean =>
  view.spec
    .get('volumes')
    .items()
    .flatMap((volume) => [volume.get('secret', 'secretName'), ...projected(volume)])
    .some((name) => world.managedSecret(namespace, name.text() ?? '')?.keys[FILE] !== undefined);

const projected = (volume: Field) =>
  volume
    .get('projected', 'sources')
    .items()
    .map((source) => source.get('secret', 'name'));

interface Interface {
  readonly pod: WorldPod;
  readonly path: string;
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Files of its configuration that are known, by name. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Files that it reads when it starts; without one it knows nobody, or asks nobody. */
const FILES = [FILE, 'catalina.properties', REGISTRY, 'cadc-log.properties'];

function fileFaults({ pod, texts }: Interface, folders: readonly MountedFolder[]): Fault[] {
  const names = folders.find(({ path }) => path === CONFIG_FOLDER)?.files;
  const cookies = texts.get('catalina.properties')?.includes('ACIdentityManager') ? [SIGNATURE_KEY] : [];
  return [...FILES, ...cookies]
    .filter((name) => names?.has(name) !== true)
    .map((name) => faultAt(pod.maker, '', `the storage interface finds no ${CONFIG_FOLDER}/${name}`));
}

/** It asks the services that the session service asks. */
function identityFaults(world: World, { pod, texts }: Interface): Fault[] {
  const { service } = world;
  if (!service) return [];
  const setting = serviceSettings(world, service);
  return [...propertiesOf(REGISTRY, texts.get(REGISTRY) ?? '')].flatMap(([key, [value]]) => {
    const other = setting(`${REGISTRY}: ${key}`);
    if (other === value) return [];
    return [
      faultAt(pod.maker, `${CONFIG_FOLDER}/${REGISTRY}`, `${key} is ${value}, and for the session service ${other}`),
    ];
  });
}

function serviceFaults({ pod, path, keys }: Interface): Fault[] {
  const fault = (fact: string) => faultAt(pod.maker, path, fact);
  const names = keys.get(`${PREFIX}.service.name`) ?? [];
  const [first] = keys.get(`${PREFIX}.service.default`) ?? [];
  return [
    ...(first !== undefined && names.includes(first)
      ? []
      : [fault(`the service that is shown first, ${first}, is not on the list ${names.join(', ')}`)]),
    ...names.flatMap((name) => {
      const value = (key: string) => keys.get(`${PREFIX}.${name}.${key}`)?.[0];
      const malformed = Object.entries(OF_SERVICE)
        .filter(([key, form]) => !form.test(value(key) ?? ''))
        .map(([key]) => fault(`${PREFIX}.${name}.${key} is ${value(key) ?? 'not set'}`));
      const root = value('service.resourceid')
        ?.replace(/^ivo:\/\//, '')
        .replaceAll('/', '~');
      const differs = root !== undefined && value('node.resourceid') !== `vos://${root}`;
      return [
        ...malformed,
        ...(differs
          ? [fault(`${name} is vos://${root}, and its files are said to be in ${value('node.resourceid')}`)]
          : []),
      ];
    }),
  ];
}

function loginFaults({ pod, path, keys }: Interface): Fault[] {
  const missing = OF_PROVIDER.filter((key) => !keys.has(key));
  if (missing.length === 0 || missing.length === OF_PROVIDER.length) return [];
  return missing.map((key) => faultAt(pod.maker, path, `${key} is not set, and others of the login are`));
}

/** The program serves the path that its file is called by. */
function pathFaults(world: World, { pod, path, keys, texts }: Interface): Fault[] {
  const [, renamed = 'storage'] = /^mv storage\.war ([\w-]+)\.war$/m.exec(texts.get('war-rename.conf') ?? '') ?? [];
  const wanted = `/${renamed}`;
  const services = servicesOf(world).filter((one) => podsBehind(world, one).includes(pod));
  const served = world.delivered
    .filter(
      ({ object }) =>
        groupKind(object) === 'networking.k8s.io/Ingress' &&
        factsOf(object).references.some(({ kind, name, namespace }) =>
          services.some(
            (one) => kind === 'Service' && one.object.metadata.name === name && namespaceOf(one) === namespace,
          ),
        ),
    )
    .flatMap((one) =>
      Field.of(one.object)
        .get('spec', 'rules')
        .items()
        .map((rule) => ({ one, rule })),
    );
  const [host] = served.map(({ rule }) => rule.get('host').text());
  const expected: Readonly<Record<string, string>> = {
    [`${PREFIX}.oidc.redirectURI`]: `https://${host}${wanted}/oidc-callback`,
    [`${PREFIX}.oidc.callbackURI`]: `https://${host}${wanted}/list`,
  };
  return [
    ...(served.length > 0 ? [] : [faultAt(pod.maker, '', 'no Ingress leads to the storage interface')]),
    ...served.flatMap(({ one, rule }) =>
      rule
        .get('http', 'paths')
        .items()
        .map((entry) => entry.get('path'))
        .filter((entry) => entry.text() !== wanted)
        .map((entry) =>
          faultAt(one, entry.path, `the path ${entry.text()} is not ${wanted}, which the program serves`),
        ),
    ),
    ...Object.entries(expected).flatMap(([key, address]) => {
      const [value] = keys.get(key) ?? [];
      return value === undefined || value === address
        ? []
        : [faultAt(pod.maker, path, `${key} is ${value} and not ${address}`)];
    }),
  ];
}
