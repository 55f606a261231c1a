import { groupKind } from '../../kube/reference';
import { Field } from '../view/field';
import { namespaceOf, type WorldPod } from './pods';
import { podsBehind, servicesOf } from './services';
import type { World, WorldObject } from './world';

/** One path of a host that an Ingress hands on to a Service. */
export interface Route {
  readonly host: string;
  readonly path: string;
  /** Whether it answers this path alone, and none below it. */
  readonly exact: boolean;
  readonly namespace: string;
  readonly service: string;
  /** Name of the Service's port, where the route leads to one by name. */
  readonly port?: string;
  readonly maker: WorldObject;
  readonly field: Field;
}

/** Paths that the Ingresses of a platform serve. */
export const routesOf = (world: World): Route[] =>
  world.delivered
    .filter(({ object }) => groupKind(object) === 'networking.k8s.io/Ingress')
    .flatMap((maker) =>
      Field.of(maker.object)
        .get('spec', 'rules')
        .items()
        .flatMap((rule) =>
          rule
            .get('http', 'paths')
            .items()
            .map((field) => {
              const port = field.get('backend', 'service', 'port', 'name').text();
              return {
                host: rule.get('host').text() ?? '',
                path: field.get('path').text() ?? '/',
                exact: field.get('pathType').text() === 'Exact',
                namespace: namespaceOf(maker),
                service: field.get('backend', 'service', 'name').text() ?? '',
                ...(port !== undefined && { port }),
                maker,
                field: field.get('path'),
              };
            }),
        ),
    );

/** Whether a path of a request is a path of a route, or below it. */
export const isBelow = (path: string, route: string): boolean => {
  const top = route.replace(/\/$/, '');
  return path === top || path.startsWith(`${top}/`);
};

/** Whether a route hands a path of a request on. */
export const serves = ({ path, exact }: Pick<Route, 'path' | 'exact'>, asked: string): boolean =>
  exact ? asked === path : isBelow(asked, path);

/** Pods that a route leads to. */
export const podsOfRoute = (world: World, { namespace, service }: Pick<Route, 'namespace' | 'service'>): WorldPod[] =>
  servicesOf(world)
    .filter((one) => one.object.metadata.name === service && namespaceOf(one) === namespace)
    .flatMap((one) => podsBehind(world, one));
