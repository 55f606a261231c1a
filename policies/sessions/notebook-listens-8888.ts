import { sure } from '../../src/check/facts';
import { defineRule, type Fault, fail, pass } from '../../src/check/rule';

export const notebookListens8888 = defineRule({
  id: 'notebook-listens-8888',
  topic: 'sessions',
  on: 'container',
  types: ['notebook'],
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform waits for the notebook on port 8888, at a path of its own.',
  fix: 'Leave port, address and base_url to the command line of the platform, and install JupyterLab 3 or later.',
  source: 'container-rules.md §1e (start-jupyterlab.sh)',
  check: ({ container }) => {
    const folders = ['/etc/jupyter', '/usr/local/etc/jupyter', '/opt/conda/etc/jupyter'].map((path) =>
      container.below(path),
    );
    const files = folders
      .flatMap((fact) => (fact.known ? fact.value : []))
      .filter(({ path }) => /config.*\.(py|json)$/.test(path));
    const found = files.flatMap(({ path, place }): Fault[] => {
      const text = container.text(path);
      const [, setting] =
        /^[^#\n]*\b(?:ServerApp|NotebookApp)["']?\s*[.:].*?(port|ip|base_url|certfile)\b/m.exec(
          (text.known && text.value) || '',
        ) ?? [];
      return setting === undefined ? [] : [{ message: `${path} sets ${setting}`, ...(place ? { place } : {}) }];
    });
    if (found.length > 0) return fail(found);
    for (const folder of folders) sure(folder);
    for (const { path } of files) sure(container.text(path));
    const lab = sure(container.library('jupyterlab'));
    if (lab?.version === undefined || !TOO_OLD.test(lab.version)) return pass;
    const message = `JupyterLab ${lab.version} does not know the options that the platform starts it with`;
    return fail([{ message, ...(lab.place ? { place: lab.place } : {}) }]);
  },
});

/** Before version 3 the options were those of NotebookApp; base_url of ServerApp was ignored. */
const TOO_OLD = /^[0-2](?:\.|$)/;
