import { sure } from '../../src/check/facts';
import { defineRule, fail } from '../../src/check/rule';

export const notebookJupyterLab = defineRule({
  id: 'notebook-jupyter-lab',
  topic: 'sessions',
  on: 'container',
  types: ['notebook'],
  severity: 'error',
  why: 'A notebook session is started with jupyter lab, found on PATH without a login shell.',
  fix: 'Install jupyterlab where PATH finds it: ENV PATH=/opt/conda/bin:$PATH.',
  source: '000_b288e323437a5df4.txt "Must have `jupyter lab` executable available"; container-rules.md §1e',
  check: ({ container }) => {
    const missing = ['jupyter', 'jupyter-lab'].filter((name) => sure(container.command(name)) === undefined);
    return fail(missing.map((name) => ({ message: `${name} is not on PATH`, strength: 'inferred' as const })));
  },
});
