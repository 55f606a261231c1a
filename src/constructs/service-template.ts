import { WEB_PORT_NAME } from '../config/session-types';
import { jobReference } from './launch-template';
import type { SessionTemplate } from './session-template-props';
import { templateText, variable } from './template-text';

/** Name of a session's Service. */
export const serviceName = ({ name }: SessionTemplate): string => `skaha-${name}-svc-${variable('skaha.sessionid')}`;

/** `service-<type>.yaml`: the Service in front of a session. The session service adds selector and labels. */
export function serviceTemplate(template: SessionTemplate, port: number): string {
  return templateText({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: serviceName(template),
      labels: template.props.labels,
      ownerReferences: [jobReference({ controller: true })],
    },
    spec: { ports: [{ name: WEB_PORT_NAME, port, targetPort: port, protocol: 'TCP' }] },
  });
}
