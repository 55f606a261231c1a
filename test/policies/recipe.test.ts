import { buildSelfTest } from '../../policies/recipe/build-self-test';
import { dockerignorePresent } from '../../policies/recipe/dockerignore-present';
import { downloadPinned } from '../../policies/recipe/download-pinned';
import { layersCombined } from '../../policies/recipe/layers-combined';
import { multiStageCompilers } from '../../policies/recipe/multi-stage-compilers';
import { noEditableFromDeletedDir } from '../../policies/recipe/no-editable-from-deleted-dir';
import { onbuildHidden } from '../../policies/recipe/onbuild-hidden';
import { pipNoCacheDir } from '../../policies/recipe/pip-no-cache-dir';
import { pkgCacheClean } from '../../policies/recipe/pkg-cache-clean';
import { pkgNoninteractive } from '../../policies/recipe/pkg-noninteractive';
import { pkgUpdateWithInstall } from '../../policies/recipe/pkg-update-with-install';
import { softwareVersionsPinned } from '../../policies/recipe/software-versions-pinned';
import { docker, testRows, ubuntu } from './container-rows';

testRows<'container'>([
  [onbuildHidden, 'nothing kept', ubuntu('RUN true'), 'pass'],
  [onbuildHidden, 'what the base has kept is done', docker('FROM scratch AS a\nONBUILD USER 5\nFROM a'), 'pass'],
  [
    onbuildHidden,
    'kept for others',
    ubuntu('ONBUILD COPY . /app\nONBUILD RUN make'),
    ['2: it keeps "COPY . /app" for recipes that build on it', '3: it keeps "RUN make" for recipes that build on it'],
  ],
  [onbuildHidden, 'on a base that nobody knows', docker('FROM example.org/x:1'), 'pass'],
  [pkgUpdateWithInstall, 'together', ubuntu('RUN apt-get update -q && apt-get install -y x'), 'pass'],
  [
    pkgUpdateWithInstall,
    'apart',
    ubuntu('RUN apt-get update\nRUN apt-get install -y x'),
    ['3: packages are installed without an update in the same RUN'],
  ],
  [
    pkgCacheClean,
    'cleaned',
    ubuntu('RUN apt-get update && apt-get install -y x && rm -rf /var/lib/apt/lists/*'),
    'pass',
  ],
  [pkgCacheClean, 'apk without a cache', docker('FROM alpine:3\nRUN apk add --no-cache x'), 'pass'],
  [
    pkgCacheClean,
    'cleaned in another layer',
    docker('FROM rockylinux:9\nRUN dnf -y install x\nRUN dnf clean all'),
    ['2: what dnf downloads stays in the layer'],
  ],
  [
    pkgNoninteractive,
    '-y in many forms',
    ubuntu('RUN apt-get -qy install x && yes | apt-get install y && mamba install --yes z && apt-get install -qq z'),
    'pass',
  ],
  [
    pkgNoninteractive,
    'asks',
    ubuntu('RUN apt-get install x && mamba install z'),
    ['2: apt-get install asks before it goes on', '2: mamba install asks before it goes on'],
  ],
  [pipNoCacheDir, 'an option', ubuntu('RUN pip install --no-cache-dir x'), 'pass'],
  [pipNoCacheDir, 'a variable', ubuntu('ENV PIP_NO_CACHE_DIR=1\nRUN pip install x'), 'pass'],
  [pipNoCacheDir, 'neither', ubuntu('RUN pip3 install x'), ['2: pip keeps its cache in the layer']],
  [
    softwareVersionsPinned,
    'a version',
    ubuntu('ARG V=1.0\nRUN pip install -U pip pytest==7.0.0 x==$V -r requirements.txt'),
    'pass',
  ],
  [
    softwareVersionsPinned,
    'none',
    ubuntu('RUN pip install numpy scipy>=1'),
    ['2: pip installs numpy in whatever version there is', '2: pip installs scipy in whatever version there is'],
  ],
  [downloadPinned, 'a version', ubuntu('RUN wget https://x.org/v1.2/a.tgz'), 'pass'],
  [
    downloadPinned,
    'moving',
    ubuntu('RUN curl -fsSL https://x.org/a/latest.tgz | tar xz'),
    ['2: https://x.org/a/latest.tgz names no version'],
  ],
  [
    downloadPinned,
    'a page',
    ubuntu('RUN wget https://github.com/a/b/blob/main/x1.sh'),
    ['2: https://github.com/a/b/blob/main/x1.sh is a web page, not the file'],
  ],
  [layersCombined, 'one', ubuntu('RUN apt-get install -y a b\nRUN pip install c'), 'pass'],
  [
    layersCombined,
    'two',
    ubuntu('RUN apt-get install -y a\nRUN apt-get install -y b'),
    ['3: it installs packages like the RUN before it'],
  ],
  [
    multiStageCompilers,
    'in another stage',
    docker('FROM ubuntu:24.04 AS b\nRUN apt-get install -y gcc\nFROM ubuntu:24.04\nRUN apt-get install -y curl'),
    'pass',
  ],
  [
    multiStageCompilers,
    'shipped',
    ubuntu('RUN apt-get install -y build-essential'),
    ['2: build-essential is in the image that is shipped'],
  ],
  [dockerignorePresent, 'there', docker('FROM scratch\nCOPY . /x', { '.dockerignore': '.git' }), 'pass'],
  [
    dockerignorePresent,
    'not there',
    docker('FROM scratch\nCOPY . /x', { a: '1' }),
    ['2: everything beside the recipe is copied, and no .dockerignore leaves anything out'],
  ],
  [dockerignorePresent, 'not everything is copied', docker('FROM scratch\nCOPY a /x', { a: '1' }), 'not-applicable'],
  [noEditableFromDeletedDir, 'kept', ubuntu('RUN pip install -e .'), 'pass'],
  [
    noEditableFromDeletedDir,
    'removed',
    ubuntu('RUN cd /src && pip install -e . && rm -rf /src'),
    ['2: an editable install, and a folder is removed after it in the same RUN'],
  ],
  [buildSelfTest, 'tried', ubuntu('RUN pip install x==1\nRUN python -c "import x"'), 'pass'],
  [
    buildSelfTest,
    'not tried',
    ubuntu('RUN pip install x==1'),
    ['nothing that was installed is tried when the image is built'],
  ],
]);
