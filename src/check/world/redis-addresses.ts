import type { Field } from '../view/field';
import { environmentOf } from './environment';
import { secretOf } from './host-names';
import { mountedFolders } from './mounted-files';
import type { WorldPod } from './pods';
import type { World } from './world';

/** Where a container looks for a Redis. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** Where the address stands: a path of the pod, or a file in it. */
  readonly path: string;
}

const URL = /^rediss?:\/\/[^@]*@([\w.-]+):(\d+)/g;
/** As the configuration of a registry has it. */
const YAML = /^redis:\n {2}addr: "?([\w.-]+):(\d+)/gm;

/** Addresses with a login in the variables of a container, and those in files of YAML that it mounts. */
export const redisAddresses = (world: World, pod: WorldPod, container: Field): RedisAddress[] => [
  ...[...environmentOf(container).values()].flatMap(({ value, field }) =>
    found(value ?? secretOf(world, pod, field) ?? '', URL, field.path),
  ),
  ...mountedFolders(world, pod.view, container, pod.namespace).flatMap(({ path, texts }) =>
    [...texts]
      .filter(([name]) => name.endsWith('.yml'))
      .flatMap(([name, text]) => found(text, YAML, `${path}/${name}`)),
  ),
];

const found = (text: string, form: RegExp, path: string): RedisAddress[] =>
  [...text.matchAll(form)].map(([, host = '', port]) => ({ host, port: Number(port), path }));
