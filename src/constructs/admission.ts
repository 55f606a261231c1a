import { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { admissionPolicy, type Validation } from './admission-policy';
import { type Declared, jobRules, partsOf, podRules } from './admission-rules';

/** Whose sessions, and what their templates declare. */
export interface AdmissionProps extends Declared {
  readonly plan: Plan;
}

/**
 * What may run in the namespace of the sessions, decided by the API server itself.
 *
 * Session templates are filled in as text, so a request could try to smuggle YAML into them. Whatever comes out is
 * judged here: images from the registries of the site only (the host is compared whole, so a look-alike is another
 * host), no container that no template declares, no Secret beyond the two kinds that sessions need.
 */
export class Admission extends Construct {
  constructor(scope: Construct, id: string, props: AdmissionProps) {
    super(scope, id);
    const { plan } = props;
    const rules = podRules(plan, props);
    this.policy(plan, { group: '', resource: 'pods', pod: 'spec', template: 'spec' }, rules);
    this.policy(plan, { group: 'batch', resource: 'jobs', pod: 'spec.template.spec', template: 'spec.template' }, [
      ...rules,
      ...jobRules(plan),
    ]);
  }

  private policy({ site }: Plan, judged: Judged, validations: readonly Validation[]): void {
    const { group, resource, pod, template } = judged;
    admissionPolicy(this, resource, {
      name: `${site.name}-sessions-${resource}`,
      requests: [{ group, resources: [resource], operations: ['CREATE', 'UPDATE'] }],
      namespace: site.namespaces.sessions,
      matchConditions: [
        {
          // A session from before a change of these rules keeps its finalizer for ever if nothing of it may change.
          name: 'runs-something-new',
          expression: `request.operation == 'CREATE' || object.${template} != oldObject.${template}`,
        },
      ],
      variables: partsOf(`object.${pod}`),
      validations,
    });
  }
}

/** What a policy looks at, and where its parts stand. */
interface Judged {
  readonly group: string;
  readonly resource: 'pods' | 'jobs';
  /** Path of the pod's specification. */
  readonly pod: string;
  /** Path of what decides about the pod; metadata of a Job's template are part of it. */
  readonly template: string;
}
