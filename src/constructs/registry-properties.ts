import type { Plan } from '../plan/plan';
import { cadcProperties, type PropertyEntries } from './properties';

/** Entries of `cadc-registry.properties` that every service needs: who answers for groups, users and login, and where to look. */
export const commonAuthorities = ({ identities, login }: Plan): PropertyEntries => ({
  'ivo://ivoa.net/std/GMS#search-1.0': identities.groups,
  'ivo://ivoa.net/std/GMS#users-1.0': identities.groups,
  'ivo://ivoa.net/std/UMS#users-0.1': identities.groups,
  'ivo://ivoa.net/std/UMS#users-1.0': identities.groups,
  'ivo://ivoa.net/sso#OAuth': login.issuer,
  'ivo://ivoa.net/sso#OpenID': login.issuer,
});

/** Entries by which a service asks the POSIX mapper. */
export const mapperAuthorities = ({ identities }: Plan): PropertyEntries => ({
  'http://www.opencadc.org/std/posix#group-mapping-0.1': identities.posixMapper,
  'http://www.opencadc.org/std/posix#user-mapping-0.1': identities.posixMapper,
});

/** Entries of services that act for users: certificates at the CADC, permissions at the SKA. */
export const actingAuthorities = ({ site }: Plan): PropertyEntries => {
  const { authorization } = site.sessions;
  return {
    // Its presence alone makes the session service put the user's certificate into each session.
    ...(site.login.kind === 'cadc' && { 'ivo://ivoa.net/std/CDP#proxy-1.0': site.login.credentials }),
    ...(authorization.kind === 'permissions-api' && {
      'ivo://skao.int/std/AuthAPI': authorization.authUrl,
      'ivo://skao.int/std/PermissionsAPI': authorization.url,
    }),
  };
};

/** Text of `cadc-registry.properties`. */
export const registryProperties = ({ hosts }: Plan, ...authorities: readonly PropertyEntries[]): string =>
  cadcProperties({
    ...Object.assign({}, ...authorities),
    'ca.nrc.cadc.reg.client.RegistryClient.baseURL': hosts.registries,
  });

/** `cadc-log.properties`: who may change log levels. */
export const logProperties = ({ site }: Plan): string =>
  cadcProperties(site.sessions.operators ? { group: site.sessions.operators } : {});
