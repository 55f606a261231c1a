import { sure } from '../../src/check/facts';
import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { variablesOfScript } from '../../src/check/view/script-variables';
import { programOf, startOf } from '../../src/check/view/session-start';
import { startScript } from '../../src/check/view/start-script';

export const requiredEnvChecked = defineRule({
  id: 'required-env-checked',
  topic: 'sessions',
  on: 'container',
  types: ['headless', 'contributed'],
  severity: 'info',
  why: 'A variable that nobody set is empty, and a script that does not look goes on with nothing: it reads no file, or writes to the wrong place.',
  fix: 'Begin with : "${INPUT_FILE:?}" for each variable that must be there, or give it a default.',
  source: '000_b288e323437a5df4.txt "Check required variables in startup scripts"; container-rules.md §1c',
  check: ({ container }) => {
    const start = startOf(container);
    const program = start && sure(programOf(container, start));
    const script = program?.startsWith('/') ? startScript(container, program) : undefined;
    if (script === undefined) return notApplicable;
    return eachOf(variablesOfScript(script.text), (name): Fault[] => {
      if (SET_BY_PLATFORM.test(name)) return [];
      const value = container.env(name);
      if (value.known && value.value !== undefined) return [];
      sure(value);
      return [
        {
          message: `${script.path} uses ${name} without a look whether it is set`,
          ...(script.place ? { place: script.place } : {}),
        },
      ];
    });
  },
});

/** What shells, container runtimes and the platform set in every session (platform-contract.md, launch templates). */
const SET_BY_PLATFORM =
  /^(?:HOME|PWD|OLDPWD|PATH|HOSTNAME|USER|LOGNAME|UID|EUID|SHELL|SHLVL|TERM|LANG|LC_\w+|IFS|PPID|RANDOM|SECONDS|LINENO|BASH\w*|FUNCNAME|OPTARG|OPTIND|REPLY|PIPESTATUS|DISPLAY|skaha_\w+|SKAHA_\w+|XDG_\w+|\w+_NUM_THREADS)$/;
