import type { Manifest } from '../../manifest';
import { type ContainerView, containersOf } from '../view/containers';
import { type PodView, podOf } from '../view/pod-spec';
import { environmentOf, type Variable } from './environment';

/** The session service among the objects of a platform, found by the variables that only it reads. */
export interface SessionService {
  readonly manifest: Manifest;
  readonly pod: PodView;
  readonly container: ContainerView;
  readonly variables: ReadonlyMap<string, Variable>;
  /** Namespace in which it starts sessions; `undefined` when it is not told. */
  readonly sessions: string | undefined;
}

const ITS_OWN = ['skaha.namespace', 'SKAHA_SESSIONS_HOSTNAME'];

/** The session service; `undefined` in a platform without one. */
export function sessionServiceOf(manifests: readonly Manifest[]): SessionService | undefined {
  for (const manifest of manifests) {
    const pod = podOf(manifest.object);
    if (!pod) continue;
    for (const container of containersOf(pod)) {
      const variables = environmentOf(container.field);
      if (!ITS_OWN.some((name) => variables.has(name))) continue;
      return {
        manifest,
        pod,
        container,
        variables,
        get sessions() {
          return variables.get('skaha.namespace')?.value || undefined;
        },
      };
    }
  }
  return undefined;
}
