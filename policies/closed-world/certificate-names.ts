import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { hostUsesOf } from '../../src/check/world/host-names';
import { namespaceOf } from '../../src/check/world/pods';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

export const certificateNames = defineRule({
  id: 'certificate-names',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'Whoever calls a service by a name that is not in its certificate breaks off: one part of a service then does not know the other.',
  fix: 'Give the certificate every name by which the pods that mount it are called, and no other name of a Service.',
  source: 'harbor-oidc-registry.md §1.1',
  check: (platform) => {
    const world = worldOf(platform);
    const certificates = world.delivered.filter(({ object }) => groupKind(object) === 'cert-manager.io/Certificate');
    const served = certificates.flatMap((one) => {
      const services = servicesWith(world, one);
      return services.length === 0 ? [] : [{ one, services }];
    });
    if (served.length === 0) return notApplicable;
    return eachOf(served, ({ one, services }): Fault[] => {
      const spec = Field.of(one.object).get('spec');
      const names = spec.get('dnsNames').items();
      const there = new Set(names.map((name) => name.text()));
      const hosts = services.map(({ object: { metadata } }) => `${metadata.name}.${metadata.namespace}.svc`);
      const full = hosts.map((host) => `${host}.${platform.provides.domain}`);
      return [
        ...calledNames(world, one, hosts)
          .filter((name) => !there.has(name) && !there.has(name.replace(/^[^.]+/, '*')))
          .map((name) =>
            faultAt(one, names[0]?.path ?? spec.path, `its pods are called ${name}, which it does not name`),
          ),
        ...names
          .filter(
            (name) => /^[^*]+\.svc(?:\.|$)/.test(name.text() ?? '') && ![...hosts, ...full].includes(name.text() ?? ''),
          )
          .map((name) => faultAt(one, name.path, `no Service in front of its pods is ${name.text()}`)),
      ];
    });
  },
});

const secretOf = ({ object }: WorldObject) => Field.of(object).get('spec', 'secretName').text();

/** Services in front of the pods that mount a certificate. */
function servicesWith(world: World, certificate: WorldObject): readonly WorldObject[] {
  const secret = secretOf(certificate);
  const pods = world.pods.filter(
    ({ view, namespace }) =>
      namespace === namespaceOf(certificate) &&
      view.spec
        .get('volumes')
        .items()
        // Who mounts single files of it wants the authority, and serves nothing with it.
        .some(
          (volume) => volume.get('secret', 'secretName').text() === secret && !volume.get('secret', 'items').exists,
        ),
  );
  return servicesOf(world).filter((service) => podsBehind(world, service).some((pod) => pods.includes(pod)));
}

/** Names by which pods and the ingress controller call the hosts of a certificate. */
function calledNames(world: World, certificate: WorldObject, hosts: readonly string[]): string[] {
  const ofPods = world.pods
    .flatMap((pod) => hostUsesOf(world, pod))
    .filter(({ name, namespace }) => hosts.includes(`${name}.${namespace}.svc`))
    .map(({ name, namespace, domain }) =>
      [name, namespace, 'svc', ...(domain === undefined ? [] : [domain])].join('.'),
    );
  const ofIngress = world.delivered
    .filter(({ object }) => groupKind(object) === 'traefik.io/ServersTransport')
    .filter((transport) => namespaceOf(transport) === namespaceOf(certificate))
    .map(({ object }) => Field.of(object).get('spec'))
    .filter((spec) =>
      spec
        .get('rootCAsSecrets')
        .items()
        .some((name) => name.text() === secretOf(certificate)),
    )
    .flatMap((spec) => spec.get('serverName').text() ?? []);
  return [...new Set([...ofPods, ...ofIngress])];
}
