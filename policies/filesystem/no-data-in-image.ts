import { type Container, type FileEntry, sure } from '../../src/check/facts';
import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
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
  check: ({ container }) => {
    // What a definition copies is judged by def-files-scope.
    if (container.recipe?.kind === 'apptainer') return notApplicable;
    const copied = container.history
      .filter(({ instruction }) => instruction === 'COPY' || instruction === 'ADD')
      .flatMap(({ text, place }) =>
        (text.match(/[^\s"',[\]]+/g) ?? [])
          .slice(0, -1)
          .filter(isData)
          .map((file) => ({ message: `${file} looks like data`, ...(place ? { place } : {}) })),
      );
    return fail(container.recipe !== undefined || copied.length > 0 ? copied : held(container));
  },
});

/** Large files of data in an image, whoever put them there: small ones are tables and fixtures of programs. */
function held(container: Container): readonly Fault[] {
  const isLarge = ({ path, kind, size }: FileEntry) =>
    kind === 'file' && isData(path) && size.known && size.value >= LARGE;
  return sure(container.below('/', isLarge)).map(({ path, place }) => ({
    message: `${path} looks like data, and is larger than 10 MiB`,
    ...(place ? { place } : {}),
  }));
}

const LARGE = 10 * 1024 ** 2;
