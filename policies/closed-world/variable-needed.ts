import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { startedScripts } from '../../src/check/world/started-scripts';
import { worldOf } from '../../src/check/world/world';

// How a script says that it does not go on without a variable.
const NEEDS = [/\$\{([A-Za-z_]\w*):\?/g, /^\s*\[ -n "\$\{([A-Za-z_]\w*):-\}" \] \|\|/gm];

/** kubelet writes these into every container, whatever else it is told to leave out. */
const EVERYWHERE = /^KUBERNETES_(?:SERVICE|PORT)/;

export const variableNeeded = defineRule({
  id: 'variable-needed',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A script that is not told what it needs ends at once, in every pod that starts it.',
  fix: 'Set the variable in the container that starts the script.',
  source: 'platform-contract.md §2.8, §3',
  check: (platform) => {
    const scripts = startedScripts(worldOf(platform));
    if (scripts.length === 0) return notApplicable;
    return eachOf(scripts, ({ pod, title, field, name, text }): Fault[] => {
      // What a whole ConfigMap or Secret brings in is not listed here.
      if (field.get('envFrom').items().length > 0) return [];
      const set = environmentOf(field);
      const needed = new Set(NEEDS.flatMap((form) => [...text.matchAll(form)].map(([, variable = '']) => variable)));
      return [...needed]
        .filter((variable) => !set.has(variable) && !EVERYWHERE.test(variable))
        .map((variable) =>
          faultAt(pod.maker, field.get('env').path, `${name} needs ${variable}, which ${title} does not set`),
        );
    });
  },
});
