import { Construct } from 'constructs';
import { formatCpu, formatMemory } from '../config/units';
import { wholeKi } from '../plan/offers';
import type { Plan } from '../plan/plan';
import type { Size } from '../plan/sizes';
import { Resource } from './resource';
import type { Scratch } from './scratch';

const GPU = 'nvidia.com/gpu';

/** Limits of the sessions' namespace: the sizes on offer, and not more in all than the pools have. */
export class Quota extends Construct {
  constructor(scope: Construct, id: string, plan: Plan, scratch: Scratch) {
    super(scope, id);
    const { offers, shares, capacity } = plan;
    const namespace = plan.site.namespaces.sessions;
    const gpus = offers.gpus.at(-1) ?? 0;
    // Without a default, a container that asks for no GPU would be given the maximum.
    const noGpu = gpus > 0 ? { [GPU]: '0' } : {};
    const disk = { 'ephemeral-storage': '1Gi' };
    new Resource(this, 'sizes', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'sessions', namespace },
      spec: {
        limits: [
          {
            type: 'Container',
            max: {
              ...quantities(offers.largest),
              'ephemeral-storage': formatMemory(scratch.ephemeralStorage),
              ...(gpus > 0 && { [GPU]: String(gpus) }),
            },
            default: { ...quantities(offers.limit), ...disk, ...noGpu },
            defaultRequest: { ...quantities(offers.request), ...disk, ...noGpu },
          },
        ],
      },
    });
    const pods = capacity.reduce((sum, pool) => sum + pool.total.pods, 0);
    new Resource(this, 'total', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'sessions', namespace },
      spec: {
        hard: {
          'requests.cpu': formatCpu(shares.total.cpu),
          'requests.memory': formatMemory(wholeKi(shares.total.memory)),
          ...(gpus > 0 && { [`requests.${GPU}`]: String(shares.total.gpu) }),
          pods: String(pods),
          // Finished Jobs stay for a day, so there are more of them than of running pods.
          'count/jobs.batch': String(pods * 10),
          'services.loadbalancers': '0',
          'services.nodeports': '0',
        },
      },
    });
  }
}

const quantities = ({ cpu, memory }: Size) => ({ cpu: formatCpu(cpu), memory: formatMemory(memory) });
