import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { factsOf } from '../../src/check/world/facts';
import { faultAt } from '../../src/check/world/faults';
import { declaredPorts, isPort, namespaceOf, portValue } from '../../src/check/world/pods';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

const ANNOTATION = 'traefik.ingress.kubernetes.io/service.serversscheme';

export const serviceScheme = defineRule({
  id: 'service-scheme',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'An ingress controller that speaks plain HTTP to a server of TLS, or the other way round, answers every request with an error.',
  fix: 'Give the Service the scheme that the probes of its pods use.',
  source: 'platform-contract.md §1, §4 D3',
  check: (platform) => {
    const world = worldOf(platform);
    const services = servicesOf(world).filter((service) => isServed(world, service));
    if (services.length === 0) return notApplicable;
    return eachOf(services, (service): Fault[] => {
      const annotation = Field.of(service.object).get('metadata', 'annotations', ANNOTATION);
      return Field.of(service.object)
        .get('spec', 'ports')
        .items()
        .flatMap((port) => {
          const said = annotation.text() ?? (isOfTls(port) ? 'https' : 'http');
          return [...schemesOf(world, service, port)]
            .filter((scheme) => scheme !== (said === 'h2c' ? 'http' : said))
            .map((scheme) => faultAt(service, annotation.path, `its pods answer ${scheme}, and are called by ${said}`));
        });
    });
  },
});

/** Whether Traefik speaks TLS to a port of a Service that says nothing. */
const isOfTls = (port: Field) => port.get('port').integer() === 443 || port.get('name').text()?.startsWith('https');

/** Whether an Ingress leads to a Service. */
const isServed = (world: World, service: WorldObject): boolean =>
  world.delivered
    .filter(({ object }) => groupKind(object) === 'networking.k8s.io/Ingress')
    .flatMap(({ object }) => factsOf(object).references)
    .some(
      ({ kind, name, namespace }) =>
        kind === 'Service' && name === service.object.metadata.name && namespace === namespaceOf(service),
    );

/** By which schemes kubelet asks the pods behind a port of a Service. */
function schemesOf(world: World, service: WorldObject, served: Field): ReadonlySet<string> {
  const target = portValue(served.get('targetPort')) ?? portValue(served.get('port'));
  return new Set(
    podsBehind(world, service).flatMap(({ view }) =>
      containersOf(view).flatMap(({ field }) => {
        const probe = field.get('readinessProbe', 'httpGet');
        const asked = portValue(probe.get('port'));
        const port = declaredPorts(field).find((one) => asked !== undefined && isPort(one, asked));
        if (!port || target === undefined || !isPort(port, target)) return [];
        return [(probe.get('scheme').text() ?? 'HTTP').toLowerCase()];
      }),
    ),
  );
}
