import type { PlatformSubject } from '../../../src/check/rule';
import { readSite } from '../../../src/config/read-site';
import type { SiteInput } from '../../../src/config/site';
import { platform } from '../../../src/constructs/platform';
import { planSite } from '../../../src/plan/plan';
import { SMALL } from '../../plan/sample';
import type { Change } from '../site-subject';

const homes = 'https://science.example.org/cavern/nodes/home';

/** The small site with services of its own, for tests of those. */
export const SERVICES = {
  portal: { kind: 'embedded', homes },
  storageUi: { kind: 'embedded' },
} as const satisfies SiteInput['services'];

/** People log in at the CADC. */
export const CADC = {
  login: {
    kind: 'cadc',
    issuer: 'https://iam.example.org/',
    signatureKey: 'cadc-signature-key',
    certificate: 'cadc-service-certificate',
    credentials: 'ivo://science.example.org/cred',
  },
  services: {
    ...SERVICES,
    portal: { ...SERVICES.portal, accounts: { service: 'https://accounts.example.org/ac' } },
  },
} as const satisfies Partial<SiteInput>;

/** With queues, and what counts them. */
export const METRICS = {
  queues: { kind: 'kueue' },
  services: { ...SERVICES, metrics: { kind: 'embedded' } },
} as const satisfies Partial<SiteInput>;

/** With files by SFTP. */
export const SFTP = {
  services: {
    sftp: {
      kind: 'embedded',
      directory: {
        host: 'ldap.example.org',
        addresses: ['192.0.2.7/32'],
        authority: 'ldap-authority',
        base: 'dc=example,dc=org',
        reader: 'cn=reader,dc=example,dc=org',
      },
    },
  },
} as const satisfies Partial<SiteInput>;

/** Plan of the small site with services. */
export const servicesPlan = (change: Partial<SiteInput> = {}) =>
  planSite(readSite({ ...SMALL, services: SERVICES, ...change }, 'keck.yaml'), 'keck.yaml');

/** Manifests of the small site with services. */
export const servicesManifests = (change: Partial<SiteInput> = {}) => platform(servicesPlan(change));

/** The small site with services as rules see it, with changes. */
export function servicesSite(change: Partial<SiteInput>, ...changes: readonly Change[]): PlatformSubject {
  const { manifests, secrets } = servicesManifests(change);
  const subject = { manifests, secrets, provides: servicesPlan(change).provides };
  return changes.reduce((before: PlatformSubject, one) => one(before), subject);
}
