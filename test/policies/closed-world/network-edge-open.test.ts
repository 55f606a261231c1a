import { networkEdgeOpen } from '../../../policies/closed-world/network-edge-open';
import type { KubeObject } from '../../../src/manifest';
import { object } from '../../kube/objects';
import { platformOf, verdictOf } from '../platform-subject';

const policy = (name: string, spec: Record<string, unknown>) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', name, { spec });
const pod = (name: string, container: Record<string, unknown>, spec: Record<string, unknown> = {}) =>
  object('v1', 'Pod', name, {
    metadata: { labels: { app: name.split('/')[1] } },
    spec: { containers: [{ name: 'main', ...container }], ...spec },
  });

const client = pod('apps/client', { env: [{ name: 'URL', value: 'redis.work.svc:6379' }] });
const server = pod('work/redis', { ports: [{ name: 'redis', containerPort: 16_379 }] });
const service = object('v1', 'Service', 'work/redis', {
  spec: { selector: { app: 'redis' }, ports: [{ port: 6379, targetPort: 'redis' }] },
});
const deny = ['apps', 'work'].map((namespace) =>
  policy(`${namespace}/deny`, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
);
const inNamespace = (name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } });
const dns = policy('apps/dns', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [inNamespace('kube-system')], ports: [{ protocol: 'UDP', port: 53 }] }],
});
const out = (port: unknown, to: unknown = inNamespace('work')) =>
  policy('apps/out', {
    podSelector: { matchLabels: { app: 'client' } },
    policyTypes: ['Egress'],
    egress: [{ to: [to], ports: [{ port }] }],
  });
const into = (port: unknown, from: Record<string, unknown> = { podSelector: { matchLabels: { app: 'client' } } }) =>
  policy('work/in', {
    podSelector: { matchLabels: { app: 'redis' } },
    ingress: [{ from: [{ ...inNamespace('apps'), ...from }], ports: [{ port }] }],
  });

const USES = 'Pod apps/client uses redis.work.svc, and';
const silent = `${USES} no policy lets Pod work/redis answer on TCP port 16379`;
const shut = `${USES} no policy lets Pod apps/client out on TCP port 16379`;

test.each<[string, KubeObject[], string | string[]]>([
  ['no policies', [], 'not-applicable'],
  ['both sides open', [...deny, dns, out(16_379), into(16_379)], 'pass'],
  ['by the name of the port', [...deny, dns, out('redis'), into('redis')], 'pass'],
  [
    'a range of ports',
    [
      ...deny,
      dns,
      out(16_379),
      policy('work/in', {
        podSelector: {},
        ingress: [{ ports: [{ port: 16_000, endPort: 17_000 }] }],
      }),
    ],
    'pass',
  ],
  [
    'everything denied',
    [...deny],
    [shut, silent, 'Pod apps/client looks up host names, and no policy lets Pod apps/client out on UDP port 53'],
  ],
  ['the port of the Service instead of the pod', [...deny, dns, out(6379), into(16_379)], [shut]],
  ['the port of the pod on one side only', [...deny, dns, out(16_379), into(6379)], [silent]],
  ['another peer', [...deny, dns, out(16_379), into(16_379, { podSelector: { matchLabels: { app: 'x' } } })], [silent]],
  ['a peer in the policy’s own namespace', [...deny, dns, out(16_379, { podSelector: {} }), into(16_379)], [shut]],
  ['only one namespace is closed', [deny[1] as KubeObject, into(16_379)], 'pass'],
])('%s', (_, policies, expected) => {
  const platform = platformOf([client, server, service, ...policies], { provides: { namespaces: ['kube-system'] } });
  expect(verdictOf(networkEdgeOpen, platform)).toEqual(expected);
});

const ingress = object('networking.k8s.io/v1', 'Ingress', 'work/web', {
  spec: { defaultBackend: { service: { name: 'redis', port: { number: 6379 } } } },
});

test.each<[string, Record<string, unknown>[], string | string[]]>([
  ['the controller gets in', [inNamespace('traefik')], 'pass'],
  [
    'only ours get in',
    [inNamespace('apps')],
    ['Ingress work/web leads to redis, and no policy lets Pod work/redis answer on TCP port 16379'],
  ],
])('a route: %s', (_, from, expected) => {
  const open = policy('work/in', { podSelector: {}, ingress: [{ from }] });
  const platform = platformOf([server, service, ingress, open], { provides: { namespaces: ['traefik'] } });
  expect(verdictOf(networkEdgeOpen, platform)).toEqual(expected);
});

test.each<[string, unknown[], string | string[]]>([
  ['an address is open', [{ ipBlock: { cidr: '10.0.0.1/32' } }], 'pass'],
  [
    'only pods are',
    [{ podSelector: {} }],
    ['Pod work/api calls the Kubernetes API, and no policy lets Pod work/api out'],
  ],
])('a pod that calls the API: %s', (_, to, expected) => {
  const api = pod('work/api', {}, { automountServiceAccountToken: true });
  const open = policy('work/out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to }] });
  expect(verdictOf(networkEdgeOpen, platformOf([api, open]))).toEqual(expected);
});
