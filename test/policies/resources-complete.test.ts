import { resourcesComplete } from '../../policies/pods/resources-complete';
import { container, deployment, object, pod, podWith, subject } from './objects';
import { ruleTable } from './rule-table';

const limits = { cpu: '2', memory: '4Gi', 'ephemeral-storage': '10Gi' };
const at = 'spec.containers[0].resources';

ruleTable(resourcesComplete, {
  valid: {
    'limits alone: requests are equal to them': subject(deployment()),
    'requests below limits': subject(
      podWith({ resources: { limits, requests: { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '1Gi' } } }),
    ),
    'requests equal to limits in other words': subject(
      podWith({ resources: { limits, requests: { cpu: '2000m', memory: '4096Mi', 'ephemeral-storage': '10240Mi' } } }),
    ),
    'amounts that YAML reads as numbers': subject(podWith({ resources: { limits: { ...limits, cpu: 2 } } })),
    'an ephemeral container, which cannot state any': subject(pod({ ephemeralContainers: [{ name: 'debug' }] })),
  },
  invalid: {
    'nothing stated': [
      subject(podWith({ resources: {} })),
      `${at}.limits.cpu: container "app" has no cpu request or limit`,
      `${at}.limits.memory: container "app" has no memory request or limit`,
      `${at}.limits.ephemeral-storage: container "app" has no ephemeral-storage request or limit`,
    ],
    'an init container without': [
      subject(
        pod({ initContainers: [container({ name: 'wait', resources: { limits: { ...limits, memory: null } } })] }),
      ),
      'spec.initContainers[0].resources.limits.memory: init container "wait" has no memory request or limit',
    ],
    'a request without a limit': [
      subject(podWith({ resources: { limits: { ...limits, cpu: undefined }, requests: { cpu: '1' } } })),
      `${at}.limits.cpu: container "app" has no cpu limit`,
    ],
    'a limit of zero': [
      subject(podWith({ resources: { limits: { ...limits, memory: '0' } } })),
      `${at}.limits.memory: container "app" has a memory limit of 0, which limits nothing`,
    ],
    'a request above its limit': [
      subject(podWith({ resources: { limits, requests: { memory: '5Gi' } } })),
      `${at}.requests.memory: container "app" requests more memory (5Gi) than its limit (4Gi)`,
    ],
    'no amount': [
      subject(podWith({ resources: { limits: { ...limits, memory: '4 GB' } } })),
      `${at}.limits.memory: container "app" cannot have this amount: "4 GB" is not an amount; write a number and a unit, such as 500m, 16 or 192Gi`,
    ],
    'one container that cannot be read, beside one that can': [
      subject(
        pod({
          containers: [
            container({ resources: 'lots' }),
            container({ name: 'b', resources: { limits: { ...limits, cpu: '0' } } }),
          ],
        }),
      ),
      'spec.containers[1].resources.limits.cpu: container "b" has a cpu limit of 0, which limits nothing',
    ],
  },
  notApplicable: { 'an object without pods': subject(object('v1', 'Service')) },
  undecided: {
    'a Deployment without its pod': [
      subject(object('apps/v1', 'Deployment', { spec: {} })),
      'spec.template.spec is missing',
    ],
    'resources of another shape': [
      subject(podWith({ resources: { limits: { ...limits, cpu: true } } })),
      `${at}.limits.cpu is not a text`,
    ],
  },
});
