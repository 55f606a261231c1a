import { heapBelowLimit } from '../../policies/pods/heap-below-limit';
import { container, object, pod, podWith, subject } from './objects';
import { ruleTable } from './rule-table';

const java = (memory: string | undefined, ...env: readonly (readonly [name: string, value: string])[]) =>
  subject(podWith({ resources: { limits: { memory } }, env: env.map(([name, value]) => ({ name, value })) }));
const at = (index: number) => `spec.containers[0].env[${index}].value`;

ruleTable(heapBelowLimit, {
  valid: {
    'three quarters': java('4Gi', ['JAVA_OPTS', '-Xms512m -Xmx3g']),
    'all but 1 GiB': java('16Gi', ['JAVA_OPTS', '-Xmx15360m']),
    'the last one counts': java('2Gi', ['JAVA_OPTS', '-Xmx2048m -Xmx1024m']),
    'Tomcat appends CATALINA_OPTS': java('2Gi', ['CATALINA_OPTS', '-Xmx1g'], ['JAVA_OPTS', '-Xmx2g']),
    'bytes without a unit': java('4Gi', ['JAVA_OPTS', '-Xmx1073741824']),
    'the long name': java('4Gi', ['JAVA_TOOL_OPTIONS', '-XX:MaxHeapSize=3G']),
    'a share of the limit': java('8Gi', ['JDK_JAVA_OPTIONS', '-XX:MaxRAMPercentage=75.0']),
    'a fixed size beats a share': java('8Gi', ['JAVA_OPTS', '-Xmx4g -XX:MaxRAMPercentage=95']),
  },
  invalid: {
    'heap equal to the limit': [
      java('2Gi', ['JAVA_OPTS', '-Xmx2048m']),
      `${at(0)}: container "app" lets its heap grow to 2Gi, with a memory limit of 2Gi`,
    ],
    'the heap of the image with the limit of its chart (D13)': [
      java('1Gi', ['JAVA_OPTS', '-Xms512m -Xmx2048m']),
      `${at(0)}: container "app" lets its heap grow to 2Gi, with a memory limit of 1Gi`,
    ],
    'one MiB too much': [
      java('4Gi', ['JAVA_OPTS', '-Xmx3073m']),
      `${at(0)}: container "app" lets its heap grow to 3073Mi, with a memory limit of 4Gi`,
    ],
    'the last one counts': [
      java('2Gi', ['JAVA_OPTS', '-Xmx1g -Xmx4g']),
      `${at(0)}: container "app" lets its heap grow to 4Gi, with a memory limit of 2Gi`,
    ],
    'Tomcat appends CATALINA_OPTS': [
      java('2Gi', ['CATALINA_OPTS', '-Xmx2g'], ['JAVA_OPTS', '-Xmx1g']),
      `${at(0)}: container "app" lets its heap grow to 2Gi, with a memory limit of 2Gi`,
    ],
    'a fixed size beats a share, and is named': [
      java('2Gi', ['JAVA_OPTS', '-Xmx2g'], ['CATALINA_OPTS', '-XX:MaxRAMPercentage=50']),
      `${at(0)}: container "app" lets its heap grow to 2Gi, with a memory limit of 2Gi`,
    ],
    'a share too large': [
      java('1Gi', ['JAVA_OPTS', '-XX:MaxRAMPercentage=90']),
      `${at(0)}: container "app" lets its heap grow to 921Mi, with a memory limit of 1Gi`,
    ],
    'one of two containers': [
      subject(
        pod({
          containers: [
            container(),
            container({ name: 'b', env: [{ name: 'X' }, { name: 'JAVA_OPTS', value: '-Xmx1g' }] }),
          ],
        }),
      ),
      'spec.containers[1].env[1].value: container "b" lets its heap grow to 1Gi, with a memory limit of 1Gi',
    ],
  },
  notApplicable: {
    'nothing for a JVM': subject(pod()),
    'an object without pods': subject(object('v1', 'Service')),
  },
  undecided: {
    'no -Xmx': [
      java('1Gi', ['CATALINA_OPTS', '-javaagent:/agent.jar']),
      `${at(0)}: no -Xmx, the heap is that of the image`,
    ],
    'no memory limit': [
      java(undefined, ['JAVA_OPTS', '-Xmx1g']),
      'spec.containers[0].resources.limits.memory is missing',
    ],
    'a limit that is no amount': [
      java('lots', ['JAVA_OPTS', '-Xmx1g']),
      'spec.containers[0].resources.limits.memory: "lots" is not an amount; write a number and a unit, such as 500m, 16 or 192Gi',
    ],
    'a size that is none': [java('1Gi', ['JAVA_OPTS', '-Xmx$(HEAP)']), '"-Xmx$(HEAP)" is not a heap size'],
    'options from elsewhere': [
      subject(podWith({ env: [{ name: 'JAVA_OPTS', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }] })),
      'spec.containers[0].env[0].valueFrom is not in the manifest',
    ],
  },
});
