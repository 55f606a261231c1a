import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { namespaceOf } from '../../src/check/world/pods';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

/** Hosts that a route serves, and the certificates that it serves them with. */
interface Route {
  readonly one: WorldObject;
  readonly hosts: readonly Field[] | readonly { text(): string | undefined; readonly path: string }[];
  /** Names of the Secrets; `undefined` where the route has no TLS. */
  readonly secrets: readonly string[] | undefined;
}

export const routeHosts = defineRule({
  id: 'route-hosts',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A browser warns of a certificate for another host, and a redirect to HTTPS of a host that nothing serves leads nowhere.',
  fix: 'Ask for certificates of the hosts that are served, and redirect those hosts only.',
  source: 'platform-contract.md §1.3, §7 item 11',
  check: (platform) => {
    const world = worldOf(platform);
    const routes = world.objects.flatMap((one) => routeOf(one) ?? []);
    if (routes.length === 0) return notApplicable;
    const served = new Set(
      routes.filter(({ secrets }) => secrets !== undefined).flatMap(({ hosts }) => hosts.map((host) => host.text())),
    );
    return eachOf(routes, ({ one, hosts, secrets }): Fault[] => {
      if (secrets === undefined) {
        return hosts
          .filter((host) => !served.has(host.text()))
          .map((host) => faultAt(one, host.path, `nothing serves ${host.text()} over TLS`));
      }
      const names = secrets.flatMap((secret) => certifiedNames(world, namespaceOf(one), secret) ?? [undefined]);
      // A certificate that somebody else keeps: nobody here knows its names.
      if (names.length === 0 || names.includes(undefined)) return [];
      return hosts
        .filter((host) => !names.includes(host.text()))
        .map((host) =>
          faultAt(one, host.path, `the certificate is for ${names.join(', ')} and not for ${host.text()}`),
        );
    });
  },
});

function routeOf(one: WorldObject): Route | undefined {
  const spec = Field.of(one.object).get('spec');
  const tls = spec.get('tls');
  switch (groupKind(one.object)) {
    case 'networking.k8s.io/Ingress': {
      const hosts = spec
        .get('rules')
        .items()
        .map((rule) => rule.get('host'))
        .filter(({ exists }) => exists);
      return {
        one,
        hosts,
        secrets: tls.exists ? tls.items().flatMap((entry) => entry.get('secretName').text() ?? []) : undefined,
      };
    }
    case 'traefik.io/IngressRoute': {
      const hosts = spec
        .get('routes')
        .items()
        .map((route) => route.get('match'))
        .flatMap((match) =>
          [...(match.text() ?? '').matchAll(/Host\(`([^`]*)`\)/g)].map(([, host]) => ({
            text: () => host,
            path: match.path,
          })),
        );
      const secret = tls.get('secretName').text();
      return { one, hosts, secrets: tls.exists ? (secret === undefined ? [] : [secret]) : undefined };
    }
    default:
      return undefined;
  }
}

/** Names in the certificate that becomes a Secret; `undefined` where none of ours does. */
function certifiedNames(world: World, namespace: string, secret: string): (string | undefined)[] | undefined {
  const certificate = world.delivered.find(
    ({ object }) =>
      groupKind(object) === 'cert-manager.io/Certificate' &&
      object.metadata.namespace === namespace &&
      object.spec?.secretName === secret,
  );
  return (
    certificate &&
    Field.of(certificate.object)
      .get('spec', 'dnsNames')
      .items()
      .map((name) => name.text())
  );
}
