import type { SessionType } from '../config/session-type';
import { ingressTemplate } from './ingress-template';
import { launchTemplate } from './launch-template';
import { serviceTemplate } from './service-template';
import type { SessionTemplateProps } from './session-template-props';

/**
 * The files from which the session service makes sessions: `launch-<type>.yaml` for every type, `service-<type>.yaml`
 * and `ingress-<type>.yaml` for those that a browser reaches.
 *
 * @param types what `resolveSessionTypes` returned
 * @param props what the templates refer to
 * @returns texts by file name, in the order of the types
 */
export function sessionTemplates(
  types: Readonly<Record<string, SessionType>>,
  props: SessionTemplateProps,
): Record<string, string> {
  const files = Object.entries(types).flatMap(([name, type]) => {
    const template = { name, type, props };
    const launch = [`launch-${name}.yaml`, launchTemplate(template)];
    if (!type.web) return [launch];
    return [
      launch,
      [`service-${name}.yaml`, serviceTemplate(template, type.web.port)],
      [`ingress-${name}.yaml`, ingressTemplate(template, type.web)],
    ];
  });
  return Object.fromEntries(files) as Record<string, string>;
}
