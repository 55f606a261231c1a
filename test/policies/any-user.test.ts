import { reqResourcesIgnored } from '../../policies/requests/req-resources-ignored';
import { gpuCudaPresent } from '../../policies/sessions/gpu-cuda-present';
import { headlessNoUserSite } from '../../policies/sessions/headless-no-user-site';
import { requiredEnvChecked } from '../../policies/sessions/required-env-checked';
import { guiAppPresent } from '../../policies/startup/gui-app-present';
import { passwdGroupReadable } from '../../policies/users/passwd-group-readable';
import { runsUnderAnyUid } from '../../policies/users/runs-under-any-uid';
import { docker, request, testRows, ubuntu } from './container-rows';

const started = (script: string, lines = '') =>
  docker(
    `FROM ubuntu:24.04\n${lines}COPY run.sh /opt/run.sh\nENTRYPOINT ["/opt/run.sh"]\n`,
    { 'run.sh': `755:#!/bin/bash\n${script}` },
    'headless',
  );
const gpu = (source: string) => ({ ...docker(source), gpu: true });

testRows<'container'>([
  [passwdGroupReadable, 'a distribution', ubuntu(''), 'pass'],
  [passwdGroupReadable, 'nothing', docker('FROM scratch'), ['there is no /etc/passwd', 'there is no /etc/group']],
  [
    passwdGroupReadable,
    'for root alone',
    ubuntu('RUN chmod 640 /etc/group'),
    ['2: /etc/group has the mode 640, so users cannot read it'],
  ],
  [passwdGroupReadable, 'taken away', ubuntu('RUN rm /etc/passwd'), ['there is no /etc/passwd']],
  [passwdGroupReadable, 'a base that is not known', docker('FROM x.org/y/z:1'), 'unknown'],
  [runsUnderAnyUid, 'for everybody', ubuntu('RUN chmod -R a+rX /opt/x'), 'pass'],
  [
    runsUnderAnyUid,
    'for root alone',
    ubuntu(
      'ENV PATH=/root/.local/bin:$PATH\nRUN chmod 700 /opt/x && chmod -R go-rwx /usr/local/y && chmod 700 /root/.ssh',
    ),
    [
      '2: PATH names /root/.local/bin, which only root can enter',
      '3: chmod 700 keeps users out of /opt/x',
      '3: chmod go-rwx keeps users out of /usr/local/y',
    ],
  ],
  [
    runsUnderAnyUid,
    'a program that users cannot read',
    docker('FROM ubuntu:24.04\nCOPY --chmod=750 run.sh /opt/\nCMD ["/opt/run.sh"]', { 'run.sh': '#!/bin/sh\n' }),
    ['2: /opt/run.sh has the mode 750, so users cannot read it'],
  ],
  [runsUnderAnyUid, 'a base that is not known', docker('FROM x.org/y/z:1'), 'unknown'],
  [requiredEnvChecked, 'another type', docker('FROM scratch', {}, 'notebook'), 'not-applicable'],
  [
    requiredEnvChecked,
    'the example of the documentation',
    started(
      'set -e\nif [ -z "$INPUT_FILE" ] || [ -z "$OUTPUT_DIR" ]; then exit 1; fi\necho "$INPUT_FILE"\nx --output "$OUTPUT_DIR/r"\n',
    ),
    'pass',
  ],
  [
    requiredEnvChecked,
    'a default',
    started(': "${A:?}"; B=${B:-x}; for i in 1 2; do echo $A $B $i $HOME; done\n'),
    'pass',
  ],
  [requiredEnvChecked, 'set in the image', started('echo $A\n', 'ENV A=1\n'), 'pass'],
  [requiredEnvChecked, 'every missing one stops it', started('set -eu\necho $A\n'), 'pass'],
  [requiredEnvChecked, 'quoted, escaped, in a comment', started("echo '$A' \\$B # $C\n"), 'pass'],
  [
    requiredEnvChecked,
    'bare',
    started('x --input "$INPUT_FILE" ${MORE}\n'),
    [
      '2: /opt/run.sh uses INPUT_FILE without a look whether it is set',
      '2: /opt/run.sh uses MORE without a look whether it is set',
    ],
  ],
  [guiAppPresent, 'xterm', ubuntu('RUN apt-get update && apt-get install -y xterm', 'desktop-app'), 'pass'],
  [guiAppPresent, 'an application', ubuntu('COPY <<E /usr/share/applications/ds9.desktop\nE', 'desktop-app'), 'pass'],
  [
    guiAppPresent,
    'nothing that shows',
    docker('FROM scratch', {}, 'desktop-app'),
    ['there is no .desktop file and no xterm'],
  ],
  [gpuCudaPresent, 'no GPU asked', ubuntu(''), 'not-applicable'],
  [gpuCudaPresent, 'a base with CUDA', gpu('FROM images.canfar.net/skaha/astroml-cuda:24.07'), 'pass'],
  [gpuCudaPresent, 'wheels with CUDA', gpu('FROM ubuntu:24.04\nRUN pip install torch==2.5.1+cu124'), 'pass'],
  [
    gpuCudaPresent,
    'a package of conda',
    gpu('FROM ubuntu:24.04\nRUN conda install -y cuda-cudart=12.4\nENV PATH=/opt/conda/bin:/bin'),
    'pass',
  ],
  [gpuCudaPresent, 'nothing', gpu('FROM scratch'), ['it has no CUDA library']],
  [gpuCudaPresent, 'a base that is not known', gpu('FROM x.org/y/z:1'), 'unknown'],
]);

const PIP = 'FROM ubuntu:24.04\nRUN pip install numpy==1\n';
testRows<'container'>([
  [headlessNoUserSite, 'another type', docker(PIP, {}, 'notebook'), 'not-applicable'],
  [headlessNoUserSite, 'set', docker(`${PIP}ENV PYTHONNOUSERSITE=1\n`, {}, 'headless'), 'pass'],
  [
    headlessNoUserSite,
    'not set',
    docker(PIP, {}, 'headless'),
    ['PYTHONNOUSERSITE is not set, so packages of the home folder come first'],
  ],
]);
testRows<'request'>([
  [reqResourcesIgnored, 'a notebook', request({ type: 'notebook', cores: 2 }), 'not-applicable'],
  [reqResourcesIgnored, 'nothing asked', request({ type: 'firefly' }), 'pass'],
  [
    reqResourcesIgnored,
    'a size',
    request({ type: 'desktop', cores: 2, ram: 4 }),
    ['a desktop session ignores cores', 'a desktop session ignores ram'],
  ],
]);
