import type { Fix } from './fix';
import { answerYes, install, pin, rightName, withoutPipCache } from './package-fixes';
import { cleanUp } from './run-fixes';
import { addFiles, addSss, execArguments, executable } from './script-fixes';

/** Findings that a program may cure, by the rule that makes them. Everything else is for a person. */
export const FIXES: Readonly<Record<string, Fix>> = {
  'acl-installed': install('acl'),
  'distro-package-names': rightName,
  'nsswitch-files': addFiles,
  'nsswitch-sss': addSss,
  'pip-no-cache-dir': withoutPipCache,
  'pkg-cache-clean': cleanUp,
  'pkg-noninteractive': answerYes,
  'software-versions-pinned': pin,
  'sssd-client-installed': install('sss'),
  'startup-args-quoted': execArguments,
  'startup-exec-args': execArguments,
  'startup-executable': executable,
  'startup-foreground-app': execArguments,
  'xterm-installed': install('xterm'),
};
