import { Construct } from 'constructs';
import type { Site } from '../config/site';
import { admissionPolicy } from './admission-policy';

/**
 * A time without new sessions: the API server refuses their Jobs, with the text of the site.
 *
 * Only making them is refused. What runs may still change, be prolonged and end, and a Job makes its pod anew where its
 * node goes away.
 */
export class Maintenance extends Construct {
  constructor(scope: Construct, id: string, { name, namespaces, maintenance }: Site) {
    super(scope, id);
    if (maintenance.mode === 'none') return;
    admissionPolicy(this, 'sessions', {
      name: `${name}-maintenance`,
      requests: [{ group: 'batch', resources: ['jobs'], operations: ['CREATE'] }],
      namespace: namespaces.sessions,
      validations: [{ expression: 'false', message: maintenance.message, reason: 'Forbidden' }],
    });
  }
}
