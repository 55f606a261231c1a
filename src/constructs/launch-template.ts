import { accountContainers } from './session-accounts';
import { sessionContainer } from './session-container';
import type { SessionTemplate } from './session-template-props';
import { sessionVolumes } from './session-volumes';
import { type Fields, lines, numbers, templateText, variable, wholeNumber } from './template-text';

/** `launch-<type>.yaml`: the Job that is a session. One document, only fields that Kubernetes' Java client knows. */
export function launchTemplate(template: SessionTemplate): string {
  const { type, props } = template;
  return templateText({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: type.owner === 'desktop' ? variable('software.jobname') : variable('skaha.jobname'),
      labels: props.labels,
      ownerReferences: type.owner === 'desktop' ? [jobReference({ controller: false })] : undefined,
    },
    spec: {
      parallelism: 1,
      completions: 1,
      // Renewal reads this field, so a session without it could not be renewed.
      activeDeadlineSeconds: type.deadline ?? wholeNumber('skaha.sessionexpiry'),
      ttlSecondsAfterFinished: type.ttl,
      backoffLimit: type.backoff,
      template: {
        metadata: { labels: props.labels, annotations: annotations(props.podAnnotations) },
        spec: pod(template),
      },
    },
  });
}

/**
 * Makes the object a dependent of a session's Job. Kueue needs `controller: false` on the Job of a desktop app, or it
 * would take it for a part of the desktop's.
 */
export const jobReference = ({ controller }: { controller: boolean }): Fields => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  name: variable('skaha.jobname'),
  uid: variable('skaha.jobuid'),
  controller,
  blockOwnerDeletion: true,
});

const annotations = (all: Readonly<Record<string, string>> = {}) => (Object.keys(all).length > 0 ? all : undefined);

function pod(template: SessionTemplate): Fields {
  const { type, props } = template;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: type.restart,
    hostname: variable('software.hostname'),
    imagePullSecrets: props.pullSecrets.length > 0 ? props.pullSecrets.map((name) => ({ name })) : undefined,
    ...(type.priority === 'request' ? lines('headless.priority') : { priorityClassName: props.priorityClassName }),
    securityContext: {
      runAsUser: wholeNumber('skaha.posixid'),
      runAsGroup: wholeNumber('skaha.posixid'),
      supplementalGroups: numbers('skaha.supgroups'),
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    runtimeClassName: props.runtimeClassName,
    ...(props.placement as Fields), // plain data
    initContainers: accountContainers(props),
    containers: [sessionContainer(template)],
    volumes: sessionVolumes(template),
  };
}
