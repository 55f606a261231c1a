import { aclInstalled } from '../../policies/users/acl-installed';
import { bashPresent } from '../../policies/users/bash-present';
import { buildTimeRootOnly } from '../../policies/users/build-time-root-only';
import { dbusMachineId } from '../../policies/users/dbus-machine-id';
import { distroPackageNames } from '../../policies/users/distro-package-names';
import { imageFinalUserNonroot } from '../../policies/users/image-final-user-nonroot';
import { noImageUidInPosixRange } from '../../policies/users/no-image-uid-in-posix-range';
import { noRuntimeSudo } from '../../policies/users/no-runtime-sudo';
import { nsswitchFiles } from '../../policies/users/nsswitch-files';
import { nsswitchSss } from '../../policies/users/nsswitch-sss';
import { shellAndCpPresent } from '../../policies/users/shell-and-cp-present';
import { sssdClientInstalled } from '../../policies/users/sssd-client-installed';
import { sudoConfCoredump } from '../../policies/users/sudo-conf-coredump';
import { sudoInstalled } from '../../policies/users/sudo-installed';
import { sudoSpecificActions } from '../../policies/users/sudo-specific-actions';
import { docker, skaha, testRows, ubuntu } from './container-rows';

const NSS = { 'nsswitch.conf': 'passwd: sss files\nshadow: sss files\ngroup: sss files\n' };
testRows<'container'>([
  [nsswitchSss, 'the file of the documentation', docker('FROM ubuntu:24.04\nCOPY nsswitch.conf /etc/', NSS), 'pass'],
  [
    nsswitchSss,
    'files before sss',
    docker('FROM scratch\nCOPY n /etc/nsswitch.conf', {
      n: 'passwd: files sss\nshadow: files sss # x\ngroup: files [NOTFOUND=continue] sss',
    }),
    'pass',
  ],
  [nsswitchSss, 'libnss-sss adds it', ubuntu('RUN apt-get update && apt-get install -y libnss-sss'), 'pass'],
  [
    nsswitchSss,
    'the default of the distribution',
    ubuntu(''),
    [
      '/etc/nsswitch.conf: passwd asks files, and not sss',
      '/etc/nsswitch.conf: shadow asks files, and not sss',
      '/etc/nsswitch.conf: group asks files, and not sss',
    ],
  ],
  [
    nsswitchSss,
    'a copy in a stage that is not shipped',
    docker('FROM ubuntu:24.04 AS a\nCOPY nsswitch.conf /etc/\nFROM scratch', NSS),
    ['there is no /etc/nsswitch.conf, so the defaults without sss hold'],
  ],
  [
    nsswitchSss,
    'one database is missing',
    docker('FROM scratch\nCOPY n /etc/nsswitch.conf', { n: 'passwd: sss\n#shadow: sss\ngroup: sssd' }),
    ['2: /etc/nsswitch.conf: shadow is not named, and not sss', '2: /etc/nsswitch.conf: group asks sssd, and not sss'],
  ],
  [nsswitchSss, 'a base that nobody knows', docker('FROM x.org/y/z:1'), 'unknown'],
  [
    nsswitchSss,
    'a search that ends before it, and a database twice',
    docker('FROM scratch\nCOPY n /etc/nsswitch.conf', {
      n: 'passwd: files [NOTFOUND=return] sss\nshadow: files [!SUCCESS=RETURN] sss\ngroup: files sss\ngroup: files',
    }),
    [
      '2: /etc/nsswitch.conf: passwd stops at [NOTFOUND=return] before it comes to sss',
      '2: /etc/nsswitch.conf: shadow stops at [NOTFOUND=return] before it comes to sss',
      '2: /etc/nsswitch.conf: group is named twice, and C libraries differ in which one they read',
    ],
  ],
  [
    nsswitchFiles,
    'files that nobody comes to',
    docker('FROM scratch\nCOPY n /etc/nsswitch.conf', { n: 'passwd: sss [NOTFOUND=return] files' }),
    ['/etc/nsswitch.conf: passwd asks sss, and not files'],
  ],
  [nsswitchFiles, 'both are asked', docker('FROM ubuntu:24.04\nCOPY nsswitch.conf /etc/', NSS), 'pass'],
  [nsswitchFiles, 'without the file the library asks files', docker('FROM scratch'), 'pass'],
  [
    nsswitchFiles,
    'sss alone',
    docker('FROM scratch\nCOPY n /etc/nsswitch.conf', { n: 'passwd: sss' }),
    ['/etc/nsswitch.conf: passwd asks sss, and not files'],
  ],
  [sssdClientInstalled, 'Debian', ubuntu('RUN apt-get install -y libnss-sss'), 'pass'],
  [sssdClientInstalled, 'Rocky', docker('FROM rockylinux:9\nRUN dnf -y install sssd-client'), 'pass'],
  [
    sssdClientInstalled,
    'none',
    ubuntu('RUN apt-get install -y acl'),
    ['no package with the library of the sssd client is installed'],
  ],
  [sssdClientInstalled, 'the library alone', ubuntu('COPY <<E /usr/lib64/libnss_sss.so.2\nE'), 'pass'],
  [sudoInstalled, 'none', ubuntu(''), 'pass'],
  [sudoInstalled, 'of the base', docker('FROM quay.io/jupyter/base-notebook:1'), 'pass'],
  [
    sudoInstalled,
    'of this recipe',
    ubuntu('RUN apt-get install -y sudo'),
    ['2: sudo is installed, and cannot work in a session'],
  ],
  [sssdClientInstalled, 'a script may have installed it', ubuntu('RUN ./setup.sh'), 'unknown'],
  [aclInstalled, 'installed', ubuntu('RUN apt-get install -y acl'), 'pass'],
  [
    aclInstalled,
    'installed and removed',
    ubuntu('RUN apt-get install -y acl && apt-get remove -y acl && rm /usr/bin/setfacl'),
    ['the package acl is not installed'],
  ],
  [aclInstalled, 'its library alone', ubuntu('RUN apt-get install -y libacl1'), ['the package acl is not installed']],
  [distroPackageNames, 'right names', ubuntu('RUN apt-get install -y libnss-sss acl'), 'pass'],
  [
    distroPackageNames,
    'a name of Rocky',
    ubuntu('RUN apt-get update \\\n && apt-get install -y sssd-client acl'),
    ['3: apt-get has no package sssd-client; there it is libnss-sss'],
  ],
  [
    distroPackageNames,
    'from a list',
    docker('FROM ubuntu:24.04\nWORKDIR /tmp\nCOPY packages.apt .\nRUN apt-get install -y $(cat packages.apt)', {
      'packages.apt': 'sssd-client\nacl\n',
    }),
    ['4: apt-get has no package sssd-client; there it is libnss-sss'],
  ],
  [distroPackageNames, 'nothing is run', docker('FROM ubuntu:24.04'), 'not-applicable'],
  [shellAndCpPresent, 'a distribution', ubuntu(''), 'pass'],
  [shellAndCpPresent, 'nothing', docker('FROM scratch'), ['there is no sh', 'there is no cp']],
  [bashPresent, 'a distribution', ubuntu('', 'notebook'), 'pass'],
  [
    bashPresent,
    'Alpine',
    docker('FROM alpine:3.20', {}, 'notebook'),
    ['there is no bash, and notebook sessions are started with it'],
  ],
  [bashPresent, 'Alpine with bash', docker('FROM alpine:3.20\nRUN apk add bash', {}, 'notebook'), 'pass'],
  [bashPresent, 'headless needs none', docker('FROM alpine:3.20', {}, 'headless'), 'not-applicable'],
  [imageFinalUserNonroot, 'a user', ubuntu('USER 1000:100'), 'pass'],
  [
    imageFinalUserNonroot,
    'the user of the base',
    docker('FROM quay.io/jupyter/base-notebook:2024-10-07\nUSER root\nUSER ${NB_USER}'),
    'pass',
  ],
  [imageFinalUserNonroot, 'root in many ways', ubuntu('USER 0:0'), ['2: it runs as 0']],
  [
    imageFinalUserNonroot,
    'root under another name',
    docker('FROM ubuntu:24.04\nCOPY passwd /etc/passwd\nUSER toor', { passwd: 'toor:x:0:0::/:/bin/sh\n' }),
    ['3: it runs as toor, which is root under another name'],
  ],
  [imageFinalUserNonroot, 'no user', ubuntu(''), ['no user is set, so it runs as root']],
  [imageFinalUserNonroot, 'a variable of an unknown base', docker('FROM x.org/y/z:1\nUSER $NB_USER'), 'unknown'],
  [noImageUidInPosixRange, 'a low number', ubuntu('RUN useradd -m -u 1000 app'), 'pass'],
  [
    noImageUidInPosixRange,
    'a number of the platform',
    ubuntu('RUN useradd --uid 30001 guest'),
    ['2: the user has the number 30001; those from 10000 belong to the platform'],
  ],
  [
    noImageUidInPosixRange,
    'accounts that a file defines',
    docker('FROM ubuntu:24.04\nCOPY passwd /etc/passwd\n', {
      passwd:
        'root:x:0:0::/:/bin/sh\nguest:x:30001:1\nnobody:x:65534:1\nnfsnobody:x:4294967294:1\n+nis:x:30002\n+@lab::::::\n#x:x:30003\nbad\n',
    }),
    ['2: guest has the number 30001; those from 10000 belong to the platform'],
  ],
  [buildTimeRootOnly, 'a script without root', skaha('startup', '#!/bin/bash\nexec "$@"\n'), 'pass'],
  [
    buildTimeRootOnly,
    'apt in a script',
    skaha('startup', '#!/bin/bash\napt-get install -y x\n'),
    ['2: /skaha/startup.sh runs apt-get, which needs root'],
  ],
  [buildTimeRootOnly, 'no script', ubuntu(''), 'not-applicable'],
  [noRuntimeSudo, 'a script without sudo', skaha('init', '#!/bin/bash\necho hello\n'), 'pass'],
  [
    noRuntimeSudo,
    'sudo',
    skaha('init', '#!/bin/bash\nsudo service x start\n'),
    ['2: /skaha/init.sh runs sudo, which cannot work in a session'],
  ],
  ...(
    [
      ['#1000 ALL=(ALL) NOPASSWD: ALL', 1],
      ['%lab ALL=(ALL:ALL) NOPASSWD:SETENV: ALL # all of them', 1],
      ['bob ALL=(ALL) \\\n NOPASSWD: ALL', 1],
      ['bob ALL=(ALL) NOPASSWD: /bin/x, ALL, !/bin/su', 1],
      ['bob ALL=(ALL) NOPASSWD: /bin/x, PASSWD: ALL', 0],
      ['# bob ALL=(ALL) NOPASSWD: ALL', 0],
      ['bob ALL=(ALL) NOPASSWD: /bin/ALL', 0],
    ] as const
  ).map(
    ([line, faults]) =>
      [
        sudoSpecificActions,
        line,
        docker('FROM scratch\nCOPY s /etc/sudoers', { s: `root ALL=(ALL) NOPASSWD: ALL\n${line}\n` }),
        faults === 0
          ? 'pass'
          : [`2: /etc/sudoers grants everything: ${line.replace(/ # .*/, '').replace('\\\n', ' ')}`],
      ] as const,
  ),
  [
    sudoSpecificActions,
    'a folder whose content is not known',
    docker('FROM ubuntu:24.04\nCOPY rights /etc/sudoers.d/'),
    'unknown',
  ],
  [
    sudoSpecificActions,
    'named commands',
    ubuntu(`RUN echo "%users ALL=NOPASSWD:/usr/bin/x" > /etc/sudoers.d/x`),
    'pass',
  ],
  [
    sudoSpecificActions,
    'everything',
    ubuntu(`RUN echo "app ALL=(ALL) NOPASSWD: ALL" >> /etc/sudoers.d/x`),
    ['2: /etc/sudoers.d/x grants everything: app ALL=(ALL) NOPASSWD: ALL'],
  ],
  [
    sudoConfCoredump,
    'said',
    ubuntu(`RUN apt-get install -y sudo && echo "Set disable_coredump false" > /etc/sudo.conf`),
    'pass',
  ],
  [
    sudoConfCoredump,
    'not said',
    ubuntu(`RUN apt-get install -y sudo && echo "#" > /etc/sudo.conf`),
    ['/etc/sudo.conf does not set disable_coredump to false'],
  ],
  [sudoConfCoredump, 'no sudo', ubuntu(''), 'not-applicable'],
  [dbusMachineId, 'made', ubuntu('RUN dbus-uuidgen --ensure', 'desktop-app'), 'pass'],
  [
    dbusMachineId,
    'not there',
    docker('FROM scratch', {}, 'desktop-app'),
    ['there is no machine id in /etc/machine-id or /var/lib/dbus/machine-id'],
  ],
]);
