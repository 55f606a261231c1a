import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { startScript } from '../../src/check/view/start-script';

export const defRunscriptExec = defineRule({
  id: 'def-runscript-exec',
  topic: 'recipe',
  on: 'container',
  severity: 'warning',
  why: 'A run script that does not exec leaves a shell between the user and the program, and one without "$@" drops the arguments.',
  fix: 'End %runscript with exec PROGRAM "$@".',
  source: '002_94f43e463315a6da.txt exec python /opt/summation.py "$@"; container-rules.md §1g',
  check: ({ container }) => {
    if (container.recipe?.kind !== 'apptainer') return notApplicable;
    // A definition without %runscript starts what its base starts.
    const { entrypoint } = container;
    const path = entrypoint.known ? entrypoint.value?.arguments[0] : undefined;
    const script = path === undefined ? undefined : startScript(container, path);
    if (script === undefined) return notApplicable;
    const place = script.place ? { place: script.place } : {};
    const exec = script.commands.findLast(({ name, arguments: words }) => name === 'exec' && words.length > 0);
    if (exec === undefined) return fail([{ message: 'the run script does not exec its program', ...place }]);
    return /\$@|\$\{@\}/.test(exec.text) ? pass : fail([{ message: 'the run script drops its arguments', ...place }]);
  },
});
