import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { faultAt } from '../../src/check/world/faults';
import type { WorldPod } from '../../src/check/world/pods';
import { propertiesOfPods } from '../../src/check/world/property-files';
import { isBelow, podsOfRoute, type Route, routesOf } from '../../src/check/world/routes';
import { type World, worldOf } from '../../src/check/world/world';

export const routeAnswered = defineRule({
  id: 'route-answered',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A path is handed on as it came: a program that lives below another answers 404, and one that is told another host sends people there.',
  fix: 'Serve a program on the path and host that it has itself: those of its probes and of its proxy settings.',
  source: 'platform-contract.md §1.2, §1.3, §4 D14',
  check: (platform) => {
    const world = worldOf(platform);
    const routes = routesOf(world);
    if (routes.length === 0) return notApplicable;
    return eachOf(routes, (route): Fault[] =>
      podsOfRoute(world, route).flatMap((pod) => faultsOf(world, route, pod, routes)),
    );
  },
});

function faultsOf(
  world: World,
  { host, port, path, maker, field }: Route,
  pod: WorldPod,
  routes: readonly Route[],
): Fault[] {
  const asked = probePaths(pod, port);
  // A program that answers below several paths is asked below one of them.
  const own = asked.length > 0 ? routes.filter((route) => podsOfRoute(world, route).includes(pod)) : [];
  const elsewhere = asked.length > 0 && !own.some((route) => asked.some((probe) => isBelow(probe, route.path)));
  const proxies = propertiesOfPods(world).filter(
    (one) => one.pod === pod && one.key === 'tomcat.connector.proxyName' && one.value !== host,
  );
  return [
    ...(elsewhere ? [faultAt(maker, field.path, `${pod.maker.title} is asked at ${asked[0]}, not below ${path}`)] : []),
    ...proxies.map(({ value }) =>
      faultAt(maker, field.path, `the host is ${host}, and ${pod.maker.title} is told that it is ${value}`),
    ),
  ];
}

/** Paths at which probes ask for more than the front page. One that asks at another port says nothing about this one. */
const probePaths = (pod: WorldPod, served: string | undefined): string[] =>
  containersOf(pod.view).flatMap(({ field }) =>
    ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((probe) => {
      const path = field.get(probe, 'httpGet', 'path').text()?.split('?')[0];
      const port = field.get(probe, 'httpGet', 'port').text();
      const isElsewhere = served !== undefined && port !== undefined && port !== served;
      return path === undefined || path === '/' || isElsewhere ? [] : [path];
    }),
  );
