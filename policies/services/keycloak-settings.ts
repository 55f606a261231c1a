import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { faultAt } from '../../src/check/world/faults';
import { type KeycloakServer, keycloakServers } from '../../src/check/world/keycloak';
import { monitorsOf, podsOfMonitor } from '../../src/check/world/monitors';
import { declaredPorts } from '../../src/check/world/pods';
import { type World, worldOf } from '../../src/check/world/world';

/** Ports by the variables that say otherwise. */
const PORTS = { KC_HTTP_PORT: 8080, KC_HTTP_MANAGEMENT_PORT: 9000 };

export const keycloakSettings = defineRule({
  id: 'keycloak-settings',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'Behind an ingress controller that ends TLS, Keycloak starts, answers its probes and believes what the controller says only when it is told to; what it is not told it leaves out without a word.',
  fix: 'Give it one address, HTTP behind the proxy, its health and its metrics, and declare the ports at which it listens.',
  source: 'https://www.keycloak.org/server/all-config; platform-contract.md §7 item 3',
  check: (platform) => {
    const world = worldOf(platform);
    const servers = keycloakServers(world);
    if (servers.length === 0) return notApplicable;
    return eachOf(servers, (server): Fault[] => [
      ...switchFaults(world, server),
      ...proxyFaults(server),
      ...cacheFaults(server),
      ...portFaults(server),
    ]);
  },
});

/** What it must be told to do, and why here. */
function switchFaults(world: World, server: KeycloakServer): Fault[] {
  const { pod, field, variables } = server;
  const isSet = (name: string, wanted: string) => variables.get(name)?.value === wanted;
  const probed = ['startupProbe', 'readinessProbe', 'livenessProbe'].some((probe) =>
    field.get(probe, 'httpGet', 'path').text()?.startsWith('/health'),
  );
  const hasTls = [...variables.keys()].some((name) => /^KC_HTTPS_(?:CERTIFICATE|KEY_STORE)_FILE$/.test(name));
  const isMeasured = monitorsOf(world).some((monitor) => podsOfMonitor(world, monitor).includes(pod));
  return [
    ...(hasTls || isSet('KC_HTTP_ENABLED', 'true')
      ? []
      : [told(server, 'KC_HTTP_ENABLED', 'without a certificate it does not start')]),
    ...(probed && !isSet('KC_HEALTH_ENABLED', 'true')
      ? [told(server, 'KC_HEALTH_ENABLED', 'no probe of it is answered')]
      : []),
    ...(isMeasured && !isSet('KC_METRICS_ENABLED', 'true')
      ? [told(server, 'KC_METRICS_ENABLED', 'Prometheus asks it for numbers')]
      : []),
  ];
}

function proxyFaults(server: KeycloakServer): Fault[] {
  const { variables, address } = server;
  return [
    ...(/^https:\/\/[\w.-]+$/.test(address ?? '')
      ? []
      : [told(server, 'KC_HOSTNAME', 'links and issuer are of another address than the one that people use')]),
    ...(variables.get('KC_HOSTNAME_STRICT')?.value === 'false'
      ? [told(server, 'KC_HOSTNAME_STRICT', 'it takes an address from whoever asks')]
      : []),
    ...(variables.get('KC_PROXY_HEADERS')?.value === 'xforwarded'
      ? []
      : [told(server, 'KC_PROXY_HEADERS', 'it refuses everybody whom it takes to come without TLS')]),
  ];
}

/** Logins are kept in memory: several pods must share it. */
function cacheFaults(server: KeycloakServer): Fault[] {
  const { replicas = 1 } = server.pod.maker.object.spec ?? {};
  if (replicas < 2 || server.variables.get('KC_CACHE')?.value !== 'local') return [];
  return [told(server, 'KC_CACHE', `${replicas} pods do not know each other's logins`)];
}

/** It listens where its settings say, whatever its container declares. */
function portFaults({ pod, field, variables }: KeycloakServer): Fault[] {
  const listens = Object.entries(PORTS).map(([name, usual]) => Number(variables.get(name)?.value ?? usual));
  return declaredPorts(field)
    .filter(({ number }) => number === undefined || !listens.includes(number))
    .map(({ number, field: { path } }) =>
      faultAt(pod.maker, path, `it declares the port ${number}, and Keycloak listens at ${listens.join(', ')}`),
    );
}

function told({ pod, field, variables }: KeycloakServer, name: string, so: string): Fault {
  const variable = variables.get(name);
  return faultAt(
    pod.maker,
    variable?.field.path ?? field.get('env').path,
    `${name} is ${variable?.value ?? 'not set'}: ${so}`,
  );
}
