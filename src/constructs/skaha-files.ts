import type { SecretText } from '../manifest';
import type { Offers } from '../plan/offers';
import type { Plan } from '../plan/plan';
import { cadcProperties, javaProperties, type PropertyEntries } from './properties';
import { REDIS_PASSWORDS, type Redis } from './redis';

const Gi = 2 ** 30;

/** `catalina.properties`, with the password of the POSIX cache in it: a file of a Secret. */
export function catalinaProperties({ site, hosts }: Plan, redis: Redis): SecretText {
  const manager =
    site.login.kind === 'cadc' ? 'ca.nrc.cadc.ac.ACIdentityManager' : 'org.opencadc.auth.StandardIdentityManager';
  return [
    // Appended to a file of the image, which need not end with a line.
    `\n${javaProperties({
      'tomcat.connector.secure': 'true',
      'tomcat.connector.scheme': 'https',
      'tomcat.connector.proxyName': hosts.platform,
      'tomcat.connector.proxyPort': '443',
      'tomcat.connector.connectionTimeout': '20000',
      'tomcat.connector.keepAliveTimeout': '120000',
      'ca.nrc.cadc.auth.PrincipalExtractor.enableClientCertHeader': 'true',
      'ca.nrc.cadc.util.Log4jInit.messageOnly': 'true',
      'ca.nrc.cadc.auth.IdentityManager': manager,
    })}`,
    'org.opencadc.skaha.posixCache.url = redis://skaha:',
    REDIS_PASSWORDS.skaha,
    `@${redis.host}:${redis.port}\n`,
  ];
}

/** `cadc-registry.properties`: which service answers for which standard. */
export function registryProperties({ site, hosts, identities }: Plan): string {
  const { authorization } = site.sessions;
  const entries: PropertyEntries = {
    'ivo://ivoa.net/std/GMS#search-1.0': identities.groups,
    'ivo://ivoa.net/std/GMS#users-1.0': identities.groups,
    'ivo://ivoa.net/std/UMS#users-0.1': identities.groups,
    'ivo://ivoa.net/std/UMS#users-1.0': identities.groups,
    'ivo://ivoa.net/sso#OAuth': site.login.issuer,
    'ivo://ivoa.net/sso#OpenID': site.login.issuer,
    'http://www.opencadc.org/std/posix#group-mapping-0.1': identities.posixMapper,
    'http://www.opencadc.org/std/posix#user-mapping-0.1': identities.posixMapper,
    // Its presence alone makes the session service put the user's certificate into each session.
    ...(site.login.kind === 'cadc' && { 'ivo://ivoa.net/std/CDP#proxy-1.0': site.login.credentials }),
    ...(authorization.kind === 'permissions-api' && {
      'ivo://skao.int/std/AuthAPI': authorization.authUrl,
      'ivo://skao.int/std/PermissionsAPI': authorization.url,
    }),
    'ca.nrc.cadc.reg.client.RegistryClient.baseURL': hosts.registries,
  };
  return cadcProperties(entries);
}

/** `cadc-log.properties`: who may change log levels. */
export const logProperties = ({ site }: Plan): string =>
  cadcProperties(site.sessions.operators ? { group: site.sessions.operators } : {});

/** `k8s-resources.json`: the same offers as the LimitRange, for clients that read the file. */
export function resourcesJson({ site, offers }: Plan): string {
  const sizes = (unit: number, of: 'cpu' | 'memory') => ({
    default: offers.request[of] / unit,
    defaultRequest: offers.request[of] / unit,
    defaultLimit: offers.limit[of] / unit,
    options: steps(offers, of, unit),
  });
  const content = {
    cores: sizes(1000, 'cpu'),
    memoryGB: sizes(Gi, 'memory'),
    gpus: { options: offers.gpus },
    maxInteractiveSessions: site.sessions.perUser,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

// Powers of two up to the largest: a menu that a person can read. The default and the largest are always on it.
function steps(offers: Offers, of: 'cpu' | 'memory', unit: number): number[] {
  const largest = offers.menu[of] / unit;
  const powers = Array.from({ length: Math.floor(Math.log2(largest)) + 1 }, (_, exponent) => 2 ** exponent);
  return [...new Set([...powers, offers.request[of] / unit, offers.limit[of] / unit, largest])].sort((a, b) => a - b);
}
