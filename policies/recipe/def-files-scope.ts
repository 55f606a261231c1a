import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { isData } from '../../src/check/view/data-file';

export const defFilesScope = defineRule({
  id: 'def-files-scope',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'Data and the settings of one user tie a container to one use, and everybody who has it can read them.',
  fix: 'List in %files what the computation needs everywhere; bind data and settings when it runs.',
  source:
    '002_94f43e463315a6da.txt "Only include things that are related to the computation and are general"; container-rules.md §1g',
  check: ({ container }) => {
    if (container.recipe?.kind !== 'apptainer') return notApplicable;
    const files = container.history.filter(({ instruction }) => instruction === 'COPY');
    if (files.length === 0) return notApplicable;
    return fail(
      files.flatMap(({ text, place }): Fault[] => {
        const [source = ''] = text.split(/\s+/);
        const what = isData(source) ? 'looks like data' : OWN.test(source) ? 'is a setting of one user' : undefined;
        return what === undefined ? [] : [{ message: `${source} ${what}`, ...(place ? { place } : {}) }];
      }),
    );
  },
});

/** `.bashrc`, `.ssh`, `.netrc`, `~/anything` */
const OWN =
  /^~|(?:^|\/)(?:\.(?:bash\w*|profile|condarc|netrc|ssh|gitconfig|jupyter|config|aws|cache)|cadcproxy\.pem)(?:\/|$)/;
