import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { startedScripts } from '../../src/check/world/started-scripts';
import { worldOf } from '../../src/check/world/world';

export const variableRead = defineRule({
  id: 'variable-read',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A script reads variables by their names; one that it does not know is ignored, and what it should have said is missing.',
  fix: 'Use the name that the script reads, or leave the variable out.',
  source: 'platform-contract.md §2.8',
  check: (platform) => {
    // What runs in a session reads variables of its own.
    const scripted = startedScripts(worldOf(platform)).filter(({ pod }) => pod.maker.file === undefined);
    if (scripted.length === 0) return notApplicable;
    return eachOf(scripted, ({ pod, title, field, texts }): Fault[] => {
      const values = [...environmentOf(field).values()];
      const isRead = (name: string) =>
        texts.some((text) => new RegExp(`\\b${name}\\b`).test(text)) ||
        values.some(({ value }) => value?.includes(`$(${name})`));
      return values
        .filter(({ name }) => /^\w+$/.test(name) && !isRead(name))
        .map((variable) => faultAt(pod.maker, variable.field.path, `no script of ${title} reads ${variable.name}`));
    });
  },
});
