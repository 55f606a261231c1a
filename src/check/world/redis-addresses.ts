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
  /** Whether it calls by TLS. */
  readonly tls: boolean;
  /** Where the address stands: a path of the pod, or a file in it. */
  readonly path: string;
}

const URL = /^redis(s?):\/\/[^@]*@([\w.-]+):(\d+)/g;
/** As the configuration of a registry has it; whether it calls by TLS is a variable. */
const YAML = /^redis:()\n {2}addr: "?([\w.-]+):(\d+)/gm;
const REGISTRY_TLS = 'REGISTRY_REDIS_ENABLETLS';

/** Addresses with a login in the variables of a container, and those in files of YAML that it mounts. */
export function redisAddresses(world: World, pod: WorldPod, container: Field): RedisAddress[] {
  const variables = environmentOf(container);
  const tls = variables.get(REGISTRY_TLS)?.value === 'true';
  return [
    ...[...variables.values()].flatMap(({ value, field }) =>
      found(value ?? secretOf(world, pod, field) ?? '', URL, field.path),
    ),
    ...mountedFolders(world, pod.view, container, pod.namespace).flatMap(({ path, texts }) =>
      [...texts]
        .filter(([name]) => name.endsWith('.yml'))
        .flatMap(([name, text]) => found(text, YAML, `${path}/${name}`).map((one) => ({ ...one, tls }))),
    ),
  ];
}

const found = (text: string, form: RegExp, path: string): RedisAddress[] =>
  [...text.matchAll(form)].map(([, secure, host = '', port]) => ({
    host,
    port: Number(port),
    tls: secure === 's',
    path,
  }));
