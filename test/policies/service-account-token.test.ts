import { serviceAccountToken } from '../../policies/pods/service-account-token';
import { object, pod, podSpec, subject } from './objects';
import { ruleTable } from './rule-table';

const CALLS = 'astroplatform.io/calls-api';
const token = (fields: object) => ({
  volumes: [{ name: 't', projected: { sources: [{ configMap: { name: 'c' } }, { serviceAccountToken: fields }] } }],
});

ruleTable(serviceAccountToken, {
  valid: {
    'no token': subject(pod()),
    'a token, and why': subject(pod({ automountServiceAccountToken: true }, { [CALLS]: 'starts session Jobs' })),
    'a projected token, and why': subject(pod(token({ path: 't' }), { [CALLS]: 'reads metrics' })),
    'a projected token for somebody else': subject(pod(token({ path: 't', audience: 'vault' }))),
  },
  invalid: {
    'nothing said: Kubernetes mounts it': [
      subject(pod({ automountServiceAccountToken: undefined })),
      'spec.automountServiceAccountToken: the pod does not set automountServiceAccountToken to false and does not say why it calls the API',
    ],
    'an empty reason': [
      subject(pod({ automountServiceAccountToken: true }, { [CALLS]: '  ' })),
      'spec.automountServiceAccountToken: the pod does not set automountServiceAccountToken to false and does not say why it calls the API',
    ],
    'a reason on the Deployment instead of its pods': [
      subject(
        object(
          'apps/v1',
          'Deployment',
          { spec: { template: { spec: podSpec({ automountServiceAccountToken: true }) } } },
          { annotations: { [CALLS]: 'starts session Jobs' } },
        ),
      ),
      'spec.template.spec.automountServiceAccountToken: the pod does not set automountServiceAccountToken to false and does not say why it calls the API',
    ],
    'a projected token': [
      subject(pod(token({ path: 't' }))),
      'spec.volumes[0].projected.sources[1].serviceAccountToken: the pod projects a token for the API server and does not say why it calls the API',
    ],
  },
  notApplicable: { 'a ServiceAccount': subject(object('v1', 'ServiceAccount')) },
  undecided: {
    'a text for a flag': [
      subject(pod({ automountServiceAccountToken: 'false' })),
      'spec.automountServiceAccountToken is not true or false',
    ],
  },
});
