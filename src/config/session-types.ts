import type { SessionTypeDraft } from './session-type';

// Written as the schema reads them (bytes, millicores, seconds), so that a start does not pay for reading them.
const Gi = 2 ** 30;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Name of the port of `web` in Service and container. */
export const WEB_PORT_NAME = 'web';

/** What holds for every type that does not say otherwise. */
export const GENERAL: SessionTypeDraft = {
  program: 'type',
  env: {
    skaha_hostname: '${skaha.hostname}',
    skaha_username: '${skaha.userid}',
    skaha_sessionid: '${skaha.sessionid}',
    HOME: '${SKAHA_USER_HOME_DIR}',
    PWD: '${SKAHA_USER_HOME_DIR}',
  },
  threads: [],
  mounts: [],
  ports: {},
  probes: {},
  restart: 'OnFailure',
  ttl: DAY,
  priority: 'platform',
  owner: 'none',
};

type Probes = NonNullable<SessionTypeDraft['probes']>;
type Probe = NonNullable<Probes['liveness']>;

/** A container may need five minutes to come up: its image starts while its home is mounted for the first time. */
const patient = (question: Probe): Probes => ({
  liveness: { ...question, period: 10 },
  readiness: { ...question, period: 15 },
  startup: { ...question, delay: 10, period: 10, timeout: 5 * MINUTE, failures: 30 },
});

const ALL_THREADS: SessionTypeDraft['threads'] = ['JULIA', 'OPENBLAS', 'MKL', 'OMP'];

const notebook: SessionTypeDraft = {
  command: ['/skaha-system/start-jupyterlab.sh'],
  args: ['${skaha.sessionid}'],
  env: {
    // The only origin that may talk to the notebook.
    skaha_sessions_hostname: '${skaha.sessions.hostname}',
    JUPYTER_TOKEN: '${skaha.sessionid}',
    JUPYTER_PORT: '${type.port}',
    JUPYTER_CONFIG_DIR: '${SKAHA_USER_HOME_DIR}/.jupyter/',
    JUPYTER_DATA_DIR: '${SKAHA_USER_HOME_DIR}/.local/share/jupyter/',
    JUPYTER_RUNTIME_DIR: '${SKAHA_USER_HOME_DIR}/.local/share/jupyter/runtime/',
    JUPYTER_PATH: '${SKAHA_USER_HOME_DIR}/.jupyter/',
    JUPYTERLAB_WORKSPACES_DIR: '${SKAHA_USER_HOME_DIR}/.jupyter/lab/workspaces/',
    JUPYTERLAB_SETTINGS_DIR: '${SKAHA_USER_HOME_DIR}/.jupyter/lab/user-settings/',
    NB_USER: '${skaha.userid}',
    NB_UID: '${skaha.posixid}',
    XDG_CACHE_HOME: '${SKAHA_USER_HOME_DIR}',
  },
  threads: ALL_THREADS,
  mounts: ['scripts'],
  web: { port: 8888, path: '/session/notebook/${skaha.sessionid}/' },
  probes: patient({ kind: 'tcp' }),
};

const desktop: SessionTypeDraft = {
  command: ['/skaha-system/start-desktop.sh'],
  args: ['${skaha.hostname}'],
  env: {
    PWD: null,
    VNC_PW: '${skaha.sessionid}',
    MOZ_FORCE_DISABLE_E10S: '1',
    SKAHA_API_VERSION: 'v1',
    DESKTOP_SESSION_APP_TOKEN: '${software.desktop.app.token}',
  },
  mounts: ['scripts', 'desktop-startup'],
  web: { port: 6901, path: '/session/desktop/${skaha.sessionid}/', rewrite: 'strip' },
  ports: { vnc: 5901 },
  probes: {
    liveness: { kind: 'http', path: '/', period: 10 },
    readiness: {
      kind: 'http',
      path: '/?password=${skaha.sessionid}&path=session/desktop/${skaha.sessionid}',
      period: 15,
    },
    startup: { kind: 'http', path: '/', delay: 30, period: 10, timeout: 5 * MINUTE, failures: 30 },
  },
  // The desktop itself only shows windows; the work is done in desktop apps, whose size the user chooses.
  resources: { requests: { cpu: 250, memory: 1 * Gi }, limits: { cpu: 1000, memory: 4 * Gi } },
  scratch: 10 * Gi,
};

const desktopApp: SessionTypeDraft = {
  command: ['/skaha-system/start-desktop-software.sh'],
  args: ['${skaha.userid}', '${software.containerparam}'],
  workingDir: '${SKAHA_USER_HOME_DIR}',
  env: {
    skaha_hostname: null,
    skaha_username: null,
    DISPLAY: '${software.targetip}',
    GDK_SYNCHRONIZE: '1',
    SHELL: '/bin/bash',
  },
  threads: ['OMP'],
  mounts: ['scripts'],
  ports: { x11: 6000 },
  owner: 'desktop',
};

const carta: SessionTypeDraft = {
  env: {
    SKAHA_TOP_LEVEL_DIR: '${SKAHA_TOP_LEVEL_DIR}',
    SKAHA_PROJECTS_DIR: '${SKAHA_PROJECTS_DIR}',
    SKAHA_SESSION_URL_PATH: '${skaha.sessionurlpath}',
    CARTA_PORT: '${type.port}',
    CARTA_IDLE_TIMEOUT: '100000',
    // Browsers send the cookies of the whole domain along; the server's own limit is too small for them.
    UWS_HTTP_MAX_HEADERS_SIZE: '32768',
  },
  threads: ['OMP'],
  web: { port: 6901, path: '/session/carta/${skaha.sessionid}', middlewares: ['compression'] },
  ports: { websocket: 5901 },
  probes: patient({ kind: 'http', path: '${skaha.sessionurlpath}/' }),
};

const contributed: SessionTypeDraft = {
  threads: ALL_THREADS,
  web: { port: 5000, path: '/session/contrib/${skaha.sessionid}/', rewrite: 'strip' },
  probes: patient({ kind: 'tcp' }),
};

const firefly: SessionTypeDraft = {
  env: {
    XDG_CACHE_HOME: '${SKAHA_USER_HOME_DIR}',
    DEBUG: 'FALSE',
    baseURL: '/session/firefly/${skaha.sessionid}/',
    PROPS_sso__framework__adapter: 'org.opencadc.security.sso.TokenRelay',
    CADC_SSO_COOKIE_NAME: 'CADC_SSO',
    CADC_SSO_COOKIE_DOMAIN: '.${site.domain}',
    CADC_ALLOWED_DOMAIN: '.${site.domain}',
    PROPS_FIREFLY_OPTIONS: '{"tap":{"additional":{"services":${site.tap-services}}}}',
  },
  threads: ALL_THREADS,
  web: { port: 8080, path: '/session/firefly/${skaha.sessionid}/', middlewares: ['forwarded-proto'] },
  probes: {
    liveness: { kind: 'tcp', period: 30 },
    readiness: { kind: 'tcp', period: 10 },
    startup: { kind: 'tcp', delay: 5, period: 5, failures: 5 },
  },
  // Java takes its heap as a share of the limit, so promise and limit are one number.
  resources: { requests: { cpu: 100, memory: 4 * Gi }, limits: { cpu: 1000, memory: 4 * Gi } },
};

const headless: SessionTypeDraft = {
  program: 'request',
  workingDir: '${SKAHA_USER_HOME_DIR}',
  threads: ['OMP'],
  restart: 'Never',
  backoff: 0,
  deadline: 14 * DAY,
  ttl: HOUR,
  priority: 'request',
};

/** The session types that the session service knows (platform-contract.md §3), as what differs from {@link GENERAL}. */
export const builtinSessionTypes = {
  notebook,
  desktop,
  'desktop-app': desktopApp,
  carta,
  contributed,
  firefly,
  headless,
} as const satisfies Record<string, SessionTypeDraft>;

/** Name of a built-in session type. */
export type BuiltinSessionType = keyof typeof builtinSessionTypes;
