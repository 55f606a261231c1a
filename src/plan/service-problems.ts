import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { harborOf } from './harbor';
import { foreignIdentities, ownServices } from './ivoa-registry';

/** What a site says of the services beside the session service that cannot be. */
export function* serviceProblems(site: Site): Generator<Problem> {
  yield* registryProblems(site);
  yield* mapperProblems(site);
  yield* authorityProblems(site);
}

function* registryProblems(site: Site): Generator<Problem> {
  const { ivoaRegistry, registries } = site.services;
  if (ivoaRegistry.kind === 'none') return;
  const own = ownServices(site);
  for (const id of Object.keys(ivoaRegistry.entries))
    if (Object.hasOwn(own, id))
      yield {
        path: `services.ivoaRegistry.entries["${id}"]`,
        fact: `the platform runs ${id} itself, at ${own[id]}, and lists it by itself`,
        act: 'Remove the entry, or say that the service is external',
      };
  if (registries === undefined)
    for (const { id, place } of foreignIdentities(site))
      if (!Object.hasOwn(ivoaRegistry.entries, id))
        yield {
          path: place,
          fact: `no registry knows ${id}: services.ivoaRegistry.entries does not list it, and services.registries names no other`,
          act: 'Add it to services.ivoaRegistry.entries with the address of its capabilities, or name the registry that knows it in services.registries',
        };
  for (const [index, url] of (registries ?? []).entries())
    if (url.replace(/\/$/, '') === `https://${site.domain}/reg`)
      yield {
        path: `services.registries[${index}]`,
        fact: `${url} is the registry that the platform runs itself (services.ivoaRegistry)`,
        act: 'Remove it here: it is asked first by itself',
      };
}

function* mapperProblems({ services: { posixMapper }, sessions: { lowestIds } }: Site): Generator<Problem> {
  if (posixMapper.kind === 'external') return;
  const { firstUid, firstGid } = posixMapper;
  if (firstGid <= firstUid)
    yield {
      path: 'services.posixMapper.firstGid',
      fact: `${firstGid} is not above ${firstUid}, which is services.posixMapper.firstUid; a user has a group of the user's own number`,
      act: 'Leave room for every user that will ever be between them',
    };
  if (firstUid < lowestIds.users)
    yield {
      path: 'services.posixMapper.firstUid',
      fact: `${firstUid} is below ${lowestIds.users}, which is sessions.lowestIds.users: sessions of such users are refused`,
      act: 'Raise the one or lower the other',
    };
  if (firstGid < lowestIds.groups)
    yield {
      path: 'services.posixMapper.firstGid',
      fact: `${firstGid} is below ${lowestIds.groups}, which is sessions.lowestIds.groups: sessions in such groups are refused`,
      act: 'Raise the one or lower the other',
    };
}

/** Services call each other by their public addresses, and their images know public authorities only. */
function* authorityProblems(site: Site): Generator<Problem> {
  const { services, login, imageList } = site;
  const { tls } = site.ingress;
  if (tls.kind !== 'cert-manager') return;
  const { kind } = tls.issuer.source;
  if (kind !== 'ca' && kind !== 'self-signed') return;
  const called = [
    ...(['ivoaRegistry', 'posixMapper', 'storage'] as const)
      .filter((name) => services[name].kind === 'embedded')
      .map((name) => `services.${name}`),
    ...(login.kind === 'external' || login.kind === 'cadc' ? [] : ['login']),
    // It asks the session service.
    ...(services.portal.kind === 'embedded' ? ['services.portal'] : []),
    // It asks the registry by its public address; what lists the images asks a Harbor of our own inside the cluster.
    ...(harborOf(site) && imageList.labeller !== undefined ? ['imageList.labeller'] : []),
  ];
  if (called.length > 0)
    yield {
      path: 'ingress.tls.issuer.source.kind',
      fact: `no service knows an authority of kind ${kind}, and ${called.join(', ')} would work only when certificates of the platform's hosts are believed`,
      act: 'Write acme, which asks for a record in DNS and for no way in, or name an issuer that is there (existing): one of a public authority, or yours with images that know it',
    };
}
