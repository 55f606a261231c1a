import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { manifestFault } from '../../src/check/world/faults';
import { mountedFolders } from '../../src/check/world/mounted-files';
import { namespaceOf } from '../../src/check/world/pods';
import { CONFIG_FOLDER, serviceSettings } from '../../src/check/world/service-settings';
import { worldOf } from '../../src/check/world/world';

/** Files that the session service opens, by folder. The paths are in its code. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  [CONFIG_FOLDER]: ['catalina.properties', 'cadc-registry.properties', 'cadc-log.properties'],
  '/add-user-config': ['desktop-config.tar'],
};

/** Verifies signatures with a key, and calls other services with a certificate. */
const CADC_FILES = ['RsaSignaturePub.key', 'cadcproxy.pem'];
const CADC_MANAGER = 'ca.nrc.cadc.ac.ACIdentityManager';

export const serviceFiles = defineRule({
  id: 'service-files',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service opens its files by fixed paths; a missing one stops it, or the first start of a session.',
  fix: 'Mount every file where the service looks for it, the templates of all session types included.',
  source: 'platform-contract.md §2.1, §1.2',
  check: (platform) => {
    const world = worldOf(platform);
    const { service } = world;
    if (!service) return notApplicable;
    const { manifest, pod, container, variables } = service;
    const folders = mountedFolders(world, pod, container.field, namespaceOf(manifest));
    const limits = variables.get('SKAHA_SESSION_LIMIT_RANGE_ENABLED')?.value === 'true';
    const manager = serviceSettings(world, service)('catalina.properties: ca.nrc.cadc.auth.IdentityManager');
    const wanted = {
      ...FILES,
      [CONFIG_FOLDER]: [
        ...(FILES[CONFIG_FOLDER] ?? []),
        // Without a LimitRange the sizes on offer come from this file.
        ...(limits ? [] : ['k8s-resources.json']),
        ...(manager === CADC_MANAGER ? CADC_FILES : []),
        ...world.files.map(({ name }) => name),
      ],
    };
    const mounts = container.field.get('volumeMounts').path;
    return fail(
      Object.entries(wanted).flatMap(([path, files]): Fault[] => {
        const folder = folders.find((one) => one.path === path);
        if (!folder) return [manifestFault(manifest, mounts, `nothing is mounted at ${path}`)];
        return files
          .filter((file) => folder.files?.has(file) === false)
          .map((file) => manifestFault(manifest, mounts, `${path}/${file} is not there`));
      }),
    );
  },
});
