import { networkEdgeOpen } from '../../../policies/closed-world/network-edge-open';
import { podFindsNode } from '../../../policies/closed-world/pod-finds-node';
import { selectorMatches } from '../../../policies/closed-world/selector-matches';
import type { PlatformSubject } from '../../../src/check/rule';
import { platform } from '../../../src/constructs/platform';
import { plan } from '../../config/small-site';
import { wholeSite } from '../../constructs/whole-site';
import { type Case, caseTable } from '../case-table';
import { type Change, object } from '../site-subject';

// Pods that no object describes, because an operator makes them.

const planned = plan(
  wholeSite({ databases: { kind: 'cloudnative-pg' }, observability: { kind: 'prometheus-operator' } }),
);
const { manifests, secrets } = platform(planned);
const whole: PlatformSubject = { manifests, secrets, provides: planned.provides };
const changed = (...changes: readonly Change[]) => changes.reduce((before, change) => change(before), whole);

const CLUSTER = 'Cluster skaha-system/postgres';
const POD = `Pod of ${CLUSTER}`;
const policy = (name: string, from: number, to: number) =>
  object(`NetworkPolicy skaha-system/${name}`, ({ spec }) => {
    for (const { ports } of spec.ingress) for (const one of ports) if (one.port === from) one.port = to;
  });
const silent = (who: string, port: number) => `${who}, and no policy lets ${POD} answer on TCP port ${port}`;

const cases: Case[] = [
  [networkEdgeOpen, 'servers of an operator', whole, 'pass'],
  [podFindsNode, 'servers of an operator', whole, 'pass'],
  [selectorMatches, 'servers of an operator', whole, 'pass'],
  [
    networkEdgeOpen,
    'servers that nobody reaches',
    changed(policy('postgres', 5432, 5433)),
    expect.arrayContaining([
      silent('Deployment skaha-system/cavern uses postgres-rw.skaha-system.svc', 5432),
      silent(`the operator asks ${POD}`, 5432),
    ]),
  ],
  [
    networkEdgeOpen,
    'servers of whose state nobody hears',
    changed(policy('postgres', 8000, 8001)),
    [silent(`the operator asks ${POD}`, 8000), silent(`${POD} asks its like`, 8000)],
  ],
  [
    networkEdgeOpen,
    'servers that Prometheus does not reach',
    changed(policy('postgres-metrics', 9187, 9188)),
    [silent('PodMonitor monitoring/keck-postgres-metrics has the port metrics asked', 9187)],
  ],
  [
    podFindsNode,
    'servers for which there are no nodes',
    changed(
      object(CLUSTER, ({ spec }) => {
        const { requiredDuringSchedulingIgnoredDuringExecution: wanted } = spec.affinity.nodeAffinity;
        wanted.nodeSelectorTerms[0].matchExpressions[0].values = ['none'];
      }),
    ),
    ['no pool has the labels that it asks for here'],
  ],
];

caseTable(cases);
