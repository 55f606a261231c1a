// Fields of Traefik's custom resources that a route to a session can have (traefik.io/v1alpha1). Written out by hand:
// no package carries these types, and the definitions themselves live with Traefik.

type Shape = string | readonly [Shape] | { readonly [key: string]: Shape };

const OWNER: Shape = {
  apiVersion: 'string',
  kind: 'string',
  name: 'string',
  uid: 'string',
  controller: 'boolean',
  blockOwnerDeletion: 'boolean',
};

const METADATA: Shape = {
  name: 'string',
  namespace: 'string',
  labels: 'map',
  annotations: 'map',
  ownerReferences: [OWNER],
};

const REFERENCE: Shape = { name: 'string', namespace: 'string' };

const SERVICE: Shape = {
  kind: 'string',
  name: 'string',
  namespace: 'string',
  port: 'number',
  scheme: 'string',
  strategy: 'string',
  weight: 'number',
  passHostHeader: 'boolean',
  serversTransport: 'string',
};

const KINDS: Readonly<Record<string, Shape>> = {
  IngressRoute: {
    apiVersion: 'string',
    kind: 'string',
    metadata: METADATA,
    spec: {
      entryPoints: ['string'],
      routes: [
        {
          kind: 'string',
          match: 'string',
          priority: 'number',
          syntax: 'string',
          middlewares: [REFERENCE],
          services: [SERVICE],
        },
      ],
      tls: { secretName: 'string', options: REFERENCE, store: REFERENCE, certResolver: 'string' },
    },
  },
  Middleware: {
    apiVersion: 'string',
    kind: 'string',
    metadata: METADATA,
    spec: {
      replacePathRegex: { regex: 'string', replacement: 'string' },
      stripPrefix: { prefixes: ['string'] },
      compress: {},
      headers: { customRequestHeaders: 'map', customResponseHeaders: 'map' },
    },
  },
};

/** What a server with Traefik's definitions would refuse in a document. */
export function traefikFaults(document: unknown): string[] {
  const { apiVersion, kind } = (document ?? {}) as { apiVersion?: unknown; kind?: unknown };
  const shape = KINDS[String(kind)];
  if (apiVersion !== 'traefik.io/v1alpha1' || !shape) return [`${String(apiVersion)} ${String(kind)}: no such kind`];
  return faults(document, shape, '');
}

function faults(value: unknown, shape: Shape, path: string): string[] {
  if (typeof shape === 'string') {
    const fits = shape === 'map' ? isMap(value) : typeof value === shape;
    return fits ? [] : [`${path}: ${JSON.stringify(value)} is not a ${shape}`];
  }
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${path}: not a list`];
    return value.flatMap((item, index) => faults(item, shape[0] as Shape, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: not a mapping`];
  return Object.entries(value).flatMap(([key, child]) => {
    const inner = (shape as Readonly<Record<string, Shape>>)[key];
    return inner ? faults(child, inner, `${path}.${key}`) : [`${path}.${key}: unknown field`];
  });
}

const isMap = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
