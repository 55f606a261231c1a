import { Construct } from 'constructs';
import { formatCpu, formatMemory } from '../config/units';
import { sumOf } from '../plan/amounts';
import { wholeKi } from '../plan/offers';
import type { Plan } from '../plan/plan';
import { CONTAINER_DISK } from '../plan/session-pod';
import type { Size } from '../plan/sizes';
import { Resource } from './resource';
import type { Scratch } from './scratch';

const GPU = 'nvidia.com/gpu';

/** Limits of the sessions' namespace: the sizes on offer, and not more in all than the pools have. */
export class Quota extends Construct {
  constructor(scope: Construct, id: string, plan: Plan, scratch: Scratch) {
    super(scope, id);
    const { offers, capacity } = plan;
    const namespace = plan.site.namespaces.sessions;
    const gpus = offers.gpus.at(-1) ?? 0;
    // Without a default, a container that asks for no GPU would be given the maximum.
    const noGpu = gpus > 0 ? { [GPU]: '0' } : {};
    const disk = { 'ephemeral-storage': formatMemory(CONTAINER_DISK) };
    new Resource(this, 'sizes', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: { name: 'sessions', namespace },
      spec: {
        limits: [
          {
            type: 'Container',
            max: {
              ...quantities(offers.menu),
              'ephemeral-storage': formatMemory(scratch.ephemeralStorage),
              ...(gpus > 0 && { [GPU]: String(gpus) }),
            },
            default: { ...quantities(offers.limit), ...disk, ...noGpu },
            defaultRequest: { ...quantities(offers.request), ...disk, ...noGpu },
          },
        ],
      },
    });
    // All that the pools have: at least what queues may admit, so a session that was admitted is never refused here.
    const total = sumOf(capacity.map((pool) => pool.total));
    new Resource(this, 'total', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'sessions', namespace },
      spec: {
        hard: {
          'requests.cpu': formatCpu(total.cpu),
          'requests.memory': formatMemory(wholeKi(total.memory)),
          ...(gpus > 0 && { [`requests.${GPU}`]: String(total.gpu) }),
          pods: String(total.pods),
          // Finished Jobs stay for a day, so there are more of them than of running pods.
          'count/jobs.batch': String(total.pods * 10),
          'services.loadbalancers': '0',
          'services.nodeports': '0',
        },
      },
    });
  }
}

const quantities = ({ cpu, memory }: Size) => ({ cpu: formatCpu(cpu), memory: formatMemory(memory) });
