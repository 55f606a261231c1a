import { cartaContract } from '../../policies/sessions/carta-contract';
import { contributedBindAll } from '../../policies/sessions/contributed-bind-all';
import { contributedEntrypoint } from '../../policies/sessions/contributed-entrypoint';
import { contributedExecServer } from '../../policies/sessions/contributed-exec-server';
import { contributedPort5000 } from '../../policies/sessions/contributed-port-5000';
import { contributedSinglePort } from '../../policies/sessions/contributed-single-port';
import { desktopPorts } from '../../policies/sessions/desktop-ports';
import { desktopStartupTree } from '../../policies/sessions/desktop-startup-tree';
import { fireflyContract } from '../../policies/sessions/firefly-contract';
import { headlessCmdPassthrough } from '../../policies/sessions/headless-cmd-passthrough';
import { headlessExitAndLogs } from '../../policies/sessions/headless-exit-and-logs';
import { headlessNoninteractive } from '../../policies/sessions/headless-noninteractive';
import { notebookJupyterLab } from '../../policies/sessions/notebook-jupyter-lab';
import { notebookListens8888 } from '../../policies/sessions/notebook-listens-8888';
import { docker, skaha, testRows, ubuntu } from './container-rows';

testRows<'container'>([
  [notebookJupyterLab, 'Jupyter', docker('FROM quay.io/jupyter/base-notebook:1', {}, 'notebook'), 'pass'],
  [notebookJupyterLab, 'pip', ubuntu('RUN pip install jupyterlab==4.2.5', 'notebook'), 'pass'],
  [
    notebookJupyterLab,
    'not on PATH',
    ubuntu('RUN /opt/venv/bin/pip install jupyterlab==4', 'notebook'),
    ['jupyter is not on PATH', 'jupyter-lab is not on PATH'],
  ],
  [
    notebookJupyterLab,
    'put on PATH',
    ubuntu('RUN /opt/venv/bin/pip install jupyterlab==4\nENV PATH=/opt/venv/bin:$PATH', 'notebook'),
    'pass',
  ],
  [notebookListens8888, 'no settings', docker('FROM scratch', {}, 'notebook'), 'pass'],
  [
    notebookListens8888,
    'another port',
    docker('FROM scratch\nCOPY c /etc/jupyter/jupyter_server_config.py', { c: 'c.ServerApp.port = 9999' }, 'notebook'),
    ['2: /etc/jupyter/jupyter_server_config.py sets port'],
  ],
  [notebookListens8888, 'a known base', docker('FROM quay.io/jupyter/base-notebook:1', {}, 'notebook'), 'unknown'],
  [notebookListens8888, 'JupyterLab of today', ubuntu('RUN pip install JupyterLab==4.2.5', 'notebook'), 'pass'],
  [
    notebookListens8888,
    'a JupyterLab that does not know ServerApp',
    ubuntu('RUN pip install jupyterlab==2.3.2', 'notebook'),
    ['2: JupyterLab 2.3.2 does not know the options that the platform starts it with'],
  ],
  [contributedPort5000, 'exposed', ubuntu('EXPOSE 5000', 'contributed'), 'pass'],
  [
    contributedPort5000,
    'another',
    ubuntu('ENV P=8080\nEXPOSE $P', 'contributed'),
    ['3: port 8080 is exposed, and not 5000'],
  ],
  [contributedPort5000, 'none', ubuntu('', 'contributed'), 'unknown'],
  [contributedEntrypoint, 'a server', ubuntu(`CMD ["python", "/opt/app.py"]`, 'contributed'), 'pass'],
  [contributedEntrypoint, 'a shell', ubuntu('', 'contributed'), ['it starts a shell (bash) that waits for nobody']],
  [
    contributedEntrypoint,
    'nothing',
    docker('FROM scratch', {}, 'carta'),
    ['it starts nothing, and a carta session is what the image starts'],
  ],
  [
    contributedExecServer,
    'exec',
    docker('FROM scratch\nCOPY s /s\nCMD ["/s"]', { s: '755:#!/bin/sh\nexec x y' }, 'contributed'),
    'pass',
  ],
  [
    contributedExecServer,
    'waits',
    docker('FROM scratch\nCOPY s /s\nCMD ["/s"]', { s: '755:#!/bin/sh\nx y' }, 'contributed'),
    ['2: /s does not exec its last command'],
  ],
  [contributedBindAll, 'everywhere', ubuntu(`CMD ["x", "--host", "0.0.0.0"]`, 'contributed'), 'pass'],
  [
    contributedBindAll,
    'itself',
    ubuntu(`CMD ["/usr/bin/env", "x", "--host", "127.0.0.1"]`, 'contributed'),
    ['it listens to itself only: /usr/bin/env x --host 127.0.0.1'],
  ],
  [contributedSinglePort, 'one', ubuntu('EXPOSE 5000', 'contributed'), 'pass'],
  [contributedSinglePort, 'two', ubuntu('EXPOSE 5000 5001', 'contributed'), ['2 ports are exposed: 5000, 5001']],
  [desktopPorts, 'exposed', ubuntu('ENV NO_VNC_PORT=6901\nEXPOSE 5901 $NO_VNC_PORT', 'desktop'), 'pass'],
  [desktopPorts, 'another', ubuntu('EXPOSE 8080', 'desktop'), ['2: port 8080 is exposed, and not 6901']],
  [
    desktopStartupTree,
    'there',
    docker(
      'FROM ubuntu:24.04\nRUN apt-get install -y jq curl\nCOPY s /dockerstartup/vnc_startup.sh',
      { s: '755:x' },
      'desktop',
    ),
    'pass',
  ],
  [
    desktopStartupTree,
    'nothing',
    docker('FROM scratch', {}, 'desktop'),
    ['there is no /dockerstartup/vnc_startup.sh', 'there is no jq', 'there is no curl'],
  ],
  [
    cartaContract,
    'reads both',
    ubuntu('CMD carta_backend --port $CARTA_PORT --http_url_prefix $SKAHA_SESSION_URL_PATH', 'carta'),
    'pass',
  ],
  [
    cartaContract,
    'reads none',
    docker('FROM scratch\nCOPY s /s\nCMD ["/s"]', { s: '755:#!/bin/sh\ncarta_backend --port $CARTA_PORT' }, 'carta'),
    ['2: /s does not read SKAHA_SESSION_URL_PATH'],
  ],
  [
    cartaContract,
    'a text for a shell of its own',
    ubuntu('CMD ["bash", "-c", "carta --port $CARTA_PORT"]', 'carta'),
    ['carta does not read SKAHA_SESSION_URL_PATH'],
  ],
  [cartaContract, 'a program', ubuntu(`CMD ["/usr/bin/carta"]`, 'carta'), 'unknown'],
  [fireflyContract, '8080', ubuntu('EXPOSE 8080', 'firefly'), 'pass'],
  [fireflyContract, 'another', ubuntu('EXPOSE 80', 'firefly'), ['80 is exposed, and not 8080']],
  [headlessCmdPassthrough, 'none', ubuntu('', 'headless'), 'pass'],
  [headlessCmdPassthrough, 'a wrapper', ubuntu(`ENTRYPOINT ["tini", "--"]`, 'headless'), 'pass'],
  [
    headlessCmdPassthrough,
    'a text',
    ubuntu('ENTRYPOINT python x.py', 'headless'),
    ['2: ENTRYPOINT is a text, which takes no arguments'],
  ],
  [
    headlessCmdPassthrough,
    'a server',
    docker('FROM scratch\nCOPY s /s\nENTRYPOINT ["/s"]', { s: '755:#!/bin/sh\nserve' }, 'headless'),
    ['3: /s does not run its arguments'],
  ],
  ...(
    [
      ['"bash", "-c", "python x.py"', ['2: ENTRYPOINT is a text, which takes no arguments']],
      ['"bash", "-c", "exec \\"$@\\""', ['2: ENTRYPOINT loses its first argument: what follows the text is $0']],
      ['"bash", "-c", "exec \\"$@\\"", "--"', 'pass'],
    ] as const
  ).map(
    ([list, expected]) => [headlessCmdPassthrough, list, ubuntu(`ENTRYPOINT [${list}]`, 'headless'), expected] as const,
  ),
  [headlessCmdPassthrough, 'a program', ubuntu(`ENTRYPOINT ["python"]`, 'headless'), 'unknown'],
  [headlessNoninteractive, 'arguments', skaha('startup', '#!/bin/sh\npython x.py $1\n', 'headless'), 'pass'],
  [
    headlessNoninteractive,
    'asks',
    skaha('startup', '#!/bin/sh\nread name\n', 'headless'),
    ['2: /skaha/startup.sh waits for a person: read'],
  ],
  [
    headlessExitAndLogs,
    'strict',
    docker('FROM scratch\nCOPY s /s\nCMD ["/s"]', { s: '755:#!/bin/sh\nset -eu\nx\ny' }, 'headless'),
    'pass',
  ],
  [
    headlessExitAndLogs,
    'goes on',
    docker('FROM scratch\nCOPY s /s\nCMD ["/s"]', { s: '755:#!/bin/sh\nx\ny' }, 'headless'),
    ['2: /s goes on after a failure'],
  ],
]);
