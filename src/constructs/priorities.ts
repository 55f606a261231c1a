import { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';

/** The PriorityClasses of the platform. */
export class Priorities extends Construct {
  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    for (const [key, priority] of Object.entries(plan.priorities)) {
      new Resource(this, key, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: priority.name },
        value: priority.value,
        globalDefault: false,
        preemptionPolicy: priority.preempts ? 'PreemptLowerPriority' : 'Never',
        description: priority.description,
      });
    }
  }
}
