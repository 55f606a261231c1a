// Part of the stand-in for the session service, see skaha.ts.

import type { Job } from 'kubernetes-types/batch/v1';
import type { NodeSelectorTerm, PodSpec, ResourceRequirements } from 'kubernetes-types/core/v1';
import type { Request, Setup, Variables } from './skaha-request';

export type Labels = Readonly<Record<string, string>>;

/** Changes a Job as the service does before it creates it; returns the labels that Service and routes get too. */
export function mutate(job: Job, variables: Variables, asked: Request, how: Setup): Labels {
  const template = job.spec?.template;
  if (!template?.spec) throw new Error('NullPointerException: the Job has no pod template');
  const labels = sessionLabels(variables, template.spec, asked, how);
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...labels } };
  job.metadata = { ...job.metadata, labels: { ...job.metadata?.labels, ...labels, ...queueLabels(how) } };
  if (how.queue) Object.assign(job.spec ?? {}, { suspend: true });
  if (how.gpuEnabled) mergeGpus(template.spec, asked.gpus ?? 0);
  if (how.pullSecret) {
    template.spec.imagePullSecrets = [...(template.spec.imagePullSecrets ?? []), { name: how.pullSecret }];
  }
  for (const container of [...template.spec.containers, ...(template.spec.initContainers ?? [])]) {
    reserialise(container.resources);
  }
  return labels;
}

const queueLabels = ({ queue }: Setup): Labels =>
  queue
    ? {
        'kueue.x-k8s.io/queue-name': labelValue('queue-name', queue.name),
        'kueue.x-k8s.io/priority-class': labelValue('priority-class', queue.priorityClass),
      }
    : {};

function sessionLabels(variables: Variables, spec: PodSpec, asked: Request, how: Setup): Labels {
  const required = (...names: string[]) => {
    const value = names.map((name) => variables[name]).find((text) => text);
    if (!value) throw new Error(`IllegalArgumentException: requires one of parameters ${names.join(', ')}`);
    return value;
  };
  const appId = variables['software.appid'];
  const labels: Labels = {
    'canfar.net/community': 'default',
    'canfar.net/project': 'default',
    'canfar.net/id': required('skaha.sessionid'),
    'canfar.net/username': required('skaha.userid'),
    'canfar.net/name': shortened(required('skaha.sessionname')),
    'canfar.net/kind': required('skaha.sessiontype'),
    ...(appId && { 'canfar.net/app-id': appId }),
    'canfar.net/job': required('software.jobname', 'skaha.jobname'),
    'canfar.net/flavor': flavor(spec),
    'canfar.net/accelerator': (asked.gpus ?? 0) > 0 ? 'gpu' : 'none',
    'app.kubernetes.io/managed-by': 'skaha',
    'app.kubernetes.io/part-of': 'canfar',
    'app.kubernetes.io/version': how.version,
  };
  for (const [key, value] of Object.entries(labels)) labelValue(key, value);
  return labels;
}

const LABEL_VALUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function labelValue(key: string, value: string): string {
  if (value.length > 63) throw new Error(`IllegalArgumentException: ${key} label value exceeds 63 characters`);
  if (!LABEL_VALUE.test(value)) throw new Error(`IllegalArgumentException: ${key} must match label value syntax`);
  return value;
}

function shortened(value: string): string {
  let short = value.slice(0, 63);
  while (short !== '' && !LABEL_VALUE.test(short)) short = short.slice(0, -1);
  return short;
}

function flavor({ containers }: PodSpec): string {
  const { requests, limits } = containers[0]?.resources ?? {};
  return requests?.memory !== undefined && requests.memory === limits?.memory ? 'fixed' : 'flexible';
}

function mergeGpus(spec: PodSpec, gpus: number): void {
  const expression =
    gpus > 0
      ? { key: 'nvidia.com/gpu.count', operator: 'Gt', values: ['0'] }
      : { key: 'nvidia.com/gpu.count', operator: 'DoesNotExist' };
  const resources = spec.containers[0]?.resources;
  if (gpus > 0 && resources) {
    resources.limits = { ...resources.limits, 'nvidia.com/gpu': String(gpus) };
    resources.requests = { ...resources.requests, 'nvidia.com/gpu': String(gpus) };
  }
  const nodes = spec.affinity?.nodeAffinity;
  const terms = nodes?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const merged: NodeSelectorTerm[] =
    terms.length === 0
      ? [{ matchExpressions: [expression] }]
      : terms.map((term) => ({ ...term, matchExpressions: [...(term.matchExpressions ?? []), expression] }));
  spec.affinity = {
    ...spec.affinity,
    nodeAffinity: { ...nodes, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: merged } },
  };
}

/** The Java client reads quantities and writes them anew; a fraction is written out. */
function reserialise(resources: ResourceRequirements | undefined): void {
  for (const list of [resources?.requests, resources?.limits]) {
    for (const [key, value] of Object.entries(list ?? {})) if (list) list[key] = written(value);
  }
}

function written(quantity: string): string {
  const [, number = '', unit = ''] = /^([\d.]+)(\D*)$/.exec(quantity) ?? [];
  if (!number.includes('.')) return quantity;
  const value = Number(number) * (unit === 'Gi' ? 2 ** 30 : 1);
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}
