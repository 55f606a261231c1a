import { sessionObjectsOf } from './session-objects';
import type { LaunchValues } from './session-values';
import type { World, WorldObject } from './world';

/**
 * A session with an image from each further registry host that the session service knows. One type stands for all: what
 * a template makes of an image does not depend on where it comes from.
 */
export function sessionsAtOtherHosts(world: World): WorldObject[] {
  const [first = '', ...others] = world.service?.variables.get('skaha.harborhosts')?.value?.split(' ') ?? [];
  const file = world.files.find(({ kind }) => kind === 'launch');
  const home = file && world.homeOf(file.type);
  if (!home) return [];
  return others.flatMap((host) =>
    sessionObjectsOf(file, atHost(world.valuesFor(file.type), first, host), home).map(({ object }) => ({
      object,
      title: `${object.kind} of ${file.name} with an image of ${host}`,
      manifest: file.configMap,
      file,
    })),
  );
}

const atHost = (values: LaunchValues, from: string, to: string): LaunchValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value.replaceAll(`${from}/`, `${to}/`)]),
  ) as LaunchValues;
