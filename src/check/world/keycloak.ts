import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { environmentOf, type Variable } from './environment';
import type { WorldPod } from './pods';
import type { World } from './world';

/** A container that runs the server of Keycloak. */
export interface KeycloakServer {
  readonly pod: WorldPod;
  /** How messages name the container. */
  readonly title: string;
  readonly field: Field;
  readonly variables: ReadonlyMap<string, Variable>;
  /** Address of all its pages, e.g. `https://login.example.org`; `undefined` where it takes what a request says. */
  readonly address: string | undefined;
}

/** The Keycloaks that a platform runs, whatever their images are called. */
export const keycloakServers = (world: World): KeycloakServer[] =>
  world.pods.flatMap((pod) =>
    containersOf(pod.view).flatMap(({ title, field }) => {
      const variables = environmentOf(field);
      if (![...variables.keys()].some((name) => name.startsWith('KC_'))) return [];
      return [{ pod, title, field, variables, address: variables.get('KC_HOSTNAME')?.value }];
    }),
  );
