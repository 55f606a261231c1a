import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';

export const stageTargetKnown = defineRule({
  id: 'stage-target-known',
  topic: 'base',
  on: 'container',
  severity: { documented: 'info', current: 'warning' },
  why: 'A builder ships the last stage unless it is told another; of a file that ends with its tests, that is the wrong one, and what is judged is not what is shipped.',
  fix: 'Say which stage is shipped, --target deploy, here and where the image is built; or put that stage last.',
  source: 'container-rules.md §1a (docker build --target)',
  check: ({ container }) => {
    const stage = container.recipe?.stage;
    if (stage === undefined || stage.of < 2) return notApplicable;
    if (stage.asked || stage.name === undefined || !SIDE.test(stage.name)) return pass;
    return fail([
      {
        message: `the stage ${stage.name}, the last one, was judged, and it looks like none that is shipped`,
        place: stage.place,
      },
    ]);
  },
});

const SIDE = /(?:^|[-_.])(?:tests?|testing|lint|check|docs?|dev|devel|debug|ci|builder?)(?:$|[-_.])/;
