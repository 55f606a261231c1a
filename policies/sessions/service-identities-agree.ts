import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { manifestFault } from '../../src/check/world/faults';
import { serviceSettings } from '../../src/check/world/service-settings';
import { worldOf } from '../../src/check/world/world';

/** Settings that name the same thing: variables by their name, keys of a file as `file: key`. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'POSIX mapper': [
    'skaha.posixmapper.resourceid',
    'cadc-registry.properties: http://www.opencadc.org/std/posix#group-mapping-0.1',
    'cadc-registry.properties: http://www.opencadc.org/std/posix#user-mapping-0.1',
  ],
  'group service': [
    'cadc-registry.properties: ivo://ivoa.net/std/GMS#search-1.0',
    'cadc-registry.properties: ivo://ivoa.net/std/GMS#users-1.0',
    'cadc-registry.properties: ivo://ivoa.net/std/UMS#users-0.1',
    'cadc-registry.properties: ivo://ivoa.net/std/UMS#users-1.0',
  ],
  'IVOA registry': ['cadc-registry.properties: ca.nrc.cadc.reg.client.RegistryClient.baseURL'],
  'identity manager': ['catalina.properties: ca.nrc.cadc.auth.IdentityManager'],
  'POSIX cache': ['catalina.properties: org.opencadc.skaha.posixCache.url'],
  'login issuer': [
    'cadc-registry.properties: ivo://ivoa.net/sso#OAuth',
    'cadc-registry.properties: ivo://ivoa.net/sso#OpenID',
  ],
};

/** Folders below the mount root, each with the name that it has in the address of the storage service. */
const FOLDERS = ['SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY', 'SKAHA_USER_STORAGE_PROJECTS_BASE_DIRECTORY'];

export const serviceIdentitiesAgree = defineRule({
  id: 'service-identities-agree',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'Identities and folders stand in several settings of the session service; where two differ it asks a service, or makes a home, that is not the platform’s.',
  fix: 'Let all of them come from one value of the site.',
  source: 'platform-contract.md §1.3, §2.1, §7 item 5',
  check: (platform) => {
    const world = worldOf(platform);
    const { service } = world;
    if (!service) return notApplicable;
    const setting = serviceSettings(world, service);
    const fault = (fact: string): Fault =>
      manifestFault(service.manifest, service.container.field.get('env').path, fact);
    const differing = Object.entries(GROUPS).flatMap(([what, names]) => {
      const values = names.map((name) => setting(name));
      const missing = names.filter((_, index) => !values[index]);
      if (missing.length > 0) return [fault(`the ${what} is not set: ${missing.join(', ')}`)];
      if (new Set(values).size === 1) return [];
      return [fault(`the ${what} differs: ${names.map((name, index) => `${name} is ${values[index]}`).join(', ')}`)];
    });
    const root = setting('SKAHA_USER_STORAGE_TOP_LEVEL_DIRECTORY');
    const outside = FOLDERS.filter((name) => !setting(name)?.startsWith(`${root}/`));
    const home = setting('SKAHA_USER_STORAGE_USER_HOME_URI')?.split('/').at(-1);
    const folder = setting('SKAHA_USER_STORAGE_HOME_BASE_DIRECTORY')?.split('/').at(-1);
    return fail([
      ...differing,
      ...outside.map((name) => fault(`${name} is not below SKAHA_USER_STORAGE_TOP_LEVEL_DIRECTORY, ${root}`)),
      ...(home === folder ? [] : [fault(`homes are in ${folder} for sessions and in ${home} for the storage service`)]),
    ]);
  },
});
