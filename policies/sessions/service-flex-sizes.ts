import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { manifestFault, worldOf } from '../../src/check/world/world';

export const serviceFlexSizes = defineRule({
  id: 'service-flex-sizes',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service reads these sizes as plain numbers; a unit makes every start of a session of the type fail.',
  fix: 'Write cores, or GiB, as a number without a unit.',
  source: 'platform-contract.md §7 item 7, §4 D4',
  check: (platform) => {
    const { service } = worldOf(platform);
    if (!service) return notApplicable;
    const { manifest, variables } = service;
    const sizes = [...variables.values()].filter(({ name }) => name.startsWith('SKAHA_FLEX_RESOURCE_REQUEST_'));
    if (sizes.length === 0) return notApplicable;
    return fail(
      sizes.flatMap(({ name, value = '', field }) => {
        const fact = !/_(?:MEMORY|CPU)$/.test(name)
          ? `nothing reads ${name}; names end in _MEMORY or _CPU`
          : /^\d+(?:\.\d+)?$/.test(value) && Number(value) > 0
            ? undefined
            : `${name} is ${JSON.stringify(value)} and not a plain number`;
        return fact === undefined ? [] : [manifestFault(manifest, field.path, fact)];
      }),
    );
  },
});
