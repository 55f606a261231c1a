import { entryPointKnown } from '../../../policies/closed-world/entry-point-known';
import { mountedFolderUsed } from '../../../policies/closed-world/mounted-folder-used';
import { podFindsNode } from '../../../policies/closed-world/pod-finds-node';
import { policyVariableDefined } from '../../../policies/closed-world/policy-variable-defined';
import { routeHosts } from '../../../policies/closed-world/route-hosts';
import { variableNeeded } from '../../../policies/closed-world/variable-needed';
import { variableRead } from '../../../policies/closed-world/variable-read';
import { sessionPort } from '../../../policies/sessions/session-port';
import { object as kubeObject } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf, pod } from '../platform-subject';
import { file, object, site } from '../site-subject';

const none = platformOf([]);
const GPU = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' } as const;
const nodes = [
  { labels: { pool: 'cpu' }, taints: [] },
  { labels: { pool: 'gpu', 'nvidia.com/gpu.count': '4' }, taints: [GPU] },
];
const onNodes = (spec: Record<string, unknown>) => platformOf([pod(spec)], { provides: { nodes } });
const asking = (...terms: Record<string, unknown>[][]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
      },
    },
  },
});
const volumes = [{ name: 's', configMap: { name: 'scripts' } }];
const script = (text: string) => kubeObject('v1', 'ConfigMap', 'apps/scripts', { data: { 'run.sh': text } });
const started = (text: string, env: string[], mountPath = '/scripts') =>
  platformOf([
    script(text),
    pod({
      volumes,
      containers: [
        {
          name: 'main',
          command: ['sh', '/scripts/run.sh'],
          env: env.map((name) => ({ name, value: 'x' })),
          volumeMounts: [{ name: 's', mountPath }],
        },
      ],
    }),
  ]);
const admission = (spec: Record<string, unknown>) =>
  platformOf([kubeObject('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'p', { spec })]);

const cases: Case[] = [
  [podFindsNode, 'a site', site('canfar'), 'pass'],
  [podFindsNode, 'no pools declared', platformOf([pod({})]), 'not-applicable'],
  [podFindsNode, 'anywhere', onNodes({}), 'pass'],
  [podFindsNode, 'by selector', onNodes({ nodeSelector: { pool: 'cpu', 'kubernetes.io/os': 'linux' } }), 'pass'],
  [
    podFindsNode,
    'by selector, nowhere',
    onNodes({ nodeSelector: { pool: 'big' } }),
    ['no pool has the labels that it asks for here'],
  ],
  [
    podFindsNode,
    'one of two ways leads nowhere',
    onNodes(
      asking([{ key: 'pool', operator: 'In', values: ['cpu'] }], [{ key: 'pool', operator: 'In', values: ['big'] }]),
    ),
    ['no pool has the labels that it asks for here'],
  ],
  [
    podFindsNode,
    'a taint that it does not bear',
    onNodes(asking([{ key: 'nvidia.com/gpu.count', operator: 'Gt', values: ['0'] }])),
    ['the pod does not bear the taints of the pool that it asks for here'],
  ],
  [
    podFindsNode,
    'a taint that it bears',
    onNodes({
      ...asking([{ key: 'nvidia.com/gpu.count', operator: 'Gt', values: ['0'] }]),
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
    }),
    'pass',
  ],
  [
    podFindsNode,
    'other operators',
    onNodes(
      asking([
        { key: 'pool', operator: 'NotIn', values: ['gpu'] },
        { key: 'pool', operator: 'Exists' },
        { key: 'nvidia.com/gpu.count', operator: 'DoesNotExist' },
        { key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] },
      ]),
    ),
    'pass',
  ],

  [entryPointKnown, 'a site', site('canfar'), 'pass'],
  [entryPointKnown, 'no routes', none, 'not-applicable'],
  [
    entryPointKnown,
    'in a template',
    site('canfar', file('ingress-carta.yaml', '- websecure', '- https')),
    ['IngressRoute of ingress-carta.yaml: the ingress controller has no entry point "https"'],
  ],
  [
    entryPointKnown,
    'in an annotation, and none at all',
    site(
      'canfar',
      object('Ingress skaha-system/skaha', ({ metadata }) => {
        metadata.annotations['traefik.ingress.kubernetes.io/router.entrypoints'] = 'websecure, wan';
      }),
      object('IngressRoute skaha-system/https-only', ({ spec }) => {
        spec.entryPoints = [];
      }),
    ),
    ['the ingress controller has no entry point ""', 'the ingress controller has no entry point "wan"'],
  ],

  [routeHosts, 'certificates of cert-manager', site('canfar'), 'pass'],
  [routeHosts, 'certificates of somebody else', site('srcnet'), 'pass'],
  [routeHosts, 'no routes', none, 'not-applicable'],
  [
    routeHosts,
    'a certificate for another host',
    site(
      'canfar',
      object('Certificate skaha-system/platform', ({ spec }) => {
        spec.dnsNames = ['www.example.org'];
      }),
    ),
    // One for each page of the host.
    site('canfar')
      .manifests.filter(({ object: one }) => one.kind === 'Ingress')
      .map(() => 'the certificate is for www.example.org and not for science.example.org'),
  ],
  [
    routeHosts,
    'a redirect of a host that nothing serves',
    site(
      'demo',
      object('IngressRoute skaha-system/https-only', ({ spec }) => {
        spec.routes[0].match = 'Host(`old.example.org`)';
      }),
    ),
    ['nothing serves old.example.org over TLS'],
  ],

  [mountedFolderUsed, 'a site', site('canfar'), 'pass'],
  [mountedFolderUsed, 'no commands', platformOf([pod({})]), 'not-applicable'],
  [mountedFolderUsed, 'named by the command', started('', []), 'pass'],
  [
    mountedFolderUsed,
    'mounted elsewhere',
    started('', [], '/other/scripts'),
    ['container "main" names nothing in /other/scripts'],
  ],
  [
    mountedFolderUsed,
    'data of a claim at another path than the configuration says',
    site(
      'canfar',
      object('StatefulSet skaha-system/redis', ({ spec }) => {
        spec.template.spec.containers[0].volumeMounts[0].mountPath = '/var/lib/redis';
      }),
    ),
    ['container "redis" names nothing in /var/lib/redis'],
  ],

  [variableRead, 'a site', site('canfar'), 'pass'],
  [variableRead, 'no scripts', none, 'not-applicable'],
  [variableRead, 'read', started('echo "$A ${B}"', ['A', 'B']), 'pass'],
  [variableRead, 'not read', started('echo "$AB"', ['A']), ['no script of container "main" reads A']],

  [variableNeeded, 'a site', site('canfar'), 'pass'],
  [variableNeeded, 'no scripts', none, 'not-applicable'],
  [
    variableNeeded,
    'what every container has',
    started('[ -n "${KUBERNETES_SERVICE_HOST:-}" ] || exit 2\necho "${KUBERNETES_SERVICE_PORT:?}"', []),
    'pass',
  ],
  [variableNeeded, 'set', started('[ -n "${A:-}" ] || exit 2\necho "${B:?}"', ['A', 'B']), 'pass'],
  [
    variableNeeded,
    'not set',
    started('[ -n "${A:-}" ] || exit 2\necho "${B:?no B}" "${C:-}" "${1:?}"', []),
    [
      '/scripts/run.sh needs B, which container "main" does not set',
      '/scripts/run.sh needs A, which container "main" does not set',
    ],
  ],
  [
    variableNeeded,
    'in a template',
    site('canfar', file('launch-notebook.yaml', 'name: JUPYTER_TOKEN', 'name: JUPYTER_PASSWORD')),
    [
      'Job of launch-notebook.yaml: /skaha-system/start-jupyterlab.sh needs JUPYTER_TOKEN, which container "skaha-notebook-alice-k7x2m9qa" does not set',
    ],
  ],

  [policyVariableDefined, 'a site', site('canfar'), 'pass'],
  [policyVariableDefined, 'no policies', none, 'not-applicable'],
  [
    policyVariableDefined,
    'defined after it is used, and not at all',
    admission({
      variables: [
        { name: 'a', expression: 'variables.b' },
        { name: 'b', expression: 'true' },
      ],
      validations: [{ expression: 'variables.b && variables.c', messageExpression: 'variables.d' }],
    }),
    [
      'the variable b is not defined before',
      'the variable c is not defined before',
      'the variable d is not defined before',
    ],
  ],

  [sessionPort, 'a site', site('canfar'), 'pass'],
  [sessionPort, 'no sessions', none, 'not-applicable'],
  [
    sessionPort,
    'another than the Service leads to',
    site('canfar', file('launch-carta.yaml', 'value: "6901"', 'value: "6902"')),
    ['Job of launch-carta.yaml: CARTA_PORT is 6902, and its Service leads to 6901'],
  ],
];

caseTable(cases);
