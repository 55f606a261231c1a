import { ingressTls } from '../../policies/network/ingress-tls';
import { object, subject } from './objects';
import { ruleTable } from './rule-table';

const ingress = (spec: object) => subject(object('networking.k8s.io/v1', 'Ingress', { spec }));
const rules = [{ host: 'science.example.org' }, { host: 'a.sessions.example.org' }];
const tls = [{ hosts: ['science.example.org'] }, { hosts: ['*.sessions.example.org'], secretName: 'wildcard' }];

ruleTable(ingressTls, {
  valid: {
    'a class, and TLS for each host': ingress({ ingressClassName: 'traefik', rules, tls }),
    'a wildcard host under its own name': ingress({
      ingressClassName: 'c',
      rules: [{ host: '*.a.org' }],
      tls: [{ hosts: ['*.a.org'] }],
    }),
  },
  invalid: {
    'an HTTPS entry point of Traefik without TLS': [
      subject(
        object(
          'networking.k8s.io/v1',
          'Ingress',
          { spec: { ingressClassName: 'traefik', rules, tls } },
          { annotations: { 'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure' } },
        ),
      ),
      'metadata.annotations["traefik.ingress.kubernetes.io/router.entrypoints"]: the annotation traefik.ingress.kubernetes.io/router.tls is not "true"',
    ],
    'no class': [ingress({ rules, tls }), 'spec.ingressClassName: the Ingress names no class'],
    'the old annotation is no class': [
      subject(
        object(
          'networking.k8s.io/v1',
          'Ingress',
          { spec: { rules, tls } },
          { annotations: { 'kubernetes.io/ingress.class': 'x' } },
        ),
      ),
      'spec.ingressClassName: the Ingress names no class',
    ],
    'no TLS': [
      ingress({ ingressClassName: 'traefik', rules }),
      'spec.rules[0].host: the host science.example.org is served without TLS',
      'spec.rules[1].host: the host a.sessions.example.org is served without TLS',
    ],
    'a wildcard covers one label': [
      ingress({
        ingressClassName: 'c',
        rules: [{ host: 'a.b.x.org' }, { host: 'x.org' }],
        tls: [{ hosts: ['*.x.org'] }],
      }),
      'spec.rules[0].host: the host a.b.x.org is served without TLS',
      'spec.rules[1].host: the host x.org is served without TLS',
    ],
    'a rule without a host': [
      ingress({ ingressClassName: 'c', rules: [{ http: {} }], tls }),
      'spec.rules[0].host: the Ingress answers for every host, which no certificate covers',
    ],
    'a default backend': [
      ingress({ ingressClassName: 'c', defaultBackend: { service: {} } }),
      'spec.defaultBackend: the Ingress answers for every host, which no certificate covers',
    ],
  },
  notApplicable: { 'an Ingress of another API': subject(object('config.openshift.io/v1', 'Ingress')) },
  undecided: {
    'rules of another shape': [ingress({ ingressClassName: 'c', rules: 'all' }), 'spec.rules is not a list'],
  },
});
