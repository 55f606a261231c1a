import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { isData } from '../../src/check/view/data-file';

export const noDataInImage = defineRule({
  id: 'no-data-in-image',
  topic: 'filesystem',
  on: 'container',
  severity: 'info',
  why: 'Data makes an image large and ties it to one use.',
  fix: 'Keep data in storage, and read it from there.',
  source:
    '002_94f43e463315a6da.txt "Input-data is typically not general"; 004_b0408a3ce71bc641.txt; container-rules.md §1c',
  check: ({ container }) =>
    // What a definition copies is judged by def-files-scope.
    container.recipe?.kind === 'apptainer'
      ? notApplicable
      : fail(
          container.history
            .filter(({ instruction }) => instruction === 'COPY' || instruction === 'ADD')
            .flatMap(({ text, place }) =>
              (text.match(/[^\s"',[\]]+/g) ?? [])
                .slice(0, -1)
                .filter(isData)
                .map((file) => ({ message: `${file} looks like data`, ...(place ? { place } : {}) })),
            ),
        ),
});
