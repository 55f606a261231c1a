import { Construct } from 'constructs';
import { type Amounts, formatAmount, KUBERNETES_NAMES } from '../plan/amounts';
import { KUEUE_API, type Queues as QueuesPlan, type TeamQueue } from '../plan/queues';
import { Resource } from './resource';

/**
 * Kueue's objects: a flavour per pool, a queue with a quota per team, and the priorities of sessions.
 *
 * All quotas are in one resource group, because a resource may be in one only; the flavours carry the labels that
 * sessions ask nodes for, so Kueue leads sessions with and without GPU to the right pools by itself.
 */
export class Queues extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly queues: QueuesPlan,
  ) {
    super(scope, id);
    const { topology, cohort } = queues;
    if (topology) this.add('topology', 'Topology', topology, { levels: [{ nodeLabel: 'kubernetes.io/hostname' }] });
    if (cohort) this.add('cohort', 'Cohort', cohort, {});
    this.provisioning();
    this.flavours();
    for (const { name, value, description } of queues.priorities)
      new Resource(this, `priority-${name}`, {
        apiVersion: KUEUE_API,
        kind: 'WorkloadPriorityClass',
        metadata: { name },
        value,
        description,
      });
    for (const team of queues.teams) this.team(team);
  }

  /** Sessions are admitted to a pool that grows once the autoscaler has their machine, so none holds a quota and waits. */
  private provisioning(): void {
    const { provisioning } = this.queues;
    if (!provisioning) return;
    const { name } = provisioning;
    const [apiGroup = ''] = KUEUE_API.split('/');
    this.add('machines', 'ProvisioningRequestConfig', name, {
      provisioningClassName: 'best-effort-atomic-scale-up.autoscaling.x-k8s.io',
    });
    this.add('machines-check', 'AdmissionCheck', name, {
      controllerName: 'kueue.x-k8s.io/provisioning-request',
      parameters: { apiGroup, kind: 'ProvisioningRequestConfig', name },
    });
  }

  private flavours(): void {
    const { flavours, topology } = this.queues;
    for (const { name, pool, labels, taints } of flavours)
      this.add(`flavour-${pool}`, 'ResourceFlavor', name, {
        ...(Object.keys(labels).length > 0 && { nodeLabels: labels }),
        ...(taints.length > 0 && { nodeTaints: taints }),
        ...(topology && { topologyName: topology }),
      });
  }

  private team({ team, weight, name, namespace, clusterQueue, pools }: TeamQueue): void {
    const { cohort, flavours, resources, preempt, provisioning, stop } = this.queues;
    // Only what has a lower priority is stopped, and nothing is above interactive sessions: those never are.
    const policy = preempt === 'headless' ? 'LowerPriority' : 'Never';
    this.add(`cluster-queue-${team}`, 'ClusterQueue', clusterQueue, {
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [namespace] }],
      },
      ...(cohort && { cohortName: cohort, fairSharing: { weight: String(weight) } }),
      queueingStrategy: 'BestEffortFIFO',
      ...(stop && { stopPolicy: stop }),
      ...(provisioning && {
        admissionChecksStrategy: {
          admissionChecks: [{ name: provisioning.name, onFlavors: [...provisioning.flavours] }],
        },
      }),
      preemption: { withinClusterQueue: policy, reclaimWithinCohort: cohort ? policy : 'Never' },
      resourceGroups: [
        {
          coveredResources: resources.map((resource) => KUBERNETES_NAMES[resource]),
          flavors: flavours.map((flavour) => ({
            name: flavour.name,
            resources: resources.map((resource) => {
              const amount = (of: 'nominal' | 'lent') => quantity(resource, pools[flavour.pool]?.[of]);
              return {
                name: KUBERNETES_NAMES[resource],
                nominalQuota: amount('nominal'),
                ...(cohort && amount('lent') !== amount('nominal') && { lendingLimit: amount('lent') }),
              };
            }),
          })),
        },
      ],
    });
    new Resource(this, `queue-${team}`, {
      apiVersion: KUEUE_API,
      kind: 'LocalQueue',
      metadata: { name, namespace },
      spec: { clusterQueue },
    });
  }

  private add(id: string, kind: string, name: string, spec: object): void {
    new Resource(this, id, { apiVersion: KUEUE_API, kind, metadata: { name }, spec });
  }
}

const quantity = (resource: keyof Amounts, of: Amounts | undefined) => formatAmount(resource, of?.[resource] ?? 0);
