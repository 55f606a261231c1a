import { noBakedCredentials } from '../../policies/filesystem/no-baked-credentials';
import { noBuildTimeMountAccess } from '../../policies/filesystem/no-build-time-mount-access';
import { noBuildUserSite } from '../../policies/filesystem/no-build-user-site';
import { noContentUnderMounts } from '../../policies/filesystem/no-content-under-mounts';
import { noDataInImage } from '../../policies/filesystem/no-data-in-image';
import { noHardcodedPaths } from '../../policies/filesystem/no-hardcoded-paths';
import { noImageHomeEnv } from '../../policies/filesystem/no-image-home-env';
import { noWorldWritable } from '../../policies/filesystem/no-world-writable';
import { docker, skaha, testRows, ubuntu } from './container-rows';

testRows<'container'>([
  [noContentUnderMounts, 'elsewhere', ubuntu('COPY <<E /opt/x\nE\nWORKDIR /opt'), 'pass'],
  [
    noContentUnderMounts,
    'a folder and a working folder',
    ubuntu('RUN mkdir -p /arc/home/x\nWORKDIR /arc/home/x'),
    [
      '2: /arc/home is hidden by what is mounted on /arc',
      '3: the working folder /arc/home/x is in /arc, which is mounted when a session starts',
    ],
  ],
  [noContentUnderMounts, 'made and taken away', ubuntu('RUN mkdir -p /arc/x && rm -rf /arc'), 'pass'],
  [
    noContentUnderMounts,
    'a copy of what nobody sees',
    ubuntu('COPY missing.fits /arc/data/\nCOPY *.none /scratch/x/\nCOPY ["gone*", "/arc"]'),
    [
      '2: /arc/data is hidden by what is mounted on /arc',
      '3: what is copied to /scratch/x is hidden by what is mounted on /scratch',
    ],
  ],
  [
    noContentUnderMounts,
    'a copy of what nobody sees, as a list',
    ubuntu('COPY ["gone*", "/arc/"]'),
    ['2: what is copied to /arc is hidden by what is mounted on /arc'],
  ],
  [noContentUnderMounts, 'a copy to where a variable says', ubuntu('ARG X\nCOPY missing $X'), 'unknown'],
  [noContentUnderMounts, 'a link to a mount is fine', ubuntu('RUN ln -s /arc/projects/x /opt/x'), 'pass'],
  [noContentUnderMounts, 'a script may do anything', ubuntu('RUN ./x.sh'), 'unknown'],
  [noBuildTimeMountAccess, 'elsewhere', ubuntu('RUN chmod g+s /opt'), 'pass'],
  [
    noBuildTimeMountAccess,
    'a mount',
    ubuntu('RUN chmod g+s /arc/projects'),
    ['2: /arc/projects is not there when the image is built'],
  ],
  [noImageHomeEnv, 'not set', ubuntu('ENV A=1'), 'pass'],
  [noImageHomeEnv, 'set', ubuntu('ENV A=1 HOME=/x'), ['2: HOME is set, and a session sets it again']],
  [noBuildUserSite, 'for everybody', ubuntu('RUN pip install x==1'), 'pass'],
  [
    noBuildUserSite,
    'for the user',
    ubuntu('RUN pip install --user x==1 && conda init bash'),
    ['2: it is installed for the user of the build only', '2: conda init changes a dotfile of the user of the build'],
  ],
  [noHardcodedPaths, 'a variable', skaha('startup', '#!/bin/sh\nexec x $INPUT\n'), 'pass'],
  [
    noHardcodedPaths,
    'a path',
    skaha('startup', '#!/bin/sh\nx /arc/home/jdoe/in\n'),
    ['2: /skaha/startup.sh names /arc/home/jdoe'],
  ],
  [noDataInImage, 'code', ubuntu('COPY x.py /opt/'), 'pass'],
  [noDataInImage, 'data', ubuntu('COPY x.py catalogue.fits /opt/'), ['2: catalogue.fits looks like data']],
  [noWorldWritable, 'read', ubuntu('RUN chmod -R a+rX /opt && chmod 1777 /tmp/x'), 'pass'],
  [
    noWorldWritable,
    'write',
    ubuntu('RUN chmod -R 777 /opt && chmod a+rwx /x'),
    ['2: chmod 777 lets everybody write /opt', '2: chmod a+rwx lets everybody write /x'],
  ],
  [noBakedCredentials, 'none', ubuntu('ENV VNC_PORT=1 VNC_PW='), 'pass'],
  [
    noBakedCredentials,
    'a password',
    ubuntu('ARG GITHUB_TOKEN=abc\nENV A=1 \\\n  VNC_PW=vncpassword'),
    ['4: VNC_PW is in the image', '2: ARG GITHUB_TOKEN is in the history of the image'],
  ],
  [
    noBakedCredentials,
    'keys and logins in files',
    docker(
      'FROM ubuntu:24.04\nCOPY id_ed25519 /root/.ssh/id_ed25519\nRUN rm /root/.ssh/id_ed25519\nCOPY home /home/\nCOPY known_hosts /root/.ssh/known_hosts\n',
      { id_ed25519: 'x', known_hosts: 'x', 'home/lab/.docker/config.json': '{}', 'home/lab/.netrc/notes': 'a folder' },
    ),
    ['2: id_ed25519 is copied into a layer', '4: /home/lab/.docker/config.json is in the image'],
  ],
  [
    noBakedCredentials,
    'the key of a cloud',
    ubuntu('ENV AWS_SECRET_ACCESS_KEY=abc'),
    ['2: AWS_SECRET_ACCESS_KEY is in the image'],
  ],
]);
