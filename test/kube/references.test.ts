import { targetName } from '../../src/kube/reference';
import { readReferences, referencesOf } from '../../src/kube/references';
import type { KubeObject } from '../../src/manifest';
import { object } from './objects';

/** `Secret a/b[key] at path`: everything that matters, in one line. */
const shown = (one: KubeObject) =>
  referencesOf(one).map((reference) => {
    const part = reference.key ?? reference.port;
    const marks = `${reference.optional ? '?' : ''}${reference.later ? ' later' : ''}`;
    return `${targetName(reference)}${part === undefined ? '' : `[${part}]`}${marks} at ${reference.path}`;
  });

const pod = (spec: Record<string, unknown>) => object('v1', 'Pod', 'ns/pod', { spec });

describe('referencesOf', () => {
  test('names in a pod', () => {
    expect(
      shown(
        pod({
          serviceAccountName: 'sa',
          priorityClassName: 'high',
          runtimeClassName: 'gvisor',
          imagePullSecrets: [{ name: 'pull' }],
          containers: [
            {
              name: 'a',
              env: [
                { name: 'A', value: 'plain' },
                { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
                { name: 'C', valueFrom: { configMapKeyRef: { name: 'c', key: 'k', optional: true } } },
                { name: 'D', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              ],
              envFrom: [{ configMapRef: { name: 'c' } }, { secretRef: { name: 's', optional: true } }],
            },
          ],
        }),
      ),
    ).toEqual([
      'Namespace ns at metadata.namespace',
      'ServiceAccount ns/sa at spec.serviceAccountName',
      'PriorityClass high at spec.priorityClassName',
      'RuntimeClass gvisor at spec.runtimeClassName',
      'Secret ns/pull at spec.imagePullSecrets[0].name',
      'Secret ns/s[k] at spec.containers[0].env[1].valueFrom.secretKeyRef.name',
      'ConfigMap ns/c[k]? at spec.containers[0].env[2].valueFrom.configMapKeyRef.name',
      'ConfigMap ns/c at spec.containers[0].envFrom[0].configMapRef.name',
      'Secret ns/s? at spec.containers[0].envFrom[1].secretRef.name',
    ]);
  });

  test('volumes of a pod, of every kind that names something', () => {
    expect(
      shown(
        pod({
          volumes: [
            { name: 'a', configMap: { name: 'c', items: [{ key: 'k', path: 'p' }] } },
            { name: 'b', secret: { secretName: 's' } },
            { name: 'c', projected: { sources: [{ secret: { name: 's', items: [{ key: 'x', path: 'x' }] } }, {}] } },
            { name: 'd', persistentVolumeClaim: { claimName: 'arc' } },
            { name: 'e', ephemeral: { volumeClaimTemplate: { spec: { storageClassName: 'fast' } } } },
            { name: 'f', csi: { driver: 'd', nodePublishSecretRef: { name: 'n' } } },
            { name: 'g', emptyDir: {} },
            { name: 'h', cephfs: { secretRef: { name: 'ceph' } } },
          ],
          containers: [],
        }),
      ).slice(1),
    ).toEqual([
      'ConfigMap ns/c[k] at spec.volumes[0].configMap.name',
      'Secret ns/s at spec.volumes[1].secret.secretName',
      'Secret ns/s[x] at spec.volumes[2].projected.sources[0].secret.name',
      'PersistentVolumeClaim ns/arc at spec.volumes[3].persistentVolumeClaim.claimName',
      'StorageClass fast at spec.volumes[4].ephemeral.volumeClaimTemplate.spec.storageClassName',
      'Secret ns/n at spec.volumes[5].csi.nodePublishSecretRef.name',
      'Secret ns/ceph at spec.volumes[7].cephfs.secretRef.name',
    ]);
  });

  test('a mount of one file names the key, where the volume does not map keys to paths', () => {
    const container = {
      name: 'a',
      volumeMounts: [
        { name: 'c', subPath: 'redis.conf' },
        { name: 'mapped', subPath: 'file' },
        { name: 'space', subPath: 'dir' },
      ],
    };
    const volumes = [
      { name: 'c', configMap: { name: 'conf' } },
      { name: 'mapped', configMap: { name: 'conf', items: [{ key: 'k', path: 'file' }] } },
      { name: 'space', emptyDir: {} },
    ];
    expect(shown(pod({ volumes, initContainers: [container], containers: [] })).slice(1)).toEqual([
      'ConfigMap ns/conf at spec.volumes[0].configMap.name',
      'ConfigMap ns/conf[k] at spec.volumes[1].configMap.name',
      'ConfigMap ns/conf[redis.conf] at spec.initContainers[0].volumeMounts[0].subPath',
    ]);
  });

  const cases: [string, KubeObject, string[]][] = [
    [
      'claim',
      object('v1', 'PersistentVolumeClaim', 'ns/c', { spec: { storageClassName: '', volumeName: 'v' } }),
      ['PersistentVolume v at spec.volumeName'],
    ],
    [
      'volume',
      object('v1', 'PersistentVolume', 'v', {
        spec: {
          storageClassName: 'slow',
          claimRef: { namespace: 'other', name: 'c' },
          csi: { nodeStageSecretRef: { namespace: 'csi', name: 'key' } },
        },
      }),
      [
        'StorageClass slow at spec.storageClassName',
        'PersistentVolumeClaim other/c later at spec.claimRef.name',
        'Secret csi/key at spec.csi.nodeStageSecretRef.name',
      ],
    ],
    [
      'storage class',
      object('storage.k8s.io/v1', 'StorageClass', 'fast', {
        parameters: {
          'csi.storage.k8s.io/node-stage-secret-name': 'key',
          'csi.storage.k8s.io/node-stage-secret-namespace': 'csi',
          'csi.storage.k8s.io/provisioner-secret-name': '${pvc.name}',
        },
      }),
      ['Secret csi/key at parameters["csi.storage.k8s.io/node-stage-secret-name"]'],
    ],
    [
      'Ingress',
      object('networking.k8s.io/v1', 'Ingress', 'ns/i', {
        metadata: {
          annotations: {
            'cert-manager.io/cluster-issuer': 'le',
            'traefik.ingress.kubernetes.io/router.middlewares': 'ns-strip-prefix@kubernetescrd, auth@file',
          },
        },
        spec: {
          ingressClassName: 'traefik',
          tls: [{ hosts: ['h'], secretName: 'tls' }],
          defaultBackend: { service: { name: 'd', port: { name: 'http' } } },
          rules: [{ http: { paths: [{ path: '/', backend: { service: { name: 's', port: { number: 80 } } } }] } }],
        },
      }),
      [
        'IngressClass traefik at spec.ingressClassName',
        'Secret ns/tls at spec.tls[0].secretName',
        'Service ns/d[http] at spec.defaultBackend.service.name',
        'Service ns/s[80] at spec.rules[0].http.paths[0].backend.service.name',
        'ClusterIssuer le at metadata.annotations["cert-manager.io/cluster-issuer"]',
        'Middleware ns/strip-prefix at metadata.annotations["traefik.ingress.kubernetes.io/router.middlewares"]',
      ],
    ],
    [
      'IngressRoute',
      object('traefik.io/v1alpha1', 'IngressRoute', 'ns/r', {
        spec: {
          routes: [
            {
              middlewares: [{ name: 'm' }, { name: 'n', namespace: 'other' }, { name: 'x@file' }],
              services: [
                { name: 's', port: 8080 },
                { name: 't', kind: 'TraefikService' },
                { name: 'api@internal', kind: 'TraefikService' },
              ],
            },
          ],
          tls: { secretName: 'tls' },
        },
      }),
      [
        'Middleware ns/m at spec.routes[0].middlewares[0].name',
        'Middleware other/n at spec.routes[0].middlewares[1].name',
        'Service ns/s[8080] at spec.routes[0].services[0].name',
        'TraefikService ns/t at spec.routes[0].services[1].name',
        'Secret ns/tls at spec.tls.secretName',
      ],
    ],
    [
      'IngressRouteTCP',
      object('traefik.io/v1alpha1', 'IngressRouteTCP', 'ns/r', {
        spec: { routes: [{ middlewares: [{ name: 'm' }], services: [{ name: 's', port: 'ssh' }] }] },
      }),
      [
        'MiddlewareTCP ns/m at spec.routes[0].middlewares[0].name',
        'Service ns/s[ssh] at spec.routes[0].services[0].name',
      ],
    ],
    [
      'RoleBinding',
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'ns/b', {
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [
          { kind: 'ServiceAccount', name: 'sa', namespace: 'other' },
          { kind: 'Group', name: 'admins' },
        ],
      }),
      ['Role ns/r at roleRef.name', 'ServiceAccount other/sa at subjects[0].name'],
    ],
    [
      'ClusterRoleBinding',
      object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'b', {
        roleRef: { kind: 'ClusterRole', name: 'view' },
        subjects: [],
      }),
      ['ClusterRole view at roleRef.name'],
    ],
    [
      'autoscaler',
      object('autoscaling/v2', 'HorizontalPodAutoscaler', 'ns/h', {
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } },
      }),
      ['Deployment ns/d at spec.scaleTargetRef.name'],
    ],
    [
      'StatefulSet',
      object('apps/v1', 'StatefulSet', 'ns/s', {
        spec: {
          serviceName: 'headless',
          template: { spec: { serviceAccountName: 'sa' } },
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'fast' } }],
        },
      }),
      [
        'ServiceAccount ns/sa at spec.template.spec.serviceAccountName',
        'Service ns/headless at spec.serviceName',
        'StorageClass fast at spec.volumeClaimTemplates[0].spec.storageClassName',
      ],
    ],
    [
      'CronJob',
      object('batch/v1', 'CronJob', 'ns/c', {
        spec: { jobTemplate: { spec: { template: { spec: { priorityClassName: 'low' } } } } },
      }),
      ['PriorityClass low at spec.jobTemplate.spec.template.spec.priorityClassName'],
    ],
    [
      'Certificate',
      object('cert-manager.io/v1', 'Certificate', 'ns/c', {
        spec: { secretName: 'tls', issuerRef: { kind: 'ClusterIssuer', name: 'le' } },
      }),
      ['ClusterIssuer le at spec.issuerRef.name'],
    ],
    [
      'MachineDeployment',
      object('cluster.x-k8s.io/v1beta2', 'MachineDeployment', 'ns/m', {
        spec: {
          clusterName: 'science',
          template: {
            spec: {
              bootstrap: {
                configRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name: 'b' },
              },
              infrastructureRef: {
                apiGroup: 'infrastructure.cluster.x-k8s.io',
                kind: 'OpenStackMachineTemplate',
                name: 'o',
              },
            },
          },
        },
      }),
      [
        'Cluster ns/science at spec.clusterName',
        'KubeadmConfigTemplate ns/b at spec.template.spec.bootstrap.configRef.name',
        'OpenStackMachineTemplate ns/o at spec.template.spec.infrastructureRef.name',
      ],
    ],
    [
      'OpenStackMachineTemplate',
      object('infrastructure.cluster.x-k8s.io/v1beta1', 'OpenStackMachineTemplate', 'ns/o', {
        spec: { template: { spec: { flavor: 'c64', identityRef: { name: 'clouds', cloudName: 'science' } } } },
      }),
      ['Secret ns/clouds[clouds.yaml] at spec.template.spec.identityRef.name'],
    ],
    [
      'NodePool',
      object('karpenter.sh/v1', 'NodePool', 'n', {
        spec: { template: { spec: { nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'c' } } } },
      }),
      ['EC2NodeClass c at spec.template.spec.nodeClassRef.name'],
    ],
    [
      'AdmissionCheck',
      object('kueue.x-k8s.io/v1beta2', 'AdmissionCheck', 'a', {
        spec: { parameters: { apiGroup: 'kueue.x-k8s.io', kind: 'ProvisioningRequestConfig', name: 'p' } },
      }),
      ['ProvisioningRequestConfig p at spec.parameters.name'],
    ],
    [
      'ExternalSecret',
      object('external-secrets.io/v1', 'ExternalSecret', 'ns/e', { spec: { secretStoreRef: { name: 'vault' } } }),
      ['SecretStore ns/vault at spec.secretStoreRef.name'],
    ],
    [
      'NetworkPolicy',
      object('networking.k8s.io/v1', 'NetworkPolicy', 'ns/n', {
        spec: {
          podSelector: {},
          ingress: [
            { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik', a: 'b' } } }] },
          ],
        },
      }),
      [
        'Namespace traefik later at spec.ingress[0].from[0].namespaceSelector.matchLabels["kubernetes.io/metadata.name"]',
      ],
    ],
    [
      'queued Job',
      object('batch/v1', 'Job', 'ns/j', {
        metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'q', 'kueue.x-k8s.io/priority-class': 'p' } },
        spec: { template: { spec: {} } },
      }),
      [
        'LocalQueue ns/q at metadata.labels["kueue.x-k8s.io/queue-name"]',
        'WorkloadPriorityClass p at metadata.labels["kueue.x-k8s.io/priority-class"]',
      ],
    ],
    [
      'webhook',
      object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'w', {
        webhooks: [{ clientConfig: { service: { namespace: 'a', name: 's' } } }],
      }),
      ['Service a/s[443] later at webhooks[0].clientConfig.service.name'],
    ],
    [
      'middlewares of an annotation that Traefik would not understand',
      object('networking.k8s.io/v1', 'Ingress', 'ns/i', {
        metadata: { annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': 'other-strip@kubernetes' } },
      }),
      ['Middleware other/strip@kubernetes at metadata.annotations["traefik.ingress.kubernetes.io/router.middlewares"]'],
    ],
    [
      'route to a kind that Traefik does not have',
      object('traefik.io/v1alpha1', 'IngressRoute', 'ns/r', {
        spec: { routes: [{ services: [{ kind: 'Deployment', name: 'd@internal' }] }] },
      }),
      ['Deployment ns/d@internal at spec.routes[0].services[0].name'],
    ],
    [
      'role of another API group',
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'ns/b', {
        roleRef: { apiGroup: 'example.org', kind: 'Role', name: 'r' },
      }),
      ['Role ns/r at roleRef.name'],
    ],
    [
      'admission policy binding',
      object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'b', {
        spec: {
          policyName: 'p',
          matchResources: {
            namespaceSelector: {
              matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['work'] }],
            },
          },
        },
      }),
      [
        'ValidatingAdmissionPolicy p at spec.policyName',
        'Namespace work later at spec.matchResources.namespaceSelector.matchExpressions[0].values[0]',
      ],
    ],
  ];
  test.each(cases)('%s', (_, one, expected) => {
    expect(shown(one).filter((line) => !line.startsWith('Namespace ns '))).toEqual(expected);
  });

  test('a document without namespace looks in the one given', () => {
    const [reference] = referencesOf(object('v1', 'Pod', 'p', { spec: { serviceAccountName: 'sa' } }), 'work');
    expect(reference).toMatchObject({ kind: 'ServiceAccount', namespace: 'work', name: 'sa' });
  });

  test('says where a value of another shape may hide references', () => {
    const { references, unreadable } = readReferences(
      pod({ serviceAccountName: Symbol('not known yet'), volumes: 'none', containers: [{ name: 'a', envFrom: {} }] }),
    );
    expect(references).toHaveLength(1);
    expect(unreadable).toEqual(['spec.serviceAccountName', 'spec.volumes', 'spec.containers[0].envFrom']);
  });

  test('a kind with the name of a JavaScript property names nothing', () => {
    expect(referencesOf(object('v1', 'constructor', 'x'))).toEqual([]);
  });
});
