import { Construct } from 'constructs';
import type { JobSpec } from 'kubernetes-types/batch/v1';
import { contractsFile } from '../plan/node-contract';
import { placing } from '../plan/placement';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { ConfigFiles, checksum } from './config-files';
import { podLabels, podTemplate, resources } from './pod';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'check-nodes';
const USER = 999;

/**
 * Compares what the site declares of nodes that somebody else keeps with the nodes that are there: a Job, once for each
 * declaration. It reads nodes and nothing else. When something does not hold, the Job fails and its log says what.
 */
export class NodeCheck extends Construct implements Workload {
  readonly name = NAME;
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];
  readonly labels = podLabels(NAME);

  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    this.edges = [{ from: this, to: 'api-server' }];
    const { site } = plan;
    const namespace = site.namespaces.services;
    const metadata = { name: `${site.name}-${NAME}` };
    const files = new ConfigFiles(this, 'files', {
      namespace,
      name: NAME,
      files: {
        'check-nodes.sh': asset('scripts/check-nodes.sh'),
        'check-nodes.jq': asset('scripts/check-nodes.jq'),
        'contracts.json': contractsFile(site),
      },
    });
    const account = serviceAccount(this, { name: NAME, namespace });
    new Resource(this, 'role', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata,
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }],
    });
    const binding = new Resource(this, 'role-binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: NAME, namespace }],
    });
    const spec = jobSpec(plan, files);
    const job = new Resource(this, 'job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: `${NAME}-${checksum(JSON.stringify(spec)).slice(0, 8)}`, namespace, labels: this.labels },
      spec,
    });
    job.node.addDependency(account, binding);
  }
}

function jobSpec(plan: Plan, files: ConfigFiles): JobSpec {
  const { site } = plan;
  const { tolerations } = placing(site, 'services');
  const template = podTemplate(plan, {
    name: NAME,
    user: USER,
    callsApi: 'compares the nodes with what the site declares',
    checksums: { files: files.checksum },
    // On any node: those of the pool for services may be what is missing.
    placement: tolerations.length > 0 ? { tolerations: [...tolerations] } : {},
    container: {
      image: site.images.imageList,
      command: ['/bin/sh', '/check/check-nodes.sh'],
      env: [{ name: 'CONTRACTS', value: '/check/contracts.json' }],
      resources: resources(SERVICE_SIZES.imageList),
      volumeMounts: [
        { name: 'check', mountPath: '/check', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    },
    volumes: [
      { name: 'check', configMap: { name: files.name } },
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
    ],
    spec: { restartPolicy: 'Never' },
  });
  return {
    backoffLimit: 3,
    activeDeadlineSeconds: 600,
    // Exit code 1 is an answer; to ask again changes nothing.
    podFailurePolicy: {
      rules: [{ action: 'FailJob', onExitCodes: { containerName: NAME, operator: 'In', values: [1] } }],
    },
    template,
  } as JobSpec;
}
