import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { fileFault } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

/** Types that no browser reaches. */
const WITHOUT_ROUTE = new Set(['headless', 'desktop-app']);

export const templateFiles = defineRule({
  id: 'template-files',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service opens the files of a type by their names when a user starts one: a missing file leaves a Job that nobody can reach.',
  fix: 'Give each type a launch file, and a service file together with an ingress file when a browser reaches it.',
  source: 'platform-contract.md §2.1; skaha-verified.md §1 item 7',
  check: (platform) => {
    const { files } = worldOf(platform);
    if (files.length === 0) return notApplicable;
    const names = new Set(files.map(({ name }) => name));
    const has = (kind: string, type: string) => names.has(`${kind}-${type}.yaml`);
    return fail(
      files.flatMap((file): Fault[] => {
        const { kind, type } = file;
        const missing = kind === 'launch' ? [] : ['launch', 'service', 'ingress'].filter((other) => !has(other, type));
        return [
          ...missing.map((other) => fileFault(file, `there is no ${other}-${type}.yaml beside it`)),
          ...(kind !== 'launch' && WITHOUT_ROUTE.has(type)
            ? [fileFault(file, `a ${type} session has no route, so nothing reads it`)]
            : []),
          ...(type.includes('_') ? [fileFault(file, 'no session type has an underscore in its name')] : []),
          ...(kind === 'launch' && type === 'desktop-app' && !has('launch', 'desktop')
            ? [fileFault(file, 'an application of a desktop needs launch-desktop.yaml')]
            : []),
        ];
      }),
    );
  },
});
