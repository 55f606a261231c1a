import type { SessionType } from '../check/session-contract';

interface LocalRun {
  /** Port to look at with a browser. */
  readonly port?: number;
  /** Where in it. */
  readonly path?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the platform starts in place of what the image would. */
  readonly command?: readonly string[];
  /** Further options of docker. */
  readonly options?: readonly string[];
}

const SESSION = 'test0001';

/** What the platform does for each type (platform-contract.md §2.7; the launch templates), as far as one machine can. */
const OF_TYPE: Readonly<Record<SessionType, LocalRun>> = {
  notebook: {
    port: 8888,
    path: `/session/notebook/${SESSION}/lab?token=${SESSION}`,
    env: { JUPYTER_TOKEN: SESSION, JUPYTER_CONFIG_DIR: '/arc/home/you/.jupyter' },
    command: [
      ...['jupyter', 'lab', '--no-browser', '--ip=0.0.0.0', '--port=8888', '--ServerApp.port_retries=0'],
      ...[`--ServerApp.base_url=session/notebook/${SESSION}`, '--ServerApp.root_dir=/'],
    ],
  },
  desktop: {
    port: 6901,
    path: `/?password=${SESSION}`,
    env: { VNC_PW: SESSION },
    command: ['/dockerstartup/vnc_startup.sh'],
  },
  'desktop-app': {
    env: { DISPLAY: ':0', SKAHA_XTERM_TITLE: 'test' },
    options: ['--volume', '/tmp/.X11-unix:/tmp/.X11-unix'],
    command: [
      '/bin/sh',
      '-c',
      'if [ -x /skaha/init.sh ]; then /skaha/init.sh; fi; if [ -x /skaha/startup.sh ]; then exec /skaha/startup.sh xterm; fi; exec xterm',
    ],
  },
  carta: {
    port: 6901,
    path: `/session/carta/${SESSION}/`,
    env: {
      CARTA_PORT: '6901',
      SKAHA_SESSION_URL_PATH: `/session/carta/${SESSION}`,
      SKAHA_TOP_LEVEL_DIR: '/arc',
      SKAHA_PROJECTS_DIR: '/arc/projects',
    },
  },
  contributed: { port: 5000, path: '/' },
  firefly: { port: 8080, path: `/session/firefly/${SESSION}/`, env: { baseURL: `/session/firefly/${SESSION}/` } },
  headless: {},
};

/** Word of a shell. */
const quoted = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/**
 * A shell script that starts an image on this machine as the platform does: as a user whom the image does not know, whose
 * accounts are brought along, without capabilities and new privileges, with storage mounted over what the image holds.
 *
 * @param mount root of the storage, `/arc`
 */
export function localRun(type: SessionType, image: string, mount: string): string {
  const { port, path = '', env = {}, command = [], options = [] } = OF_TYPE[type];
  const moved = (text: string) => text.replaceAll(/\/arc(?=\/|$)/g, mount);
  const variables = {
    ...{ HOME: '/arc/home/you', skaha_username: 'you', skaha_sessionid: SESSION, OMP_NUM_THREADS: '1' },
    ...env,
  };
  const words = [
    ['docker', 'run', '--rm', ...(type === 'headless' ? [] : ['--interactive']), '--platform', 'linux/amd64'],
    ['--user', '54321:54321', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
    ...Object.entries(variables).map(([name, value]) => ['--env', `${name}=${moved(value)}`]),
    ...(port === undefined ? [] : [['--publish', `127.0.0.1:${port}:${port}`]]),
    [...options],
  ];
  const lines = words.filter((line) => line.length > 0).map((line) => line.map(quoted).join(' '));
  return [
    '#!/bin/sh',
    `# Starts ${image.replace(/[^\w@:./-]/g, '?')} as a ${type} session, as the platform does.`,
    ...(port === undefined ? [] : [`# Then look at http://127.0.0.1:${port}${path}`]),
    'set -eu',
    '',
    `image=${quoted(image)}`,
    'work=$(mktemp -d)',
    `trap 'rm -rf "$work"' EXIT`,
    'mkdir -p "$work/storage/home/you" "$work/storage/projects"',
    'chmod -R 777 "$work/storage"',
    '# The platform copies the accounts out of the image and adds those of its users.',
    `docker run --rm --platform linux/amd64 --entrypoint /bin/cat "$image" /etc/passwd >"$work/passwd"`,
    `docker run --rm --platform linux/amd64 --entrypoint /bin/cat "$image" /etc/group >"$work/group"`,
    `echo 'you:x:54321:54321::${moved('/arc/home/you')}:/bin/bash' >>"$work/passwd"`,
    `echo 'you:x:54321:' >>"$work/group"`,
    '',
    `${lines.join(' \\\n  ')} \\`,
    `  --volume "$work/passwd:/etc/passwd:ro" --volume "$work/group:/etc/group:ro" \\`,
    `  --volume "$work/storage:${mount}" --tmpfs /scratch:mode=1777 \\`,
    ...(command.length > 0
      ? [`  --entrypoint ${quoted(command[0] ?? '')} "$image" ${command.slice(1).map(quoted).join(' ')}`.trimEnd()]
      : ['  "$image" "$@"']),
    '',
  ].join('\n');
}
