import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { Field } from '../../src/check/view/field';
import { factsOf } from '../../src/check/world/facts';
import { faultAt, manifestFault } from '../../src/check/world/faults';
import { serviceSettings } from '../../src/check/world/service-settings';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import type { SessionService } from '../../src/check/world/session-service';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

export const serviceHostsAgree = defineRule({
  id: 'service-hosts-agree',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service writes its host name into addresses and redirects; where the Ingress serves another, they lead nowhere. Sessions on the same host could read the platform’s cookies.',
  fix: 'Serve the session service on the host that it is told, and its sessions on another.',
  source: 'platform-contract.md §1.3, §2.4',
  check: (platform) => {
    const world = worldOf(platform);
    const { service } = world;
    if (!service) return notApplicable;
    const setting = serviceSettings(world, service);
    const host = setting('SKAHA_HOSTNAME');
    const proxy = setting('catalina.properties: tomcat.connector.proxyName');
    const env = service.container.field.get('env').path;
    const fault = (fact: string): Fault => manifestFault(service.manifest, env, fact);
    return fail([
      ...(proxy === host ? [] : [fault(`SKAHA_HOSTNAME is ${host} and tomcat.connector.proxyName is ${proxy}`)]),
      ...(setting('SKAHA_SESSIONS_HOSTNAME') === host
        ? [fault(`SKAHA_SESSIONS_HOSTNAME is ${host} too, the host of the platform`)]
        : []),
      ...routesTo(world, service).flatMap((route) => hostFaults(route, host)),
    ]);
  },
});

/** Path of the session service; the desktop's scripts and every client have it in their code. */
const PATH = '/skaha';

function hostFaults(route: WorldObject, expected: string | undefined): Fault[] {
  const rules = Field.of(route.object).get('spec', 'rules').items();
  const paths = rules.flatMap((rule) => rule.get('http', 'paths').items()).map((path) => path.get('path'));
  const elsewhere = paths
    .filter((path) => path.text() !== PATH)
    .map((path) =>
      faultAt(route, path.path, `the path ${path.text()} is not ${PATH}, where clients look for the service`),
    );
  const wrong = rules
    .map((rule) => rule.get('host'))
    .filter((host) => host.text() !== expected)
    .map((host) => faultAt(route, host.path, `the host ${host.text()} is not ${expected}, which SKAHA_HOSTNAME says`));
  return [...wrong, ...elsewhere];
}

/** Ingresses that lead to the session service. */
function routesTo(world: World, { manifest }: SessionService): WorldObject[] {
  const services = servicesOf(world).filter((one) =>
    podsBehind(world, one).some(({ maker }) => maker.manifest === manifest),
  );
  const { namespace } = manifest.object.metadata;
  const names = new Set(services.map(({ object }) => object.metadata.name));
  return world.delivered.filter(
    ({ object }) =>
      groupKind(object) === 'networking.k8s.io/Ingress' &&
      factsOf(object).references.some(
        (one) => one.kind === 'Service' && one.namespace === namespace && names.has(one.name),
      ),
  );
}
