import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

// `$$(NAME)` stands for the text `$(NAME)`.
const EXPANSION = /(?<!\$)\$\(([A-Za-z_][\w.-]*)\)/g;

export const variableDefined = defineRule({
  id: 'variable-defined',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'Kubernetes leaves $(NAME) as it stands when no variable of that name comes before: a password then is the text "$(NAME)".',
  fix: 'Define the variable before the one that uses it.',
  source: 'skaha-verified.md §2 item 9',
  check: (platform) =>
    eachOf(worldOf(platform).pods, ({ maker, view }): Fault[] =>
      containersOf(view).flatMap(({ title, field }) => {
        // What a whole ConfigMap or Secret brings in is not listed here.
        if (field.get('envFrom').items().length > 0) return [];
        const before = new Set<string>();
        return [...environmentOf(field).values()].flatMap((variable) => {
          const used = [...(variable.value?.matchAll(EXPANSION) ?? [])].map(([, name = '']) => name);
          const faults = used
            .filter((name) => !before.has(name))
            .map((name) =>
              faultAt(
                maker,
                variable.field.path,
                `${title} has no variable ${name} before ${variable.name}, which uses it`,
              ),
            );
          before.add(variable.name);
          return faults;
        });
      }),
    ),
});
