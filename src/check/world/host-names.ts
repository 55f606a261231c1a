import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { environmentOf } from './environment';
import { mountedFolders } from './mounted-files';
import type { WorldPod } from './pods';
import type { World } from './world';

/** A Service that a pod reaches by its host name. */
export interface HostUse {
  readonly name: string;
  readonly namespace: string;
  /** What stands behind `.svc.`: the DNS name of the cluster. */
  readonly domain?: string;
  /** As it stands in the text, so that a slip can be told from a port. */
  readonly port?: string;
  readonly pod: WorldPod;
  /** Where the name stands: a path of the pod, or a file in it. */
  readonly path: string;
}

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const CLUSTER_HOST = new RegExp(
  `(?<![\\w.-])(${LABEL})\\.(${LABEL})\\.svc(?![\\w-])(?:\\.([a-z0-9.-]*[a-z0-9]))?(?::(\\w+))?`,
  'g',
);

const known = new WeakMap<WorldPod, readonly HostUse[]>();

/** Services that the containers of a pod name: in variables, and in files that they mount. */
export function hostUsesOf(world: World, pod: WorldPod): readonly HostUse[] {
  const uses = known.get(pod) ?? findUses(world, pod);
  known.set(pod, uses);
  return uses;
}

function findUses(world: World, pod: WorldPod): HostUse[] {
  return containersOf(pod.view).flatMap(({ field }) => {
    const variables = environmentOf(field);
    const ofVariables = [...variables.values()].flatMap((variable) => {
      const { name, field } = variable;
      const { path } = field;
      const value = variable.value ?? secretOf(world, pod, field) ?? '';
      // `X_HOST` and `X_PORT` belong together.
      const beside = name.endsWith('HOST') ? variables.get(name.replace(/HOST$/, 'PORT'))?.value : undefined;
      return hostsIn(value).map((host) => ({
        ...host,
        ...(host.port === undefined && beside !== undefined && { port: beside }),
        pod,
        path,
      }));
    });
    const folders = mountedFolders(world, pod.view, field, pod.namespace);
    const ofFiles = folders.flatMap(({ path, texts }) =>
      [...texts].flatMap(([file, text]) => hostsIn(text).map((host) => ({ ...host, pod, path: `${path}/${file}` }))),
    );
    return [...ofVariables, ...ofFiles];
  });
}

/** Text of a managed secret that a variable is, with `*` in place of each value. */
export function secretOf(world: World, { namespace }: WorldPod, variable: Field): string | undefined {
  const source = variable.get('valueFrom', 'secretKeyRef');
  return world.secretText(namespace, source.get('name').text() ?? '', source.get('key').text() ?? '');
}

/** Services that a text names by a host name of the cluster, `name.namespace.svc`, with what stands behind it. */
function hostsIn(text: string): Pick<HostUse, 'name' | 'namespace' | 'domain' | 'port'>[] {
  if (!text.includes('.svc')) return [];
  return [...text.matchAll(CLUSTER_HOST)].map(([, name = '', namespace = '', domain, port]) => ({
    name,
    namespace,
    ...(domain !== undefined && { domain }),
    ...(port !== undefined && { port }),
  }));
}
