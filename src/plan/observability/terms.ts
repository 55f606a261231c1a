import type { Site } from '../../config/site';
import { poolLabels } from '../capacity';

/** Label of a metric that kube-state-metrics makes of a label of an object. */
export const labelOf = (key: string): string => `label_${key.replace(/[^A-Za-z0-9]/g, '_')}`;

/** Type of a session, as metrics have it. */
export const TYPE = labelOf('canfar.net/kind');

/** PromQL of what several pages ask, in the names of one site. */
export function termsOf(site: Site) {
  const { services, sessions } = site.namespaces;
  const inSessions = `namespace="${sessions}"`;
  const inServices = `namespace="${services}"`;
  const types = `kube_pod_labels{${inSessions},${TYPE}!=""}`;
  const running = 'kube_pod_status_phase{phase="Running"} == 1';
  return {
    inSessions,
    inServices,
    /** Puts the type of its session beside each pod of a metric. */
    byType: (metric: string) => `${metric} * on (namespace, pod) group_left (${TYPE}) ${types}`,
    /** What a resource of all nodes of a pool adds up to. */
    allocatable: (pool: string, resource: string) =>
      `kube_node_status_allocatable{resource="${resource}"}${onPool(site, pool)}`,
    /** What running pods on the nodes of a pool ask for. */
    requested: (pool: string, resource: string) =>
      `(kube_pod_container_resource_requests{resource="${resource}",node!=""} * on (namespace, pod) group_left () (${running}))${onPool(site, pool)}`,
  };
}
export type Terms = ReturnType<typeof termsOf>;

/** Keeps what is on a pool's nodes, which one pool alone need not tell apart. */
function onPool(site: Site, pool: string): string {
  const labels = Object.entries(poolLabels(site, pool));
  if (labels.length === 0) return '';
  return ` * on (node) group_left () kube_node_labels{${labels.map(([key, value]) => `${labelOf(key)}="${value}"`).join(',')}}`;
}

/** Keys of the labels that tell pools apart: what kube-state-metrics must show of nodes. */
export const poolLabelKeys = (site: Site): readonly string[] => [
  ...new Set(Object.keys(site.pools).flatMap((pool) => Object.keys(poolLabels(site, pool)))),
];
