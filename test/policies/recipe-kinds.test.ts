import { stageTargetKnown } from '../../policies/base/stage-target-known';
import { noDataInImage } from '../../policies/filesystem/no-data-in-image';
import { defFilesScope } from '../../policies/recipe/def-files-scope';
import { defNotLaunchable } from '../../policies/recipe/def-not-launchable';
import { defRunscriptExec } from '../../policies/recipe/def-runscript-exec';
import { recipeAndDocs } from '../../policies/recipe/recipe-and-docs';
import { build } from '../check/read/dockerfile/build';
import { definition, docker, testRows, ubuntu } from './container-rows';

const STAGES = 'FROM ubuntu:24.04 AS deploy\nUSER 1000\nFROM deploy AS test\nRUN pytest\n';

testRows<'container'>([
  [stageTargetKnown, 'one stage', ubuntu(''), 'not-applicable'],
  [stageTargetKnown, 'a builder first', docker('FROM ubuntu:24.04 AS build\nFROM ubuntu:24.04'), 'pass'],
  [
    stageTargetKnown,
    'tests last',
    docker(STAGES),
    ['3: the stage test, the last one, was judged, and it looks like none that is shipped'],
  ],
  [stageTargetKnown, 'said', { ...docker(STAGES), container: build(STAGES, {}, { target: 'deploy' }) }, 'pass'],
  [defRunscriptExec, 'a Dockerfile', ubuntu(''), 'not-applicable'],
  [defRunscriptExec, 'none', definition(''), 'not-applicable'],
  [
    defRunscriptExec,
    'exec with its arguments',
    definition('%runscript\necho "Got arguments: $*"\nexec python /opt/summation.py "$@"'),
    'pass',
  ],
  [
    defRunscriptExec,
    'no exec',
    definition('%runscript\npython x.py "$@"'),
    ['3: the run script does not exec its program'],
  ],
  [defRunscriptExec, 'no arguments', definition('%runscript\nexec x'), ['3: the run script drops its arguments']],
  [defFilesScope, 'a Dockerfile', ubuntu('COPY catalog.fits /opt/'), 'not-applicable'],
  [defFilesScope, 'code', definition('%files\n    summation.py /opt'), 'pass'],
  [
    defFilesScope,
    'data and settings',
    definition('%files\n    catalog.fits /opt\n    ~/x /opt\n    .netrc /root/'),
    ['4: catalog.fits looks like data', '5: ~/x is a setting of one user', '6: .netrc is a setting of one user'],
  ],
  [
    noDataInImage,
    'what a definition copies is said once',
    definition('%files\n    catalog.fits /opt'),
    'not-applicable',
  ],
  [noDataInImage, 'a list', ubuntu('COPY ["a b.csv", "/opt/"]'), ['2: b.csv looks like data']],
  [defNotLaunchable, 'not for here', definition(''), 'not-applicable'],
  [defNotLaunchable, 'a recipe for both', definition('', { Dockerfile: '' }, 'headless'), 'pass'],
  [
    defNotLaunchable,
    'a definition alone',
    definition('', { 'README.md': '' }, 'headless'),
    ['there is no Dockerfile beside the definition, and only an OCI image can be started'],
  ],
  [
    recipeAndDocs,
    'complete',
    docker('FROM ubuntu:24.04', { 'README.md': '# X\n## Usage\n## Dependencies\n## Contact\n' }),
    'pass',
  ],
  [recipeAndDocs, 'none', ubuntu(''), ['there is no README beside the recipe']],
  [
    recipeAndDocs,
    'little',
    docker('FROM ubuntu:24.04', { README: 'Usage: x' }),
    ['the README says nothing of dependencies, contact'],
  ],
]);
