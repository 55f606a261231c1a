import { defineRule, fail } from '../../src/check/rule';

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
    fail(
      container.history
        .filter(({ instruction }) => instruction === 'COPY' || instruction === 'ADD')
        .flatMap(({ text, place }) =>
          [...text.matchAll(/\S+\.(?:fits|fit|hdf5|h5|ms|csv|vot|parquet)(?:\.gz)?(?=["',\s])/gi)].map(([file]) => ({
            message: `${file.replace(/^[["']+/, '')} looks like data`,
            ...(place ? { place } : {}),
          })),
        ),
    ),
});
