import type { KnownBase } from '../check/read/recipe/base';
import type { ContainerBase } from '../config/container-base';
import { resourcesJson } from '../constructs/skaha-files';
import type { Plan } from '../plan/plan';
import type { ContainerDemands } from './container-demands';

const DAY = 86_400;

/** What a site demands of containers and requests; every number is the one that its session service is told. */
export function siteDemands(plan: Plan): ContainerDemands {
  const { site, hosts, paths, sessionTypes } = plan;
  const { imageSize, fresh, firstUid, bases } = site.checks.containers;
  const offers = JSON.parse(resourcesJson(plan)) as Readonly<
    Record<'cores' | 'memoryGB' | 'gpus', { readonly options: readonly number[] }>
  >;
  return {
    contract: {
      mounts: [paths.root, '/scratch', ...site.sessions.volumes.map(({ mountPath }) => mountPath)],
      registries: hosts.images,
      types: Object.keys(sessionTypes),
      firstUid,
      imageSize,
      fresh: Math.floor(fresh / DAY),
      cores: offers.cores.options,
      memory: offers.memoryGB.options,
      gpus: offers.gpus.options,
    },
    bases: bases.map(knownBaseOf),
  };
}

function knownBaseOf({ tags, nameServices, distribution, ...base }: ContainerBase): KnownBase {
  const services = Object.entries(nameServices ?? {}).map(([name, from]) => `${name}: ${from.join(' ')}\n`);
  const { id, version } = distribution ?? {};
  return {
    ...(defined(base) as Omit<ContainerBase, 'tags' | 'nameServices' | 'distribution'>),
    ...(tags && { tags: new RegExp(`^(?:${tags.map(pattern).join('|')})$`) }),
    ...(services.length > 0 && { files: { '/etc/nsswitch.conf': services.join('') } }),
    ...(id !== undefined && { distribution: { id, ...(version !== undefined && { version }) } }),
  } as KnownBase;
}

/** `24.*` as an expression. */
const pattern = (tag: string) => tag.replace(/[.]/g, '\\.').replace(/\*$/, '.*');

const defined = (value: object) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
