import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { faultAt } from '../../src/check/world/faults';
import { declaredPorts, isPort, portValue } from '../../src/check/world/pods';
import { worldOf } from '../../src/check/world/world';

const ASKERS = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;

export const probePortDeclared = defineRule({
  id: 'probe-port-declared',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A probe of a port that nothing serves fails for ever, and kubelet restarts the container for ever.',
  fix: 'Ask a port that the same container declares.',
  source: 'platform-contract.md §7 item 3',
  check: (platform) =>
    eachOf(worldOf(platform).pods, ({ maker, view }): Fault[] =>
      containersOf(view).flatMap(({ title, field }) => {
        const ports = declaredPorts(field);
        return ASKERS.flatMap((keys) => ['httpGet', 'tcpSocket', 'grpc'].map((way) => field.get(...keys, way, 'port')))
          .filter((port) => {
            const wanted = portValue(port);
            return wanted !== undefined && !ports.some((declared) => isPort(declared, wanted));
          })
          .map((port) => faultAt(maker, port.path, `${title} declares no port ${portValue(port)}`));
      }),
    ),
});
