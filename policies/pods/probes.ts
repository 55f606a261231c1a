import { defineRule, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { podOf } from '../../src/check/view/pod-spec';

const PROBES = ['readinessProbe', 'livenessProbe'];
const HANDLERS = ['exec', 'grpc', 'httpGet', 'tcpSocket'];

export const probes = defineRule({
  id: 'probes',
  topic: 'pods',
  on: 'manifest',
  severity: 'error',
  why: 'Without a readiness probe users are sent to a pod that cannot answer yet; without a liveness probe one that hangs hangs for ever.',
  fix: 'Give each container of a service a readinessProbe and a livenessProbe.',
  source: 'platform-contract.md §1 ("no probes in chart")',
  check: ({ object }) => {
    const pod = podOf(object);
    if (pod === undefined || pod.runs === 'to-an-end') return notApplicable;
    const servers = containersOf(pod).filter(({ role }) => role === 'main');
    const wanted = servers.flatMap((container) => PROBES.map((probe) => ({ container, probe })));
    return eachOf(wanted, ({ container, probe }) => {
      const field = container.field.get(probe);
      if (HANDLERS.some((handler) => field.get(handler).exists)) return [];
      const fact = field.exists ? `has a ${probe} that asks nothing` : `has no ${probe}`;
      return [{ message: `${container.title} ${fact}`, place: { path: field.path } }];
    });
  },
});
