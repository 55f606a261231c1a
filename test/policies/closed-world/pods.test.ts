import { hostNameResolves } from '../../../policies/closed-world/host-name-resolves';
import { mountedFileExists } from '../../../policies/closed-world/mounted-file-exists';
import { mountedVolumeExists } from '../../../policies/closed-world/mounted-volume-exists';
import { probePortDeclared } from '../../../policies/closed-world/probe-port-declared';
import { selectorMatches } from '../../../policies/closed-world/selector-matches';
import { servicePortServed } from '../../../policies/closed-world/service-port-served';
import { variableDefined } from '../../../policies/closed-world/variable-defined';
import { managedSecret, object } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf, pod } from '../platform-subject';

const web = { app: 'web' };
const server = pod({ containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] }, web);
const service = (spec: Record<string, unknown>) => object('v1', 'Service', 'apps/web', { spec });
const budget = (matchLabels: Record<string, string>) =>
  object('policy/v1', 'PodDisruptionBudget', 'apps/b', { spec: { selector: { matchLabels } } });
const monitor = (matchLabels: Record<string, string>, namespace = 'apps') =>
  object('monitoring.coreos.com/v1', 'PodMonitor', 'monitoring/m', {
    spec: { namespaceSelector: { matchNames: [namespace] }, selector: { matchLabels } },
  });
const policy = (spec: Record<string, unknown>) => object('networking.k8s.io/v1', 'NetworkPolicy', 'apps/n', { spec });
const main = (container: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
  pod({ containers: [{ name: 'main', ...container }], ...rest });
const scripts = object('v1', 'ConfigMap', 'apps/scripts', {
  data: { 'a.sh': 'exec /scripts/b.sh "$@"', 'b.sh': 'ls /scripts/*.sh /scripts/$1 /scripts/${x}.sh /other/c.sh' },
});
const mounted = { volumeMounts: [{ name: 's', mountPath: '/scripts' }] };
const volumes = [{ name: 's', configMap: { name: 'scripts' } }];
const redis = [
  object('v1', 'Service', 'work/redis', { spec: { ports: [{ port: 6379 }] } }),
  object('v1', 'ConfigMap', 'apps/scripts', { data: { url: 'redis://redis.work.svc.cluster.local:6379' } }),
];
const env = (...variables: [name: string, value: string][]) =>
  main({ env: variables.map(([name, value]) => ({ name, value })) });

const cases: Case[] = [
  [selectorMatches, 'Service', platformOf([server, service({ selector: web })]), 'pass'],
  [
    selectorMatches,
    'Service of nobody',
    platformOf([server, service({ selector: { app: 'api' } })]),
    ['{"app":"api"} selects no pod of apps'],
  ],
  [selectorMatches, 'Service without selector', platformOf([service({ ports: [] })]), 'pass'],
  [selectorMatches, 'budget', platformOf([server, budget(web)]), 'pass'],
  [
    selectorMatches,
    'budget of nobody',
    platformOf([server, budget({ app: 'x' })]),
    ['{"matchLabels":{"app":"x"}} selects no pod of apps'],
  ],
  [selectorMatches, 'monitor of another namespace', platformOf([server, monitor(web)]), 'pass'],
  [
    selectorMatches,
    'monitors of nobody',
    platformOf([server, monitor({ app: 'x' }), monitor(web, 'others')]),
    ['{"matchLabels":{"app":"x"}} selects no pod of apps', '{"matchLabels":{"app":"web"}} selects no pod of others'],
  ],
  [selectorMatches, 'policy for every pod', platformOf([policy({ podSelector: {} })]), 'pass'],
  [
    selectorMatches,
    'policy by expression',
    platformOf([server, policy({ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } })]),
    'pass',
  ],
  [
    selectorMatches,
    'policy with a peer that is nobody',
    platformOf([
      server,
      policy({ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }] }] }),
    ]),
    ['{"matchLabels":{"a":"b"}} selects no pod of apps'],
  ],
  [
    selectorMatches,
    'workload whose pods it does not select',
    platformOf([
      object('apps/v1', 'Deployment', 'apps/d', {
        spec: { selector: { matchLabels: web }, template: { spec: { containers: [{ name: 'a' }] } } },
      }),
    ]),
    ['{"matchLabels":{"app":"web"}} selects no pod of apps'],
  ],
  [
    selectorMatches,
    'pod that is spread away from nobody',
    platformOf([pod({ topologySpreadConstraints: [{ labelSelector: { matchLabels: web } }] })]),
    ['{"matchLabels":{"app":"web"}} selects no pod of apps'],
  ],

  [servicePortServed, 'no Service', platformOf([server]), 'not-applicable'],
  [
    servicePortServed,
    'by name',
    platformOf([server, service({ selector: web, ports: [{ port: 80, targetPort: 'http' }] })]),
    'pass',
  ],
  [
    servicePortServed,
    'the same number',
    platformOf([server, service({ selector: web, ports: [{ port: 8080 }] })]),
    'pass',
  ],
  [
    servicePortServed,
    'another number',
    platformOf([server, service({ selector: web, ports: [{ port: 80 }] })]),
    ['no container of Pod apps/pod declares the TCP port 80'],
  ],
  [
    servicePortServed,
    'another protocol',
    platformOf([server, service({ selector: web, ports: [{ port: 8080, protocol: 'UDP' }] })]),
    ['no container of Pod apps/pod declares the UDP port 8080'],
  ],

  [mountedVolumeExists, 'declared', platformOf([main(mounted, { volumes })]), 'pass'],
  [
    mountedVolumeExists,
    'not declared',
    platformOf([main(mounted)]),
    ['container "main" mounts "s", which is no volume of the pod'],
  ],
  [
    mountedVolumeExists,
    'template of a claim',
    platformOf([
      object('apps/v1', 'StatefulSet', 'apps/s', {
        spec: {
          template: { spec: { containers: [{ name: 'main', volumeMounts: [{ name: 'data', mountPath: '/d' }] }] } },
          volumeClaimTemplates: [{ metadata: { name: 'data' } }],
        },
      }),
    ]),
    'pass',
  ],

  [
    probePortDeclared,
    'by name and number',
    platformOf([
      main({
        ports: [{ name: 'http', containerPort: 80 }],
        livenessProbe: { tcpSocket: { port: 'http' } },
        readinessProbe: { httpGet: { port: 80 } },
      }),
    ]),
    'pass',
  ],
  [
    probePortDeclared,
    'not declared',
    platformOf([main({ livenessProbe: { tcpSocket: { port: 'http' } }, startupProbe: { grpc: { port: 9 } } })]),
    ['container "main" declares no port http', 'container "main" declares no port 9'],
  ],

  [variableDefined, 'before', platformOf([env(['A', '1'], ['B', 'x$(A)'])]), 'pass'],
  [
    variableDefined,
    'after',
    platformOf([env(['B', 'x$(A)'], ['A', '1'])]),
    ['container "main" has no variable A before B, which uses it'],
  ],
  [variableDefined, 'escaped', platformOf([env(['B', '$$(A)'])]), 'pass'],
  [
    variableDefined,
    'from a whole ConfigMap, which nobody lists',
    platformOf([main({ envFrom: [{ configMapRef: { name: 'c' } }], env: [{ name: 'B', value: '$(A)' }] })]),
    'pass',
  ],

  [
    mountedFileExists,
    'there',
    platformOf([scripts, main({ ...mounted, command: ['/scripts/a.sh'] }, { volumes })]),
    'pass',
  ],
  [
    mountedFileExists,
    'not there',
    platformOf([scripts, main({ ...mounted, command: ['sh', '/scripts/c.sh'] }, { volumes })]),
    ['container "main" names /scripts/c.sh, and no such file is mounted there'],
  ],
  [
    mountedFileExists,
    'named by a script',
    platformOf([
      object('v1', 'ConfigMap', 'apps/scripts', { data: { 'a.sh': '/scripts/b.sh' } }),
      main(mounted, { volumes }),
    ]),
    ['container "main" names /scripts/b.sh, and no such file is mounted there'],
  ],
  ...(['b.sh', 'c.sh'] as const).map(
    (there): Case => [
      mountedFileExists,
      `named by its place beside a script, with ${there} there`,
      platformOf([
        object('v1', 'ConfigMap', 'apps/scripts', { data: { 'a.sh': '. "${0%/*}/b.sh"\n', [there]: 'true' } }),
        main({ ...mounted, command: ['sh', '/scripts/a.sh'] }, { volumes }),
      ]),
      there === 'b.sh' ? 'pass' : ['container "main" names /scripts/b.sh, and no such file is mounted there'],
    ],
  ),
  [
    mountedFileExists,
    'under another name',
    platformOf([
      scripts,
      main(
        { ...mounted, args: ['/scripts/run'] },
        { volumes: [{ name: 's', configMap: { name: 'scripts', items: [{ key: 'a.sh', path: 'run' }] } }] },
      ),
    ]),
    ['container "main" names /scripts/b.sh, and no such file is mounted there'],
  ],
  [
    mountedFileExists,
    'of a Secret, by variable',
    platformOf(
      [
        main(
          { ...mounted, env: [{ name: 'FILE', value: '/scripts/key' }] },
          { volumes: [{ name: 's', secret: { secretName: 'keys' } }] },
        ),
      ],
      { secrets: [managedSecret('apps', 'keys', ['other'])] },
    ),
    ['container "main" names /scripts/key, and no such file is mounted there'],
  ],

  [hostNameResolves, 'variable', platformOf([...redis, env(['URL', 'redis://redis.work.svc:6379/0'])]), 'pass'],
  [
    hostNameResolves,
    'no such Service',
    platformOf([...redis, env(['URL', 'http://valkey.work.svc.cluster.local'])]),
    ['the host valkey.work.svc is no Service'],
  ],
  [
    hostNameResolves,
    'no such port, in a variable of its own',
    platformOf([...redis, env(['REDIS_HOST', 'redis.work.svc'], ['REDIS_PORT', '6380'])]),
    ['Service work/redis has no port 6380; it has 6379'],
  ],
  [
    hostNameResolves,
    'in another cluster',
    platformOf([...redis, env(['URL', 'redis.work.svc.other.cluster'])]),
    ['redis.work.svc.other.cluster is not in cluster.local, the domain of the cluster'],
  ],
  [hostNameResolves, 'host outside', platformOf([env(['URL', 'https://svc.example.org'])]), 'pass'],
  [
    hostNameResolves,
    'in a file that is mounted',
    platformOf([redis[1] as never, main(mounted, { volumes })]),
    ['the host redis.work.svc is no Service'],
  ],
];

caseTable(cases);
