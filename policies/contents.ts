import type { Rule } from '../src/check/rule';
import { archLinuxAmd64 } from './base/arch-linux-amd64';
import { baseGlibc } from './base/base-glibc';
import { baseNotEol } from './base/base-not-eol';
import { baseRecommended } from './base/base-recommended';
import { baseRefResolves } from './base/base-ref-resolves';
import { baseStandardLinux } from './base/base-standard-linux';
import { baseTagPinned } from './base/base-tag-pinned';
import { stageTargetKnown } from './base/stage-target-known';
import { noBakedCredentials } from './filesystem/no-baked-credentials';
import { noBuildTimeMountAccess } from './filesystem/no-build-time-mount-access';
import { noBuildUserSite } from './filesystem/no-build-user-site';
import { noContentUnderMounts } from './filesystem/no-content-under-mounts';
import { noDataInImage } from './filesystem/no-data-in-image';
import { noHardcodedPaths } from './filesystem/no-hardcoded-paths';
import { noImageHomeEnv } from './filesystem/no-image-home-env';
import { noWorldWritable } from './filesystem/no-world-writable';
import { aclInstalled } from './users/acl-installed';
import { bashPresent } from './users/bash-present';
import { buildTimeRootOnly } from './users/build-time-root-only';
import { dbusMachineId } from './users/dbus-machine-id';
import { distroPackageNames } from './users/distro-package-names';
import { imageFinalUserNonroot } from './users/image-final-user-nonroot';
import { noImageUidInPosixRange } from './users/no-image-uid-in-posix-range';
import { noRuntimeSudo } from './users/no-runtime-sudo';
import { nsswitchFiles } from './users/nsswitch-files';
import { nsswitchSss } from './users/nsswitch-sss';
import { passwdGroupReadable } from './users/passwd-group-readable';
import { runsUnderAnyUid } from './users/runs-under-any-uid';
import { shellAndCpPresent } from './users/shell-and-cp-present';
import { sssdClientInstalled } from './users/sssd-client-installed';
import { sudoConfCoredump } from './users/sudo-conf-coredump';
import { sudoInstalled } from './users/sudo-installed';
import { sudoSpecificActions } from './users/sudo-specific-actions';

/** What a container must hold: its base, its users, its files. */
export const contents: readonly Rule[] = [
  archLinuxAmd64,
  baseGlibc,
  baseNotEol,
  baseRecommended,
  baseRefResolves,
  baseStandardLinux,
  baseTagPinned,
  noBakedCredentials,
  noBuildTimeMountAccess,
  noBuildUserSite,
  noContentUnderMounts,
  noDataInImage,
  noHardcodedPaths,
  noImageHomeEnv,
  noWorldWritable,
  aclInstalled,
  bashPresent,
  buildTimeRootOnly,
  dbusMachineId,
  distroPackageNames,
  imageFinalUserNonroot,
  noImageUidInPosixRange,
  noRuntimeSudo,
  nsswitchFiles,
  nsswitchSss,
  shellAndCpPresent,
  sssdClientInstalled,
  sudoConfCoredump,
  sudoSpecificActions,
  stageTargetKnown,
  passwdGroupReadable,
  runsUnderAnyUid,
  sudoInstalled,
];
