import type { Site } from '../config/site';
import { planIdentities } from './identities';

/** Services that the platform runs itself, by IVOA identifier, each with the address of its capabilities. */
export function ownServices(site: Site): Record<string, string> {
  const { skaha, posixMapper, storage } = planIdentities(site);
  const { services, domain } = site;
  return {
    [skaha]: `https://${domain}/skaha/capabilities`,
    ...(services.posixMapper.kind === 'embedded' && { [posixMapper]: `https://${domain}/posix-mapper/capabilities` }),
    ...(services.storage.kind === 'embedded' && { [storage]: `https://${domain}/cavern/capabilities` }),
  };
}

/** What the IVOA registry of the platform answers; absent where it has none. */
export function planIvoaRegistry(site: Site): Readonly<Record<string, string>> | undefined {
  const { ivoaRegistry } = site.services;
  return ivoaRegistry.kind === 'embedded' ? { ...ownServices(site), ...ivoaRegistry.entries } : undefined;
}

/** Identifiers that the site uses and does not run itself: some registry that is asked must know them. */
export function foreignIdentities(site: Site): { readonly id: string; readonly place: string }[] {
  const { groups, posixMapper, storage } = planIdentities(site);
  const { login, services } = site;
  return [
    { id: groups, place: 'services.groups' },
    ...(services.posixMapper.kind === 'external' ? [{ id: posixMapper, place: 'services.posixMapper.id' }] : []),
    ...(services.storage.kind === 'external' ? [{ id: storage, place: 'services.storage.id' }] : []),
    ...(login.kind === 'cadc' ? [{ id: login.credentials, place: 'login.credentials' }] : []),
  ].filter(({ id }) => id.startsWith('ivo://'));
}
