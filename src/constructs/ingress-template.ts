import type { SessionType } from '../config/session-type';
import { jobReference } from './launch-template';
import { serviceName } from './service-template';
import type { SessionTemplate } from './session-template-props';
import { type Fields, templateText, variable } from './template-text';

const TRAEFIK = 'traefik.io/v1alpha1';

type Web = NonNullable<SessionType['web']>;

/** `ingress-<type>.yaml`: Traefik's way to a session, and a middleware where the path is taken off. */
export function ingressTemplate(template: SessionTemplate, web: Web): string {
  const { name, props } = template;
  const { route } = props;
  const middlewares = [
    ...(web.rewrite === 'strip' ? [middlewareName(name)] : []),
    ...web.middlewares.map((middleware) => route.middlewares[middleware]),
    ...route.everywhere,
  ].map((middleware) => ({ name: middleware }));
  const ingressRoute: Fields = {
    apiVersion: TRAEFIK,
    kind: 'IngressRoute',
    metadata: metadata(template, `skaha-${name}-ingress-${variable('skaha.sessionid')}`),
    spec: {
      entryPoints: [route.entryPoint],
      routes: [
        {
          kind: 'Rule',
          match: `Host(\`${variable('skaha.sessions.hostname')}\`) && PathPrefix(\`${web.path}\`)`,
          middlewares: middlewares.length === 0 ? undefined : middlewares,
          services: [{ kind: 'Service', name: serviceName(template), port: web.port, scheme: 'http' }],
        },
      ],
      tls: { secretName: route.tlsSecretName },
    },
  };
  const documents = web.rewrite === 'strip' ? [stripMiddleware(template, web.path), ingressRoute] : [ingressRoute];
  return documents.map(templateText).join('---\n');
}

const middlewareName = (type: string) => `skaha-${type}-middleware-${variable('skaha.sessionid')}`;

const stripMiddleware = (template: SessionTemplate, path: string): Fields => ({
  apiVersion: TRAEFIK,
  kind: 'Middleware',
  metadata: metadata(template, middlewareName(template.name)),
  spec: { replacePathRegex: { regex: `^${path.replace(/\/$/, '')}(/|$)(.*)`, replacement: '/$2' } },
});

const metadata = (template: SessionTemplate, name: string): Fields => ({
  name,
  labels: template.props.labels,
  ownerReferences: [jobReference({ controller: true })],
});
