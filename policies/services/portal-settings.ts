import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { environmentOf, type Variable } from '../../src/check/world/environment';
import { factsOf } from '../../src/check/world/facts';
import { faultAt } from '../../src/check/world/faults';
import { namespaceOf, type WorldPod } from '../../src/check/world/pods';
import { serviceSettings } from '../../src/check/world/service-settings';
import { podsBehind, servicesOf } from '../../src/check/world/services';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

/** Read under this name and, with `NEXT_PUBLIC_` in front, under another; each has an address of another site behind it. */
const TWICE = [
  ...['SKAHA_API', 'SRC_SKAHA_API', 'SERVICE_STORAGE_API', 'SRC_CAVERN_API', 'LOGIN_API', 'AC_API'],
  ...['PASSWORD_RESET_URL', 'REGISTRATION_URL', 'API_TIMEOUT'],
];
const LINKS = [
  ...['STORAGE_MANAGEMENT', 'GROUP_MANAGEMENT', 'DATA_PUBLICATION', 'SCIENCE_PORTAL'],
  ...['CADC_SEARCH', 'OPENSTACK_CLOUD'],
];
const OIDC = ['URI', 'CLIENT_ID', 'CALLBACK_URI', 'REDIRECT_URI', 'SCOPE'];
const MODE = 'NEXT_USE_CANFAR';
const BASE = 'NEXT_PUBLIC_BASE_PATH';
const SECRET = 'NEXT_OIDC_CLIENT_SECRET';

const ALWAYS = [
  ...['HOSTNAME', 'PORT', BASE, MODE, 'NEXT_PUBLIC_USE_CANFAR', 'CADC_PROXY_RESOURCE_ID'],
  ...TWICE.flatMap((name) => [name, `NEXT_PUBLIC_${name}`]),
  ...LINKS.map((name) => `NEXT_PUBLIC_SERVICE_${name}_URL`),
  ...['AUTH_TRUST_HOST', 'AUTH_SECRET', 'NEXTAUTH_URL'],
];
const WITH_PROVIDER = [...OIDC.flatMap((name) => [`NEXT_OIDC_${name}`, `NEXT_PUBLIC_OIDC_${name}`]), SECRET];
const OPTIONAL = [
  ...['NEXT_OIDC_CLOCK_TOLERANCE_SECONDS', 'NEXT_OIDC_ACCESS_TOKEN_REFRESH_MARGIN_MS', 'NEXT_PUBLIC_SRCNET_LOGO_URL'],
  ...['NEXT_PUBLIC_EXPERIMENTAL', 'NEXT_PUBLIC_ENABLE_QUERY_DEVTOOLS', 'CADC_PROXY_AUTH_TYPE'],
  ...['CADC_PROXY_STANDARD_ID', 'CADC_PROXY_INTERFACE_TYPE_ID'],
];
const ITS_OWN = /^(?:NEXT_|NEXTAUTH_|AUTH_|CADC_PROXY_|SRC_|SERVICE_)/;

export const portalSettings = defineRule({
  id: 'portal-settings',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'For an address that it is not told the science portal has one of another site in its code; with half a way of logging in, or at another path than the one it serves, nobody gets in.',
  fix: 'Set every variable that the portal reads, each under both of its names, and serve it at its own path.',
  source: 'platform-contract.md §1, §4 D20; harbor-oidc-registry.md §2.3',
  check: (platform) => {
    const world = worldOf(platform);
    const portals = world.pods.flatMap((pod) =>
      containersOf(pod.view)
        .map(({ field }) => ({ pod, field, variables: environmentOf(field) }))
        .filter(({ variables }) => [...variables.keys()].some((name) => /^NEXT_(?:USE_CANFAR|PUBLIC_)/.test(name))),
    );
    if (portals.length === 0) return notApplicable;
    return fail(
      portals.flatMap((one) => [...variableFaults(one), ...groupFaults(world, one), ...routeFaults(world, one)]),
    );
  },
});

interface PortalPod {
  readonly pod: WorldPod;
  readonly field: Field;
  readonly variables: ReadonlyMap<string, Variable>;
}

function variableFaults({ pod, field, variables }: PortalPod): Fault[] {
  const fault = (fact: string, path = field.get('env').path) => faultAt(pod.maker, path, fact);
  const value = (name: string) => variables.get(name)?.value;
  const cadc = value(MODE) === 'true';
  const needed = [...ALWAYS, ...(cadc ? [] : WITH_PROVIDER)];
  const pairs = [
    ...TWICE.map((name) => [name, `NEXT_PUBLIC_${name}`] as const),
    ...(cadc ? [] : OIDC.map((name) => [`NEXT_OIDC_${name}`, `NEXT_PUBLIC_OIDC_${name}`] as const)),
    [MODE, 'NEXT_PUBLIC_USE_CANFAR'] as const,
    // The same service, whatever the way of logging in.
    ['SKAHA_API', 'SRC_SKAHA_API'] as const,
    ['SERVICE_STORAGE_API', 'SRC_CAVERN_API'] as const,
  ];
  const read = new Set([...ALWAYS, ...WITH_PROVIDER, ...OPTIONAL]);
  return [
    ...needed.filter((name) => value(name) === '' || !variables.has(name)).map((name) => fault(`${name} is not set`)),
    ...pairs
      .filter(([one, other]) => value(one) !== value(other))
      .map(([one, other]) => fault(`${one} is ${value(one)}, and ${other} is ${value(other)}`)),
    ...(cadc ? WITH_PROVIDER : [])
      .filter((name) => variables.has(name))
      .map((name) => fault(`${name} is set, and ${MODE} says that nobody logs in at a provider`)),
    ...[...variables.values()]
      .filter(({ name }) => ITS_OWN.test(name) && !read.has(name))
      .map(({ name, field: { path } }) => fault(`nothing reads the variable ${name}`, path)),
    ...['AUTH_SECRET', SECRET]
      .filter((name) => value(name) !== undefined)
      .map((name) => fault(`${name} is no reference to a Secret`)),
    ...(value('AUTH_TRUST_HOST') === 'true'
      ? []
      : [fault('AUTH_TRUST_HOST is not true: behind a proxy every login is refused')]),
    ...(['true', 'false'].includes(value(MODE) ?? '') ? [] : [fault(`${MODE} is neither true nor false`)]),
  ];
}

/** It asks the group service that the session service asks. */
function groupFaults(world: World, { pod, variables }: PortalPod): Fault[] {
  const { service } = world;
  const variable = variables.get('CADC_PROXY_RESOURCE_ID');
  if (!service || !variable) return [];
  const groups = serviceSettings(world, service)('cadc-registry.properties: ivo://ivoa.net/std/GMS#search-1.0');
  if (variable.value === groups) return [];
  const fact = `CADC_PROXY_RESOURCE_ID is ${variable.value}, and the session service asks ${groups}`;
  return [faultAt(pod.maker, variable.field.path, fact)];
}

/** The portal serves one path; its probes, its route and what it tells the login provider must be of that path. */
function routeFaults(world: World, { pod, field, variables }: PortalPod): Fault[] {
  const base = variables.get(BASE)?.value ?? '';
  const services = servicesOf(world).filter((one) => podsBehind(world, one).includes(pod));
  const routes = world.delivered.filter((one) => leadsTo(one, services));
  const rules = routes.flatMap((one) =>
    Field.of(one.object)
      .get('spec', 'rules')
      .items()
      .map((rule) => ({ one, rule })),
  );
  const hosts = new Set(rules.map(({ rule }) => rule.get('host').text()));
  const origin = `https://${[...hosts][0] ?? ''}`;
  const expected: Readonly<Record<string, string>> = {
    NEXTAUTH_URL: origin,
    NEXT_PUBLIC_SERVICE_SCIENCE_PORTAL_URL: `${origin}${base}/`,
    NEXT_OIDC_CALLBACK_URI: `${origin}${base}/`,
    NEXT_OIDC_REDIRECT_URI: `${origin}${base}/api/auth/callback/oidc`,
  };
  const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((name) => field.get(name, 'httpGet', 'path'));
  return [
    ...(rules.length > 0 ? [] : [faultAt(pod.maker, '', 'no Ingress leads to the science portal')]),
    ...rules
      .flatMap(({ one, rule }) =>
        rule
          .get('http', 'paths')
          .items()
          .map((path) => ({ one, path: path.get('path') })),
      )
      .filter(({ path }) => path.text() !== base)
      .map(({ one, path }) => faultAt(one, path.path, `the path ${path.text()} is not ${base}, which ${BASE} says`)),
    ...Object.entries(expected).flatMap(([name, wanted]) => {
      const variable = variables.get(name);
      if (variable === undefined || variable.value === wanted) return [];
      return [faultAt(pod.maker, variable.field.path, `${name} is ${variable.value} and not ${wanted}`)];
    }),
    ...probes
      .filter((path) => path.exists && !path.text()?.startsWith(`${base}/`))
      .map((path) => faultAt(pod.maker, path.path, `${path.text()} is not below ${base}`)),
    ...services.flatMap((one) => stickyFaults(one, pod)),
  ];
}

const STICKY = 'traefik.ingress.kubernetes.io/service.sticky.cookie';

function stickyFaults(service: WorldObject, pod: WorldPod): Fault[] {
  const annotations = Field.of(service.object).get('metadata', 'annotations');
  const { replicas = 1 } = pod.maker.object.spec ?? {};
  if (replicas < 2 && !annotations.exists) return [];
  const wanted: Readonly<Record<string, RegExp>> = {
    [STICKY]: /^true$/,
    [`${STICKY}.secure`]: /^true$/,
    [`${STICKY}.httponly`]: /^true$/,
    [`${STICKY}.samesite`]: /^(?:lax|strict|none)$/,
  };
  return Object.entries(wanted).flatMap(([name, form]) => {
    const text = annotations.get(name).text();
    if (form.test(text ?? '')) return [];
    const fact = `${name} is ${text ?? 'not set'}, and each person must stay with one of ${replicas} pods`;
    return [faultAt(service, 'metadata.annotations', fact)];
  });
}

const leadsTo = ({ object }: WorldObject, services: readonly WorldObject[]): boolean =>
  groupKind(object) === 'networking.k8s.io/Ingress' &&
  factsOf(object).references.some(
    ({ kind, name, namespace }) =>
      kind === 'Service' && services.some((one) => one.object.metadata.name === name && namespaceOf(one) === namespace),
  );
