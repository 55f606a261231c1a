import type { Find, Finder } from './finder';
import type { Spot } from './spot';

export const ingress: Find = (object, finder) => {
  const spec = object.get('spec');
  finder.add('networking.k8s.io/IngressClass', spec.get('ingressClassName'), { namespace: null });
  for (const tls of spec.get('tls').items()) finder.add('/Secret', tls.get('secretName'));
  const paths = spec
    .get('rules')
    .items()
    .flatMap((rule) => rule.get('http', 'paths').items());
  for (const backend of [spec.get('defaultBackend'), ...paths.map((path) => path.get('backend'))]) {
    const service = backend.get('service');
    const port = service.get('port', 'number').port() ?? service.get('port', 'name').text();
    finder.add('/Service', service.get('name'), { port });
  }
  const annotations = object.get('metadata', 'annotations');
  finder.add('cert-manager.io/ClusterIssuer', annotations.get('cert-manager.io/cluster-issuer'), { namespace: null });
  finder.add('cert-manager.io/Issuer', annotations.get('cert-manager.io/issuer'));
  annotation('Middleware', annotations.get('traefik.ingress.kubernetes.io/router.middlewares'), finder);
};

/** What Traefik knows from elsewhere than Kubernetes: `name@file`, `name@internal`. */
const ELSEWHERE = /@(?:file|internal)$/;

/** `namespace-name@kubernetescrd`, several joined by commas. */
function annotation(kind: 'Middleware' | 'ServersTransport', place: Spot, finder: Finder): void {
  for (const entry of place.text()?.split(',') ?? []) {
    const name = entry.trim();
    if (ELSEWHERE.test(name)) continue;
    const named = name.replace(/@kubernetescrd$/, '');
    // Both halves may hold hyphens; something of the object's own namespace is the usual case.
    const own = named.startsWith(`${finder.namespace}-`);
    const split = own ? finder.namespace.length : Math.max(0, named.indexOf('-'));
    finder.references.push({
      group: 'traefik.io',
      kind,
      namespace: named.slice(0, split),
      name: named.slice(split).replace(/^-/, ''),
      path: place.path,
    });
  }
}

/** How the ingress controller connects to a Service. */
export const service: Find = (object, finder) =>
  annotation(
    'ServersTransport',
    object.get('metadata', 'annotations', 'traefik.ingress.kubernetes.io/service.serverstransport'),
    finder,
  );

export const serversTransport: Find = (object, finder) => {
  for (const secret of object.get('spec', 'rootCAsSecrets').items()) finder.add('/Secret', secret, { key: 'ca.crt' });
  for (const secret of object.get('spec', 'certificatesSecrets').items()) finder.add('/Secret', secret);
};

/** Something of Traefik in the same namespace unless another is written. */
function traefik(kind: string, place: Spot, finder: Finder, port?: string | number): void {
  if (ELSEWHERE.test(place.get('name').text() ?? '')) return;
  finder.add(kind, place.get('name'), { namespace: place.get('namespace').text(), port });
}

function traefikService(place: Spot, finder: Finder): void {
  const kind = place.get('kind').text() ?? 'Service';
  const port = place.get('port').port();
  if (kind === 'Service' || kind === 'TraefikService') {
    traefik(kind === 'Service' ? '/Service' : 'traefik.io/TraefikService', place, finder, port);
  } else finder.add(`traefik.io/${kind}`, place.get('name'));
  finder.add('traefik.io/ServersTransport', place.get('serversTransport'));
}

const route =
  (middleware: string): Find =>
  (object, finder) => {
    const spec = object.get('spec');
    for (const one of spec.get('routes').items()) {
      for (const place of one.get('middlewares').items()) traefik(middleware, place, finder);
      for (const place of one.get('services').items()) traefikService(place, finder);
    }
    const tls = spec.get('tls');
    finder.add('/Secret', tls.get('secretName'));
    traefik('traefik.io/TLSOption', tls.get('options'), finder);
    traefik('traefik.io/TLSStore', tls.get('store'), finder);
  };

export const ingressRoute = route('traefik.io/Middleware');
export const ingressRouteTcp = route('traefik.io/MiddlewareTCP');

export const middleware: Find = (object, finder) => {
  const spec = object.get('spec');
  for (const place of spec.get('chain', 'middlewares').items()) traefik('traefik.io/Middleware', place, finder);
  if (spec.get('errors').exists) traefikService(spec.get('errors', 'service'), finder);
  for (const auth of ['basicAuth', 'digestAuth']) finder.add('/Secret', spec.get(auth, 'secret'));
  for (const use of ['caSecret', 'certSecret']) finder.add('/Secret', spec.get('forwardAuth', 'tls', use));
};

/** Peers in namespaces that are picked by their name. */
export const networkPolicy: Find = (object, finder) => {
  const spec = object.get('spec');
  const peers = [
    ...spec
      .get('ingress')
      .items()
      .flatMap((rule) => rule.get('from').items()),
    ...spec
      .get('egress')
      .items()
      .flatMap((rule) => rule.get('to').items()),
  ];
  for (const peer of peers) finder.addNamespaces(peer.get('namespaceSelector'));
};
