import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { isBelow } from '../../src/check/world/routes';
import { worldOf } from '../../src/check/world/world';

/** Paths of web addresses and no folders; rules of their services judge them. */
const WEB_PATHS = new Set(['NEXT_PUBLIC_BASE_PATH', 'METRICS_PROVIDERS__KUEUE__KUBE_CLUSTERQUEUE_PATH']);

export const variablePathMounted = defineRule({
  id: 'variable-path-mounted',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A program that may not write to its own image finds a folder that it is told of only where one is mounted.',
  fix: 'Mount a volume at the folder, or name one that is mounted.',
  source: 'platform-contract.md §7 item 5',
  check: (platform) => {
    const readOnly = worldOf(platform)
      .pods.filter(({ maker }) => maker.file === undefined)
      .flatMap((pod) => containersOf(pod.view).map((container) => ({ pod, ...container })))
      .filter(({ field }) => field.get('securityContext', 'readOnlyRootFilesystem').flag() === true);
    if (readOnly.length === 0) return notApplicable;
    return eachOf(readOnly, ({ pod, title, field }): Fault[] => {
      const mounts = field
        .get('volumeMounts')
        .items()
        .flatMap((mount) => mount.get('mountPath').text() ?? []);
      return [...environmentOf(field).values()]
        .filter(({ name }) => !WEB_PATHS.has(name) && !/METRICS?_PATH$/.test(name))
        .filter(({ value = '' }) => /^\/[\w.-]+(?:\/[\w.-]+)*$/.test(value))
        .filter(({ value = '' }) => !mounts.some((mount) => isBelow(value, mount)))
        .map(({ name, value, field: { path } }) =>
          faultAt(pod.maker, path, `${title} is told of ${value} by ${name}, and nothing is mounted there`),
        );
    });
  },
});
