import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { requestOf, typeOf, wordsOf } from '../../src/check/view/session-request';

export const outputsToPersistentStorage = defineRule({
  id: 'outputs-to-persistent-storage',
  topic: 'requests',
  on: 'request',
  severity: 'warning',
  why: 'What a headless session writes elsewhere is gone when it ends.',
  fix: 'Write results below a folder of storage.',
  source: '000_b288e323437a5df4.txt "Use /arc paths for persistent data"; container-rules.md §1c',
  check: ({ request, contract }) => {
    const fields = requestOf(request);
    if (typeOf(fields) !== 'headless') return notApplicable;
    const args = fields.get('args');
    const words = wordsOf(args).flatMap((word) => word.split('='));
    const faults = words.flatMap((word, index): Fault[] => {
      const target = words[index + 1];
      if (!/^--?(?:o|out|output|outdir|output-dir)$/.test(word) || !target?.startsWith('/')) return [];
      return contract.mounts.some((mount) => target.startsWith(`${mount}/`) && mount !== '/scratch')
        ? []
        : [{ message: `${target} is gone when the session ends`, place: { path: args.path } }];
    });
    return fail(faults);
  },
});
