import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { planIdentities, vosOf } from './identities';

/** One VOSpace service as the storage interface is told of it. */
export interface Space {
  /** What people see, and a part of addresses. */
  readonly name: string;
  readonly id: string;
  /** What every address of a file in it begins with, `vos://authority~cavern`. */
  readonly root: string;
  /** Folder of the users' homes. */
  readonly homes: string;
  readonly features: Readonly<Record<string, boolean>>;
}

/** Addresses of the storage interface, and what it shows. */
export interface StorageUiPlan {
  readonly path: string;
  /** Address of its first page. */
  readonly url: string;
  /** Where the login provider sends people back to. */
  readonly redirect: string;
  /** The first one is shown first. */
  readonly spaces: readonly Space[];
}

/** Name of the service that owns `/arc`. */
const OWN = 'arc';

/** The storage interface of a site; `undefined` where it has none. */
export function planStorageUi(site: Site): StorageUiPlan | undefined {
  const { storageUi } = site.services;
  if (storageUi.kind === 'none') return undefined;
  const { storage } = planIdentities(site);
  const base = `https://${site.domain}${storageUi.path}`;
  return {
    path: storageUi.path,
    url: `${base}/list`,
    redirect: `${base}/oidc-callback`,
    spaces: [
      { name: OWN, id: storage, root: vosOf(storage), homes: `/${site.arc.homes}`, features: storageUi.features },
      ...Object.entries(storageUi.spaces).map(([name, { id, homes: own, features }]) => ({
        name,
        id,
        root: vosOf(id),
        homes: own,
        features,
      })),
    ],
  };
}

/** What a site says of its storage interface that cannot be. */
export function* storageUiProblems({ services: { storageUi } }: Site): Generator<Problem> {
  if (storageUi.kind === 'none') return;
  if (OWN in storageUi.spaces)
    yield {
      path: `services.storageUi.spaces.${OWN}`,
      fact: `"${OWN}" is the name of the service that owns /arc`,
      act: 'Choose another name',
    };
}
