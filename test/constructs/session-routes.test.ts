import { middlewares, routes } from './launched';
import { asked, files, how, sessionOf, templatesWith, WEB_TYPES } from './sample';
import { props } from './session-props';
import { sessionUrl, start } from './skaha';

const owner = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  uid: '2f0c0c1e-0000-4000-8000-000000000001',
  controller: true,
  blockOwnerDeletion: true,
};

describe.each(WEB_TYPES)('the way to a %s session', (type) => {
  const expected = routes[type];
  const launched = start(files, asked(type), how);
  const ownerReferences = [{ ...owner, name: `skaha-${type}-alice-k7x2m9qa` }];
  const labels = launched.job.metadata?.labels;

  test('a Service', () => {
    const { port } = expected;
    expect(launched.service).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: `skaha-${type}-svc-k7x2m9qa`, labels, ownerReferences },
      spec: {
        ports: [{ name: 'web', port, targetPort: port, protocol: 'TCP' }],
        selector: { 'canfar.net/id': 'k7x2m9qa', 'canfar.net/kind': type },
      },
    });
  });

  test('a route by https only, and a middleware where the path is taken off', () => {
    const route = {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: `skaha-${type}-ingress-k7x2m9qa`, labels, ownerReferences },
      spec: {
        entryPoints: ['websecure'],
        routes: [
          {
            kind: 'Rule',
            match: `Host(\`sessions.example.org\`) && PathPrefix(\`${expected.prefix}\`)`,
            ...(middlewares[type].length > 0 && { middlewares: middlewares[type].map((name) => ({ name })) }),
            services: [{ kind: 'Service', name: `skaha-${type}-svc-k7x2m9qa`, port: expected.port, scheme: 'http' }],
          },
        ],
        tls: {},
      },
    };
    const middleware = {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { name: `skaha-${type}-middleware-k7x2m9qa`, labels, ownerReferences },
      spec: {
        replacePathRegex: { regex: `^${expected.prefix.replace(/\/$/, '')}(/|$)(.*)`, replacement: '/$2' },
      },
    };
    expect(launched.routes).toEqual(expected.strip ? [middleware, route] : [route]);
  });

  test('leads to where the session service sends its user', () => {
    const url = sessionUrl(asked(type));
    expect(url.host).toBe('sessions.example.org');
    expect(url.pathname.startsWith(expected.prefix)).toBe(true);
    const container = sessionOf(launched.job).ports?.map(({ containerPort }) => containerPort);
    expect(container).toContain(expected.port);
    if (!expected.strip) return;
    const strip = launched.routes.find(({ kind }) => kind === 'Middleware')?.spec.replacePathRegex;
    expect(url.pathname.replace(new RegExp(strip.regex), strip.replacement)).toBe('/');
  });

  test('knows a certificate of the site, and middlewares of every session', () => {
    const route = { ...props.route, tlsSecretName: 'sessions-tls', everywhere: ['session-headers'] };
    const spec = start(templatesWith({ route }), asked(type), how).routes.at(-1)?.spec;
    expect(spec.tls).toEqual({ secretName: 'sessions-tls' });
    expect(spec.routes[0].middlewares).toEqual([...middlewares[type], 'session-headers'].map((name) => ({ name })));
  });
});
