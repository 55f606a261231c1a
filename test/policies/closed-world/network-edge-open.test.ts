import { networkEdgeOpen } from '../../../policies/closed-world/network-edge-open';
import type { SiteInput } from '../../../src/config/site';
import type { KubeObject } from '../../../src/manifest';
import { object } from '../../kube/objects';
import { manifestsOf, planOf, SITES } from '../../sites/sites';
import { type Case, caseTable } from '../case-table';
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

const redis = (...policies: KubeObject[]) =>
  platformOf([client, server, service, ...policies], { provides: { namespaces: ['kube-system'] } });

const ingress = object('networking.k8s.io/v1', 'Ingress', 'work/web', {
  spec: { defaultBackend: { service: { name: 'redis', port: { number: 6379 } } } },
});
const routed = (...from: Record<string, unknown>[]) =>
  platformOf([server, service, ingress, policy('work/in', { podSelector: {}, ingress: [{ from }] })], {
    provides: { namespaces: ['traefik'] },
  });

const calling = (...to: Record<string, unknown>[]) =>
  platformOf([
    pod('work/api', {}, { automountServiceAccountToken: true }),
    policy('work/out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to }] }),
  ]);

const range = policy('work/in', { podSelector: {}, ingress: [{ ports: [{ port: 16_000, endPort: 17_000 }] }] });
const stranger = into(16_379, { podSelector: { matchLabels: { app: 'x' } } });
const lookUp = 'Pod apps/client looks up host names, and no policy lets Pod apps/client out on UDP port 53';

const monitored = (port: string, ...from: Record<string, unknown>[]) =>
  platformOf([
    server,
    object('monitoring.coreos.com/v1', 'PodMonitor', 'monitoring/m', {
      spec: { namespaceSelector: { matchNames: ['work'] }, selector: {}, podMetricsEndpoints: [{ port }] },
    }),
    policy('work/in', { podSelector: {}, ingress: [{ from, ports: [{ port: 16_379 }] }] }),
  ]);

const elsewhere = pod('apps/client', { env: [{ name: 'URL', value: 'rediss://u:$(P)@redis.example.org:6380/0' }] });
const outside = { ipBlock: { cidr: '192.0.2.16/28' } };

const cases: Case[] = [
  [networkEdgeOpen, 'a Redis of somebody else', platformOf([elsewhere, ...deny, out(6380, outside)]), 'pass'],
  [
    networkEdgeOpen,
    'the same, at another port than is open',
    platformOf([elsewhere, ...deny, out(6379, outside)]),
    ['Pod apps/client uses redis.example.org, and no policy lets Pod apps/client out on TCP port 6380'],
  ],
  [networkEdgeOpen, 'a monitor, and Prometheus gets in', monitored('redis', inNamespace('monitoring')), 'pass'],
  [
    networkEdgeOpen,
    'a monitor, and somebody else gets in',
    monitored('redis', inNamespace('traefik')),
    ['PodMonitor monitoring/m has the port redis asked, and no policy lets Pod work/redis answer on TCP port 16379'],
  ],
  [
    networkEdgeOpen,
    'a monitor of a port that nobody has',
    monitored('metrics', inNamespace('monitoring')),
    ['PodMonitor monitoring/m has the port metrics asked, and no policy lets Pod work/redis answer on TCP port 0'],
  ],
  [networkEdgeOpen, 'no policies', redis(), 'not-applicable'],
  [networkEdgeOpen, 'both sides open', redis(...deny, dns, out(16_379), into(16_379)), 'pass'],
  [networkEdgeOpen, 'by the name of the port', redis(...deny, dns, out('redis'), into('redis')), 'pass'],
  [networkEdgeOpen, 'a range of ports', redis(...deny, dns, out(16_379), range), 'pass'],
  [networkEdgeOpen, 'everything denied', redis(...deny), [shut, silent, lookUp]],
  [networkEdgeOpen, 'the port of the Service, not the pod', redis(...deny, dns, out(6379), into(16_379)), [shut]],
  [networkEdgeOpen, 'the port of the pod on one side', redis(...deny, dns, out(16_379), into(6379)), [silent]],
  [networkEdgeOpen, 'another peer', redis(...deny, dns, out(16_379), stranger), [silent]],
  [networkEdgeOpen, 'a peer at home', redis(...deny, dns, out(16_379, { podSelector: {} }), into(16_379)), [shut]],
  [networkEdgeOpen, 'only one namespace is closed', redis(deny[1] as KubeObject, into(16_379)), 'pass'],
  [networkEdgeOpen, 'a route, and the controller gets in', routed(inNamespace('traefik')), 'pass'],
  [
    networkEdgeOpen,
    'a route, and only ours get in',
    routed(inNamespace('apps')),
    ['Ingress work/web leads to redis, and no policy lets Pod work/redis answer on TCP port 16379'],
  ],
  [networkEdgeOpen, 'an API client that reaches addresses', calling({ ipBlock: { cidr: '10.0.0.1/32' } }), 'pass'],
  [
    networkEdgeOpen,
    'an API client that reaches pods only',
    calling({ podSelector: {} }),
    ['Pod work/api calls the Kubernetes API, and no policy lets Pod work/api out'],
  ],
];

caseTable(cases);

test('DNS is where the site says, on whatever port', () => {
  const demo = SITES.demo as SiteInput;
  const podLabels = { 'dns.operator.openshift.io/daemonset-dns': 'default' };
  const cluster = { ...demo.cluster, dns: { namespace: 'openshift-dns', podLabels, ports: [5353] } };
  const input = { ...demo, cluster };
  const { provides } = planOf(input);
  const { manifests, secrets } = manifestsOf(input);
  expect(verdictOf(networkEdgeOpen, { manifests, secrets, provides })).toBe('pass');
  const elsewhere = { namespace: 'elsewhere', ports: [5353] };
  expect(verdictOf(networkEdgeOpen, { manifests, secrets, provides: { ...provides, dns: elsewhere } })).not.toBe(
    'pass',
  );
});
