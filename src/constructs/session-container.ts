import type { SessionProbe } from '../config/session-type';
import { WEB_PORT_NAME } from '../config/session-types';
import { formatCpu, formatMemory } from '../config/units';
import { RESTRICTED } from './session-accounts';
import type { SessionTemplate } from './session-template-props';
import { withSiteValues } from './session-variables';
import { ephemeralStorage, sessionMounts } from './session-volumes';
import { type Fields, lines, type Node, variable } from './template-text';

/** The container that is the session: the first of its pod, where the session service looks for it. */
export function sessionContainer(template: SessionTemplate): Fields {
  const { type, props } = template;
  const fill = (text: string) => withSiteValues(template, text);
  return {
    name: type.owner === 'desktop' ? variable('software.containername') : variable('skaha.jobname'),
    ...(type.program === 'request'
      ? // Image, command and arguments come with the request, and an `env:` that our variables continue.
        lines('headless.image.bundle', environment(template))
      : {
          image: variable('software.imageid'),
          command: type.command?.map(fill),
          args: type.args?.map(fill),
          env: environment(template),
        }),
    imagePullPolicy: props.imagePullPolicy,
    workingDir: type.workingDir === undefined ? undefined : fill(type.workingDir),
    ports: ports(template),
    livenessProbe: probe(template, type.probes.liveness),
    readinessProbe: probe(template, type.probes.readiness),
    startupProbe: probe(template, type.probes.startup),
    resources: resources(template),
    securityContext: RESTRICTED,
    volumeMounts: sessionMounts(template),
  };
}

const environment = (template: SessionTemplate): Fields[] => [
  ...Object.entries(template.type.env).map(([name, value]) => ({ name, value: withSiteValues(template, value) })),
  ...template.type.threads.map((library) => ({
    name: `${library}_NUM_THREADS`,
    value: variable('software.thread.count'),
  })),
];

function ports({ type }: SessionTemplate): Node | undefined {
  const all = Object.entries({ ...(type.web && { [WEB_PORT_NAME]: type.web.port }), ...type.ports });
  return all.length === 0 ? undefined : all.map(([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' }));
}

function probe(template: SessionTemplate, settings: SessionProbe | undefined): Fields | undefined {
  const port = template.type.web?.port;
  if (settings === undefined || port === undefined) return undefined;
  return {
    ...(settings.kind === 'http'
      ? { httpGet: { path: withSiteValues(template, settings.path ?? '/'), port } }
      : { tcpSocket: { port } }),
    initialDelaySeconds: settings.delay,
    periodSeconds: settings.period,
    timeoutSeconds: settings.timeout,
    failureThreshold: settings.failures,
  };
}

function resources(template: SessionTemplate): Fields {
  const { resources: fixed } = template.type;
  const disk = { 'ephemeral-storage': ephemeralStorage(template) };
  if (fixed) {
    const written = ({ cpu, memory }: { cpu: number; memory: number }) => ({
      cpu: formatCpu(cpu),
      memory: formatMemory(memory),
      ...disk,
    });
    return { requests: written(fixed.requests), limits: written(fixed.limits) };
  }
  return {
    requests: { cpu: variable('software.requests.cores'), memory: variable('software.requests.ram'), ...disk },
    limits: { cpu: variable('software.limits.cores'), memory: variable('software.limits.ram'), ...disk },
  };
}
