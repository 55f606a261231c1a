import { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { Resource } from './resource';

/** What session templates name; everything else in a session's pod comes from a user's request. */
export interface AdmissionProps {
  readonly plan: Plan;
  /** Secret that the init container of every session reads. */
  readonly sessionSecret: string;
  /** Names of the init containers that templates declare. */
  readonly initContainers: readonly string[];
}

/**
 * What may run in the namespace of the sessions, decided by the API server itself.
 *
 * Session templates are filled in as text, so a request could try to smuggle YAML into them. Whatever comes out is
 * judged here: images from the registries of the site only (the host is compared whole, so a look-alike is another
 * host), no container that no template declares, no Secret beyond the two kinds that sessions need.
 */
export class Admission extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AdmissionProps,
  ) {
    super(scope, id);
    this.policy('pods', { apiGroups: [''], resources: ['pods'] }, 'object.spec', []);
    this.policy('jobs', { apiGroups: ['batch'], resources: ['jobs'] }, 'object.spec.template.spec', this.queued());
  }

  private policy(
    what: string,
    target: { apiGroups: string[]; resources: string[] },
    pod: string,
    further: Validation[],
  ): void {
    const { site } = this.props.plan;
    const name = `${site.name}-sessions-${what}`;
    new Resource(this, what, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [{ ...target, apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'] }] },
        variables: [
          { name: 'pod', expression: pod },
          { name: 'init', expression: 'has(variables.pod.initContainers) ? variables.pod.initContainers : []' },
          { name: 'all', expression: 'variables.pod.containers + variables.init' },
          { name: 'volumes', expression: 'has(variables.pod.volumes) ? variables.pod.volumes : []' },
          {
            name: 'pullSecrets',
            expression: 'has(variables.pod.imagePullSecrets) ? variables.pod.imagePullSecrets : []',
          },
        ],
        validations: [...this.validations(), ...further],
      },
    });
    new Resource(this, `${what}-binding`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name },
      spec: {
        policyName: name,
        validationActions: ['Deny'],
        matchResources: {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': site.namespaces.sessions } },
        },
      },
    });
  }

  /** Kueue leaves a Job without this label alone: it would run at once, and count for nobody. */
  private queued(): Validation[] {
    const { queues, site } = this.props.plan;
    if (!queues) return [];
    const names = queues.teams
      .filter(({ namespace }) => namespace === site.namespaces.sessions)
      .map(({ name }) => name);
    return [
      {
        // When it is made only: a Job from before the queues must still be able to end.
        expression: `request.operation != 'CREATE' || (has(object.metadata.labels) && '${QUEUE_LABEL}' in object.metadata.labels && object.metadata.labels['${QUEUE_LABEL}'] in ${list(names)})`,
        message: `a session waits in a queue: ${names.join(', ')}`,
      },
    ];
  }

  private validations(): Validation[] {
    const { plan, sessionSecret, initContainers } = this.props;
    const hosts = list(plan.site.registry.hosts);
    return [
      {
        expression: `variables.pod.containers.all(c, c.image.split('/')[0] in ${hosts})`,
        message: `a session runs images from ${plan.site.registry.hosts.join(', ')} only`,
      },
      {
        expression: `variables.init.all(c, c.image == ${text(plan.site.images.redis)} || c.image.split('/')[0] in ${hosts})`,
        message: 'an init container runs the session image or the image of the platform only',
      },
      {
        expression: `size(variables.pod.containers) == 1 && variables.init.all(c, c.name in ${list(initContainers)})`,
        message: 'a session has one container, and the init containers that the platform declares',
      },
      {
        expression:
          'variables.volumes.all(v, !has(v.hostPath) && !has(v.secret) && !has(v.csi) && (!has(v.projected) || !has(v.projected.sources) || v.projected.sources.all(s, !has(s.secret) && !has(s.serviceAccountToken))))',
        message: 'a session mounts no node directory, no Secret and no token',
      },
      {
        expression: `variables.all.all(c, (!has(c.envFrom) || c.envFrom.all(e, !has(e.secretRef))) && (!has(c.env) || c.env.all(e, !has(e.valueFrom) || !has(e.valueFrom.secretKeyRef) || (e.valueFrom.secretKeyRef.name == ${text(sessionSecret)} && c.name in ${list(initContainers)}))))`,
        message: 'only the init containers read a Secret, and only the one that is theirs',
      },
      {
        expression: "variables.pullSecrets.all(s, s.name.startsWith('registry-auth-'))",
        message: "a session pulls its image with its user's own Secret",
      },
      {
        expression:
          '(!has(variables.pod.hostNetwork) || !variables.pod.hostNetwork) && (!has(variables.pod.hostPID) || !variables.pod.hostPID) && (!has(variables.pod.hostIPC) || !variables.pod.hostIPC)',
        message: 'a session does not enter the namespaces of its node',
      },
      {
        expression: 'has(variables.pod.automountServiceAccountToken) && !variables.pod.automountServiceAccountToken',
        message: 'a session has no token for the Kubernetes API',
      },
      {
        expression: '!has(variables.pod.securityContext) || !has(variables.pod.securityContext.fsGroup)',
        message: 'a session carries no fsGroup: it would change the owner of every shared file',
      },
    ];
  }
}

interface Validation {
  readonly expression: string;
  readonly message: string;
}

const QUEUE_LABEL = 'kueue.x-k8s.io/queue-name';

// CEL string literals: single quotes, with the two characters escaped that could end them.
const text = (value: string) => `'${value.replace(/[\\']/g, '\\$&')}'`;
const list = (values: readonly string[]) => `[${values.map(text).join(', ')}]`;
