import type { Amounts } from '../plan/amounts';
import { NOTHING } from '../plan/amounts';
import { podRequest } from '../plan/pod-request';
import type { Io } from './io';
import { at, type Json, list, readAmounts, readList, texts } from './kube-list';
import { STDIN, STDIN_NAME } from './read-text';

/** A pod that occupies a node. */
export interface RealPod {
  readonly namespace: string;
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly request: Amounts;
  /** One of the pods that run on every node. */
  readonly daemon: boolean;
}

/**
 * Reads the output of `kubectl get pods -A -o json`: those that have a node and have not ended.
 *
 * @param file path, or `-` for standard input
 * @throws {UsageError} when it is something else, or an amount cannot be counted
 */
export async function readPods(file: string, io: Pick<Io, 'cwd' | 'stdin'>): Promise<RealPod[]> {
  const items = await readList(file, 'pods', io);
  return items.flatMap((item) => {
    const node = at(item, 'spec', 'nodeName');
    const ended = ['Succeeded', 'Failed'].includes(String(at(item, 'status', 'phase')));
    if (typeof node !== 'string' || ended) return [];
    const owners = list(at(item, 'metadata', 'ownerReferences'));
    return [
      {
        namespace: String(at(item, 'metadata', 'namespace') ?? 'default'),
        node,
        labels: texts(at(item, 'metadata', 'labels')),
        request: requestOf(item, file === STDIN ? STDIN_NAME : file),
        // The pods of the control plane belong to their node as well.
        daemon: owners.some((owner) => ['DaemonSet', 'Node'].includes(String(at(owner, 'kind')))),
      },
    ];
  });
}

function requestOf(item: Json, file: string): Amounts {
  const name = `${String(at(item, 'metadata', 'namespace'))}/${String(at(item, 'metadata', 'name'))}`;
  const of = (container: unknown, path: string) =>
    readAmounts(at(container, 'resources', 'requests'), { file, path: `${name}: ${path}`, fact: '' });
  return podRequest({
    containers: list(at(item, 'spec', 'containers')).map((one) => of(one, 'containers')),
    init: list(at(item, 'spec', 'initContainers')).map((one) => ({
      amounts: of(one, 'initContainers'),
      sidecar: at(one, 'restartPolicy') === 'Always',
    })),
    overhead: {
      ...readAmounts(at(item, 'spec', 'overhead'), { file, path: `${name}: overhead`, fact: '' }),
      pods: NOTHING.pods,
    },
  });
}
