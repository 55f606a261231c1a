import { type Container, type Start, sure } from '../../src/check/facts';
import { defineRule, type Fault, fail, notApplicable, unknown } from '../../src/check/rule';
import { STARTS_IMAGE } from '../../src/check/view/session-start';

export const startupStableAcrossTags = defineRule({
  id: 'startup-stable-across-tags',
  topic: 'registry',
  on: 'artifact',
  severity: 'warning',
  why: 'Versions of one image are versions of one session: what starts it and where it listens is settled outside the image.',
  fix: 'Keep ENTRYPOINT, CMD and EXPOSE as they were, or publish under a new name.',
  source: '001_866ce0400a9f33b4.txt "the startup procedure for these must remain the same"; container-rules.md §1d',
  check: ({ container, before, labels, otherTags }) => {
    if (!STARTS_IMAGE.some((type) => labels?.includes(type))) return notApplicable;
    if (before === undefined)
      return otherTags?.length === 0 ? notApplicable : unknown('the version before it was not read');
    if (container === undefined) return unknown('the image was not read');
    const faults = (Object.keys(SAID) as (keyof typeof SAID)[]).flatMap((what): Fault[] => {
      const [now, then] = [SAID[what](container), SAID[what](before.container)];
      return now === then ? [] : [{ message: `${what} is ${now}, and was ${then} in ${before.tag}` }];
    });
    return fail(faults);
  },
});

const start = (words: Start | undefined) => (words === undefined ? 'nothing' : JSON.stringify(words.arguments));

const SAID = {
  ENTRYPOINT: (container: Container) => start(sure(container.entrypoint)),
  CMD: (container: Container) => start(sure(container.cmd)),
  EXPOSE: (container: Container) =>
    sure(container.ports)
      .map(({ number, protocol }) => `${number}/${protocol}`)
      .toSorted()
      .join(' ') || 'nothing',
};
