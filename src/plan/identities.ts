import type { Site } from '../config/site';

/** IVOA identifiers of the services, and the VOSpace addresses made from them. */
export interface Identities {
  readonly authority: string;
  /** The session service. */
  readonly skaha: string;
  readonly groups: string;
  readonly posixMapper: string;
  /** VOSpace service, `ivo://authority/cavern`. */
  readonly storage: string;
  /** The users' homes, `vos://authority~cavern/home`. */
  readonly homes: string;
}

export function planIdentities(site: Site): Identities {
  const authority = site.authority ?? site.domain;
  const { posixMapper, storage: service } = site.services;
  const storage = (service.kind === 'external' ? service.id : undefined) ?? `ivo://${authority}/cavern`;
  return {
    authority,
    skaha: `ivo://${authority}/skaha`,
    groups: site.services.groups ?? `ivo://${authority}/gms`,
    posixMapper: (posixMapper.kind === 'external' ? posixMapper.id : undefined) ?? `ivo://${authority}/posix-mapper`,
    storage,
    homes: `${vosOf(storage)}/${site.arc.homes}`,
  };
}

/** `ivo://authority/cavern` is reached as `vos://authority~cavern`: slashes of the path become `~`. */
export function vosOf(ivo: string): string {
  const [authority, ...path] = ivo.slice('ivo://'.length).split('/');
  return `vos://${[authority, ...path].join('~')}`;
}
