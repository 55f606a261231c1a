import { cmdForLocalTest } from '../../policies/startup/cmd-for-local-test';
import { cmdTargetExists } from '../../policies/startup/cmd-target-exists';
import { entrypointIgnored } from '../../policies/startup/entrypoint-ignored';
import { initNonblocking } from '../../policies/startup/init-nonblocking';
import { initNotForEnv } from '../../policies/startup/init-not-for-env';
import { initOnlyDesktopApp } from '../../policies/startup/init-only-desktop-app';
import { noVncInDesktopApp } from '../../policies/startup/no-vnc-in-desktop-app';
import { startupArgsQuoted } from '../../policies/startup/startup-args-quoted';
import { startupExecArgs } from '../../policies/startup/startup-exec-args';
import { startupExecutable } from '../../policies/startup/startup-executable';
import { startupForegroundApp } from '../../policies/startup/startup-foreground-app';
import { xtermInstalled } from '../../policies/startup/xterm-installed';
import { docker, skaha, testRows, ubuntu } from './container-rows';

testRows<'container'>([
  [
    startupExecArgs,
    'as documented',
    skaha('startup', '#!/bin/bash\nexport A=1\nexec "$@" # run\n', 'desktop-app'),
    'pass',
  ],
  [
    startupExecArgs,
    'exec of the application',
    skaha('startup', '#!/bin/bash\nexec > /tmp/log\nexec ds9\n', 'desktop-app'),
    'pass',
  ],
  [
    startupExecArgs,
    'it only prepares',
    skaha('startup', '#!/bin/bash\nsource /opt/x\n', 'desktop-app'),
    [`2: /skaha/startup.sh does not end with exec "$@"`],
  ],
  [startupExecArgs, 'an application', skaha('startup', '#!/bin/bash\nds9\n', 'desktop-app'), 'pass'],
  [startupForegroundApp, 'exec', skaha('startup', '#!/bin/bash\nexec "$@"\n', 'desktop-app'), 'pass'],
  [
    startupForegroundApp,
    'an application',
    skaha('startup', '#!/bin/bash\nds9\n', 'desktop-app'),
    ['2: /skaha/startup.sh waits for ds9'],
  ],
  [startupForegroundApp, 'it returns', skaha('startup', '#!/bin/bash\nds9 &\n', 'desktop-app'), 'not-applicable'],
  [
    startupExecArgs,
    'in the background',
    skaha('startup', '#!/bin/bash\nds9 &\n', 'desktop-app'),
    ['2: /skaha/startup.sh starts its last command in the background and returns'],
  ],
  [
    startupExecArgs,
    'only a redirection',
    skaha('startup', '#!/bin/bash\nexec > /log\nmkdir -p x\n', 'desktop-app'),
    [`2: /skaha/startup.sh does not end with exec "$@"`],
  ],
  [startupExecArgs, 'another type', skaha('startup', '#!/bin/bash\nds9\n', 'notebook'), 'not-applicable'],
  [startupExecArgs, 'no shell reads it', skaha('startup', '#!/bin/bash\nif x; then\n', 'desktop-app'), 'unknown'],
  [startupArgsQuoted, 'quoted', skaha('startup', '#!/bin/bash\nexec "$@"\n', 'desktop-app'), 'pass'],
  [
    startupArgsQuoted,
    'not quoted',
    skaha('startup', '#!/bin/bash\nexec $@\n', 'desktop-app'),
    ['2: /skaha/startup.sh has exec $@'],
  ],
  [startupExecutable, 'executable', skaha('startup', '#!/bin/bash\n', 'desktop-app'), 'pass'],
  [
    startupExecutable,
    'chmod later',
    docker(
      'FROM ubuntu:24.04\nCOPY s /skaha/startup.sh\nRUN ["chmod", "+x", "/skaha/startup.sh"]',
      { s: '#!/bin/sh' },
      'desktop-app',
    ),
    'pass',
  ],
  [
    startupExecutable,
    'a folder that only root enters',
    docker(
      'FROM ubuntu:24.04\nCOPY s /skaha/startup.sh\nRUN chmod 750 /skaha',
      { s: '755:#!/bin/bash\n' },
      'desktop-app',
    ),
    ['3: /skaha has the mode 750, so users do not reach /skaha/startup.sh'],
  ],
  [
    startupExecutable,
    'no interpreter',
    docker('FROM scratch\nCOPY s /skaha/startup.sh', { s: '755:#!/usr/bin/env bash\n' }, 'desktop-app'),
    ['2: /skaha/startup.sh is run by bash, and there is no bash'],
  ],
  [
    startupExecutable,
    'an interpreter that nobody knows',
    docker('FROM ubuntu:24.04\nCOPY s /skaha/startup.sh', { s: '755:#!/opt/x\n' }, 'desktop-app'),
    'pass',
  ],
  [
    startupExecutable,
    'not executable, and a carriage return',
    docker('FROM scratch\nCOPY s /skaha/startup.sh', { s: '#!/bin/sh\r\n' }, 'desktop-app'),
    [
      '2: the first line of /skaha/startup.sh ends with a carriage return, so its interpreter is not found',
      '2: /skaha/startup.sh has the mode 644, so users cannot run it',
    ],
  ],
  [
    initNonblocking,
    'returns',
    skaha('init', '#!/bin/bash\nexec 2>/tmp/log\nmkdir -p ~/.casa\n', 'desktop-app'),
    'pass',
  ],
  [
    initNonblocking,
    'stays',
    skaha('init', '#!/bin/bash\nxterm -T x\nsleep infinity\n', 'desktop-app'),
    [
      '2: /skaha/init.sh does not return while this runs: xterm -T x',
      '2: /skaha/init.sh does not return while this runs: sleep infinity',
    ],
  ],
  [initNotForEnv, 'no environment', skaha('init', '#!/bin/bash\nmkdir -p x\n', 'desktop-app'), 'pass'],
  [
    initNotForEnv,
    'an environment',
    skaha('init', '#!/bin/bash\nsource env.sh\n', 'desktop-app'),
    ['2: /skaha/init.sh sets what is lost when it returns: source env.sh'],
  ],
  [initOnlyDesktopApp, 'no script', ubuntu('', 'notebook'), 'pass'],
  [
    initOnlyDesktopApp,
    'a script',
    skaha('init', 'x', 'notebook'),
    ['2: nothing starts /skaha/init.sh in a notebook session'],
  ],
  [xtermInstalled, 'installed', ubuntu('RUN apt-get install -y xterm', 'desktop-app'), 'pass'],
  [xtermInstalled, 'not installed', ubuntu('', 'desktop-app'), ['xterm is not installed']],
  [entrypointIgnored, 'none', ubuntu('CMD ["x"]', 'notebook'), 'pass'],
  [
    entrypointIgnored,
    'sets the environment',
    ubuntu('ENTRYPOINT conda run -n x', 'notebook'),
    ['2: the environment is set in ENTRYPOINT, which a notebook session does not run'],
  ],
  [
    cmdTargetExists,
    'there',
    docker('FROM ubuntu:24.04\nCOPY s /skaha/init.sh\nCMD ["/skaha/init.sh"]', { s: '755:x' }),
    'pass',
  ],
  [cmdTargetExists, 'not there', ubuntu('CMD ["/skaha/init.sh"]'), ['2: /skaha/init.sh is not there']],
  [
    cmdTargetExists,
    'not executable',
    docker('FROM ubuntu:24.04\nCOPY s /s\nENTRYPOINT ["/s"]', { s: 'x' }),
    ['3: /s has the mode 644, so users cannot run it'],
  ],
  [
    cmdTargetExists,
    'a shell reads it',
    docker('FROM ubuntu:24.04\nCOPY s /s\nENTRYPOINT ["bash", "/s"]', { s: 'x' }),
    'pass',
  ],
  ...(
    [
      ['CMD ["./run.sh"]', 'pass'],
      ['CMD ["run.sh"]', ['4: run.sh is not there']],
      ['CMD ["bin/../run.sh"]', 'pass'],
      ['CMD ["tini", "-s", "--", "./run.sh"]', 'pass'],
      ['CMD ["bash", "-e", "run.sh"]', 'pass'],
      ['CMD ["bash", "-c", "exec ./run.sh"]', ['4: bash is not there']],
      ["CMD ['./run.sh']", ['4: "[\'./run.sh\']" is no list in JSON, so a shell looks for a program of that name']],
      ['CMD ["./run.sh",]', ['4: "["./run.sh",]" is no list in JSON, so a shell looks for a program of that name']],
      ['RUN chmod 700 /app\nCMD ["./run.sh"]', ['4: /app has the mode 700, so users do not reach /app/run.sh']],
      ['CMD cd /app && ./run.sh', 'pass'],
      ['CMD umask 002; A=1 exec ./run.sh --port 5000', 'pass'],
      ['CMD cd "$WHERE" && ./run.sh', ['4: /run.sh is not there']],
      ['CMD [ -f x ] && ./other.sh', 'unknown'],
    ] as const
  ).map(
    ([line, expected]) =>
      [
        cmdTargetExists,
        line,
        docker(`FROM scratch\nWORKDIR /app\nCOPY run.sh .\n${line}\nENV WHERE=/`, { 'run.sh': '755:x' }),
        expected,
      ] as const,
  ),
  ...(
    [
      ['CMD ["bash", "-c", "exec ./run.sh"]', 'pass'],
      ['CMD ["bash", "-lc", "cd /app && ./run.sh --x"]', 'pass'],
      ['CMD ["/bin/bash", "-e", "-o", "pipefail", "-c", "set -x; ./none.sh"]', ['5: /app/none.sh is not there']],
      ['ENTRYPOINT ["tini", "--", "bash", "-c", "./none.sh"]', ['5: /app/none.sh is not there']],
      ['ENTRYPOINT ["bash", "-c", "source /x; exec \\"$@\\"", "--"]\nCMD ["./run.sh"]', 'pass'],
      ['ENTRYPOINT ["bash", "-c", "exec $*", "bash"]\nCMD ["./none.sh"]', ['5: /app/none.sh is not there']],
      ['CMD ["bash", "-c", "[ -f x ] && ./run.sh"]', 'unknown'],
      ['CMD ["bash", "-c"]', 'pass'],
      ['CMD ["bash", "run.sh", "-c", "none"]', 'pass'],
    ] as const
  ).map(
    ([line, expected]) =>
      [
        cmdTargetExists,
        `in a shell of its own: ${line}`,
        docker(`FROM scratch\nCOPY bash /bin/\nWORKDIR /app\nCOPY run.sh .\n${line}`, {
          'run.sh': '755:x',
          bash: '755:x',
        }),
        expected,
      ] as const,
  ),
  [
    cmdForLocalTest,
    'named',
    docker('FROM ubuntu:24.04\nCOPY s /skaha/init.sh\nCMD ["/skaha/init.sh"]', { s: '755:x' }, 'desktop-app'),
    'pass',
  ],
  [
    cmdForLocalTest,
    'not named',
    skaha('init', 'x', 'desktop-app'),
    ['there is /skaha/init.sh, and no command that runs it'],
  ],
  [noVncInDesktopApp, 'none', ubuntu('', 'desktop-app'), 'pass'],
  [noVncInDesktopApp, 'a base that is not known', docker('FROM x.org/y/z:1', {}, 'desktop-app'), 'unknown'],
  [noVncInDesktopApp, 'none, and all is known', docker('FROM scratch', {}, 'desktop-app'), 'pass'],
  [noVncInDesktopApp, 'novnc', ubuntu('RUN apt-get install -y novnc', 'desktop-app'), ['2: novnc is installed']],
]);
