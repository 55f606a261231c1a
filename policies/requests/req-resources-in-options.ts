import { defineRule } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { requestOf, wholeNumber } from '../../src/check/view/session-request';

export const reqResourcesInOptions = defineRule({
  id: 'req-resources-in-options',
  topic: 'requests',
  on: 'request',
  severity: 'error',
  why: 'The session service offers these sizes and no others.',
  fix: 'Take one of the sizes that the platform offers.',
  source: '001_866ce0400a9f33b4.txt "available cores and RAM"; container-rules.md §1h, §2 C21',
  check: ({ request, contract }) =>
    eachOf(
      [
        ['cores', contract.cores],
        ['ram', contract.memory],
        ['gpus', contract.gpus],
      ] as const,
      ([key, offers]) => {
        const field = requestOf(request).get(key);
        if (!field.exists) return [];
        const amount = wholeNumber(field);
        if (amount !== undefined && (offers.includes(amount) || (key === 'gpus' && amount === 0))) return [];
        const near = amount === undefined ? undefined : offers.find((one) => one >= amount);
        return [
          {
            message: `${key} ${JSON.stringify(field.value)} is not offered${near === undefined ? '' : `; ${near} is`}`,
            place: { path: field.path },
          },
        ];
      },
    ),
});
