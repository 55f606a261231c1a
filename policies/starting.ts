import type { Rule } from '../src/check/rule';
import { buildSelfTest } from './recipe/build-self-test';
import { defFilesScope } from './recipe/def-files-scope';
import { defNotLaunchable } from './recipe/def-not-launchable';
import { defRunscriptExec } from './recipe/def-runscript-exec';
import { dockerignorePresent } from './recipe/dockerignore-present';
import { downloadPinned } from './recipe/download-pinned';
import { layersCombined } from './recipe/layers-combined';
import { multiStageCompilers } from './recipe/multi-stage-compilers';
import { noEditableFromDeletedDir } from './recipe/no-editable-from-deleted-dir';
import { onbuildHidden } from './recipe/onbuild-hidden';
import { pipNoCacheDir } from './recipe/pip-no-cache-dir';
import { pkgCacheClean } from './recipe/pkg-cache-clean';
import { pkgNoninteractive } from './recipe/pkg-noninteractive';
import { pkgUpdateWithInstall } from './recipe/pkg-update-with-install';
import { recipeAndDocs } from './recipe/recipe-and-docs';
import { softwareVersionsPinned } from './recipe/software-versions-pinned';
import { labelDescriptionVersion } from './registry/label-description-version';
import { labelMaintainer } from './registry/label-maintainer';
import { labelSkahaType } from './registry/label-skaha-type';
import { metadataModel } from './registry/metadata-model';
import { metadataStartupAccess } from './registry/metadata-startup-access';
import { cartaContract } from './sessions/carta-contract';
import { contributedBindAll } from './sessions/contributed-bind-all';
import { contributedEntrypoint } from './sessions/contributed-entrypoint';
import { contributedExecServer } from './sessions/contributed-exec-server';
import { contributedPort5000 } from './sessions/contributed-port-5000';
import { contributedSinglePort } from './sessions/contributed-single-port';
import { desktopPorts } from './sessions/desktop-ports';
import { desktopStartupTree } from './sessions/desktop-startup-tree';
import { fireflyContract } from './sessions/firefly-contract';
import { gpuCudaPresent } from './sessions/gpu-cuda-present';
import { headlessCmdPassthrough } from './sessions/headless-cmd-passthrough';
import { headlessExitAndLogs } from './sessions/headless-exit-and-logs';
import { headlessNoUserSite } from './sessions/headless-no-user-site';
import { headlessNoninteractive } from './sessions/headless-noninteractive';
import { notebookJupyterLab } from './sessions/notebook-jupyter-lab';
import { notebookListens8888 } from './sessions/notebook-listens-8888';
import { requiredEnvChecked } from './sessions/required-env-checked';
import { cmdForLocalTest } from './startup/cmd-for-local-test';
import { cmdTargetExists } from './startup/cmd-target-exists';
import { entrypointIgnored } from './startup/entrypoint-ignored';
import { guiAppPresent } from './startup/gui-app-present';
import { initNonblocking } from './startup/init-nonblocking';
import { initNotForEnv } from './startup/init-not-for-env';
import { initOnlyDesktopApp } from './startup/init-only-desktop-app';
import { noVncInDesktopApp } from './startup/no-vnc-in-desktop-app';
import { startupArgsQuoted } from './startup/startup-args-quoted';
import { startupExecArgs } from './startup/startup-exec-args';
import { startupExecutable } from './startup/startup-executable';
import { startupForegroundApp } from './startup/startup-foreground-app';
import { xtermInstalled } from './startup/xterm-installed';

/** How a container starts, says what it is, and is built. */
export const starting: readonly Rule[] = [
  buildSelfTest,
  dockerignorePresent,
  downloadPinned,
  layersCombined,
  multiStageCompilers,
  noEditableFromDeletedDir,
  onbuildHidden,
  pipNoCacheDir,
  pkgCacheClean,
  pkgNoninteractive,
  pkgUpdateWithInstall,
  softwareVersionsPinned,
  labelDescriptionVersion,
  labelMaintainer,
  labelSkahaType,
  metadataModel,
  cartaContract,
  contributedBindAll,
  contributedEntrypoint,
  contributedExecServer,
  contributedPort5000,
  contributedSinglePort,
  desktopPorts,
  desktopStartupTree,
  fireflyContract,
  headlessCmdPassthrough,
  headlessExitAndLogs,
  headlessNoninteractive,
  notebookJupyterLab,
  notebookListens8888,
  cmdForLocalTest,
  cmdTargetExists,
  entrypointIgnored,
  initNonblocking,
  initNotForEnv,
  initOnlyDesktopApp,
  noVncInDesktopApp,
  startupArgsQuoted,
  startupExecArgs,
  startupExecutable,
  xtermInstalled,
  requiredEnvChecked,
  guiAppPresent,
  gpuCudaPresent,
  metadataStartupAccess,
  recipeAndDocs,
  defRunscriptExec,
  defFilesScope,
  defNotLaunchable,
  startupForegroundApp,
  headlessNoUserSite,
];
