import { operatedBy } from '../../kube/operator-objects';
import { groupKind } from '../../kube/reference';
import { containersOf } from '../view/containers';
import { Field } from '../view/field';
import { factsOf } from './facts';
import { hostUsesOf } from './host-names';
import { monitorsOf, podsOfMonitor } from './monitors';
import type { Destination, Peer } from './network';
import { isPort, namespaceOf, portsOf, portValue, type WorldPod } from './pods';
import { redisAddresses } from './redis-addresses';
import { podsBehind, servicesOf } from './services';
import type { World, WorldObject } from './world';

/** A connection that the platform cannot work without. */
export interface Edge extends Destination {
  /** Why it is needed, as part of a sentence. */
  readonly why: string;
  readonly from: WorldPod | 'ingress controller' | 'operator' | { readonly namespace: string };
  readonly to: Peer;
  readonly maker: WorldObject;
  readonly path: string;
}

const ROUTES = new Set(['networking.k8s.io/Ingress', 'traefik.io/IngressRoute', 'traefik.io/IngressRouteTCP']);

/** Connections that follow from what objects name: routes to their Services, pods to the hosts in their settings. */
export const neededEdges = (world: World): Edge[] => [
  ...world.objects.filter(({ object }) => ROUTES.has(groupKind(object))).flatMap((one) => routeEdges(world, one)),
  ...world.pods.flatMap((pod) => [...hostEdges(world, pod), ...redisEdges(world, pod), ...apiEdges(pod)]),
  ...displayEdges(world),
  ...monitorEdges(world),
  ...operatorEdges(world),
];

function routeEdges(world: World, maker: WorldObject): Edge[] {
  const backends = factsOf(maker.object).references.filter(({ group, kind }) => group === '' && kind === 'Service');
  return backends.flatMap(({ namespace = '', name, port, path }) =>
    endpoints(world, namespace, name, port).map(({ pod, number }) => ({
      why: `${maker.title} leads to ${name}`,
      from: 'ingress controller',
      to: { kind: 'pod', pod },
      port: number,
      protocol: 'TCP',
      maker,
      path,
    })),
  );
}

function hostEdges(world: World, pod: WorldPod): Edge[] {
  const uses = hostUsesOf(world, pod);
  const common = { from: pod, maker: pod.maker };
  const edges = uses.flatMap(({ namespace, name, port, path }) =>
    endpoints(world, namespace, name, port === undefined ? undefined : Number(port)).map(
      (end): Edge => ({
        ...common,
        why: `${pod.maker.title} uses ${name}.${namespace}.svc`,
        to: { kind: 'pod', pod: end.pod },
        port: end.number,
        protocol: 'TCP',
        path,
      }),
    ),
  );
  if (uses.length === 0) return [];
  const { namespace: name, ports } = world.subject.provides.dns ?? { namespace: 'kube-system', ports: [53] };
  const dns: Edge = {
    ...common,
    why: `${pod.maker.title} looks up host names`,
    to: { kind: 'namespace', name },
    port: ports[0],
    protocol: 'UDP',
    path: pod.view.spec.path,
  };
  return [...edges, dns];
}

/** A Redis that somebody else keeps is at an address that only the site knows. */
const redisEdges = (world: World, pod: WorldPod): Edge[] =>
  containersOf(pod.view)
    .flatMap(({ field }) => redisAddresses(world, pod, field))
    .filter(({ host }) => !/\.svc(?:\.|$)/.test(host))
    .map(({ host, port, path }) => ({
      why: `${pod.maker.title} uses ${host}`,
      from: pod,
      to: { kind: 'outside' },
      port,
      protocol: 'TCP',
      maker: pod.maker,
      path,
    }));

/** The API server is outside the pod network, at an address that only the site knows. */
function apiEdges(pod: WorldPod): Edge[] {
  const token = pod.view.spec.get('automountServiceAccountToken');
  if (token.flag() !== true) return [];
  return [
    {
      why: `${pod.maker.title} calls the Kubernetes API`,
      from: pod,
      to: { kind: 'outside' },
      port: undefined,
      protocol: 'TCP',
      maker: pod.maker,
      path: token.path,
    },
  ];
}

const DISPLAY = 6001;

/** A desktop's applications draw on its display, at an address that the session service gives them. */
function displayEdges(world: World): Edge[] {
  const of = (type: string) => world.pods.filter(({ maker }) => maker.file?.type === type);
  return of('desktop-app').flatMap((application) =>
    of('desktop').map((desktop) => ({
      why: 'an application of a desktop draws on its display',
      from: application,
      to: { kind: 'pod', pod: desktop },
      port: DISPLAY,
      protocol: 'TCP',
      maker: application.maker,
      path: application.view.spec.path,
    })),
  );
}

/** Prometheus asks the pods that a monitor selects, from the namespace of the monitor or from one beside it. */
const monitorEdges = (world: World): Edge[] =>
  monitorsOf(world).flatMap((maker) =>
    podsOfMonitor(world, maker).flatMap((pod) =>
      Field.of(maker.object)
        .get('spec', 'podMetricsEndpoints')
        .items()
        .map((endpoint) => ({
          why: `${maker.title} has the port ${endpoint.get('port').text()} asked`,
          from: { namespace: namespaceOf(maker) },
          to: { kind: 'pod' as const, pod },
          // A port that nobody has is one that no policy opens.
          port: portsOf(pod.view).find((own) => isPort(own, endpoint.get('port').text() ?? ''))?.number ?? 0,
          protocol: 'TCP' as const,
          maker,
          path: endpoint.get('port').path,
        })),
    ),
  );

/** An operator asks the pods that it has made how they are, and so do these among each other. */
const operatorEdges = (world: World): Edge[] =>
  world.delivered.flatMap(({ object, manifest }) => {
    const pods = world.pods.filter(({ maker }) => maker.manifest === manifest);
    return (operatedBy(object)?.asked ?? []).flatMap((port) =>
      pods.flatMap((pod) =>
        (['operator', pod] as const).map((from) => ({
          why: from === 'operator' ? `the operator asks ${pod.maker.title}` : `${pod.maker.title} asks its like`,
          from,
          to: { kind: 'pod' as const, pod },
          port,
          protocol: 'TCP' as const,
          maker: pod.maker,
          path: 'spec',
        })),
      ),
    );
  });

/** Pods behind a port of a Service, each with the number of its own port. */
function endpoints(world: World, namespace: string, name: string, port: string | number | undefined) {
  const service = servicesOf(world).find((one) => one.object.metadata.name === name && namespaceOf(one) === namespace);
  if (!service) return [];
  const spec = Field.of(service.object).get('spec');
  const pods = podsBehind(world, service);
  return spec
    .get('ports')
    .items()
    .filter((one) => port === undefined || portValue(one.get('port')) === port || one.get('name').text() === port)
    .flatMap((one) => {
      const target = portValue(one.get('targetPort')) ?? portValue(one.get('port'));
      return pods.flatMap((pod) => {
        const number =
          typeof target === 'number' ? target : portsOf(pod.view).find((own) => isPort(own, target ?? ''))?.number;
        return number === undefined ? [] : [{ pod, number }];
      });
    });
}
