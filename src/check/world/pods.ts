import { containersOf } from '../view/containers';
import type { Field } from '../view/field';
import { type Labels, labelsOf } from '../view/label-selector';
import { type PodView, podOf } from '../view/pod-spec';
import type { WorldObject } from './world';

/** A pod that will run, as the object that makes it describes it. */
export interface WorldPod {
  readonly maker: WorldObject;
  readonly view: PodView;
  readonly namespace: string;
  readonly labels: Labels;
}

/** The pods that objects make. */
export const podsOf = (objects: readonly WorldObject[]): WorldPod[] =>
  objects.flatMap((maker) => {
    const view = podOf(maker.object);
    if (!view) return [];
    return [{ maker, view, namespace: namespaceOf(maker), labels: labelsOf(view.metadata) }];
  });

/** Namespace of an object; that of kubectl where it names none. */
export const namespaceOf = ({ object }: Pick<WorldObject, 'object'>): string => object.metadata.namespace ?? 'default';

/** A port that a container declares. */
export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number | undefined;
  readonly protocol: string;
  readonly field: Field;
}

/** Ports of the containers of a pod that keep running. */
export const portsOf = (pod: PodView): ContainerPort[] =>
  containersOf(pod)
    .filter(({ role }) => role === 'main' || role === 'sidecar')
    .flatMap(({ field }) => declaredPorts(field));

/** Ports of one container. */
export const declaredPorts = (container: Field): ContainerPort[] =>
  container
    .get('ports')
    .items()
    .map((field) => ({
      name: field.get('name').text(),
      number: field.get('containerPort').integer(),
      protocol: field.get('protocol').text() ?? 'TCP',
      field,
    }));

/** Whether a port is the one that is named, or numbered, so. */
export const isPort = (port: ContainerPort, wanted: string | number, protocol = 'TCP'): boolean =>
  port.protocol === protocol && (typeof wanted === 'number' ? port.number === wanted : port.name === wanted);

/** A port as manifests write it: a number, or the name of one. */
export function portValue(field: Field): string | number | undefined {
  return typeof field.value === 'number' ? field.integer() : field.text();
}
