import { mountedFolders } from './mounted-files';
import { namespaceOf } from './pods';
import { propertiesOf } from './properties';
import type { SessionService } from './session-service';
import type { World } from './world';

/** Folder in which the session service looks for its files. */
export const CONFIG_FOLDER = '/config';

/**
 * Reads settings of the session service: a variable by its name, a key of one of its files as `file: key`.
 *
 * @example
 * ```ts
 * serviceSettings(world, service)('catalina.properties: tomcat.connector.proxyName'); // 'science.example.org'
 * ```
 */
export function serviceSettings(world: World, service: SessionService): (name: string) => string | undefined {
  const { manifest, pod, container, variables } = service;
  const namespace = namespaceOf(manifest);
  const folders = mountedFolders(world, pod, container.field, namespace);
  const config = folders.find(({ path }) => path === CONFIG_FOLDER);
  return (name) => {
    const [file = '', key] = name.split(': ');
    if (key === undefined) return variables.get(name)?.value;
    return propertiesOf(file, config?.texts.get(file) ?? '').get(key)?.[0];
  };
}
