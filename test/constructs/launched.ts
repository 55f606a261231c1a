// What the session service must find in the templates, written out from the reference: platform-contract.md §2.5-2.9
// and §3 and skaha-verified.md §4, filled with the sample values of the latter. Nothing here is taken from the code.
//
// Meant differences to the upstream chart: scratch space is limited and requested whole (20Gi/200Gi there), files of
// the platform are mounted read and execute only (0777 there), Redis asks for a password, TLS is always on, the plain
// http entry point has no route, init containers follow the pull policy, notebooks are told their port and origin.

const DISK = '20Gi';

export const restricted = { privileged: false, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
// Upstream states no local disk; here every container says what it may take.
const room = { cpu: '200m', memory: '64Mi', 'ephemeral-storage': '64Mi' };
const tiny = { requests: room, limits: room };

const copyAccounts = {
  name: 'backup-original-passwd-groups',
  image: 'images.example.org/skaha/astroml:24.07',
  imagePullPolicy: 'Always',
  command: ['/bin/sh', '-c', 'cp /etc/passwd /etc-passwd/passwd-orig && cp /etc/group /etc-group/group-orig'],
  resources: tiny,
  securityContext: restricted,
  volumeMounts: [
    { name: 'etc-passwd', mountPath: '/etc-passwd' },
    { name: 'etc-group', mountPath: '/etc-group' },
  ],
};

const addAccounts = {
  name: 'init-users-groups',
  image: 'docker.io/library/redis:8.2.2-bookworm',
  imagePullPolicy: 'IfNotPresent',
  command: ['/init-users-groups/init-users-groups.sh'],
  env: [
    { name: 'HOME', value: '/cavern/home/alice' },
    { name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: 'redis-session', key: 'password' } } },
    { name: 'REDIS_URL', value: 'redis://session:$(REDIS_PASSWORD)@redis.skaha-system.svc.cluster.local:6379' },
  ],
  resources: tiny,
  securityContext: restricted,
  volumeMounts: [
    { name: 'etc-passwd', mountPath: '/etc-passwd' },
    { name: 'etc-group', mountPath: '/etc-group' },
    { name: 'init-users-groups', mountPath: '/init-users-groups' },
  ],
};

const accountMounts = [
  { name: 'etc-passwd', mountPath: '/etc/passwd', subPath: 'passwd' },
  { name: 'etc-group', mountPath: '/etc/group', subPath: 'group' },
];
const scriptMount = { name: 'scripts', mountPath: '/skaha-system' };
const storageMounts = [
  { name: 'user-storage', mountPath: '/cavern', subPath: 'cavern' },
  { name: 'scratch', mountPath: '/scratch', subPath: 'k7x2m9qa' },
];

const accountVolumes = [
  { name: 'etc-passwd', emptyDir: {} },
  { name: 'etc-group', emptyDir: {} },
  { name: 'init-users-groups', configMap: { name: 'session-accounts', defaultMode: 0o555 } },
];
const scriptVolume = { name: 'scripts', configMap: { name: 'session-scripts', defaultMode: 0o555 } };
const storageVolumes = (scratch = DISK) => [
  { name: 'user-storage', persistentVolumeClaim: { claimName: 'keck-arc' } },
  { name: 'scratch', emptyDir: { sizeLimit: scratch } },
];

const asked = {
  requests: { cpu: '1.0', memory: '4.0Gi', 'ephemeral-storage': DISK },
  limits: { cpu: '8.0', memory: '32.0Gi', 'ephemeral-storage': DISK },
};

const env = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables).map(([name, value]) => ({ name, value }));

const user = {
  skaha_hostname: 'platform.example.org',
  skaha_username: 'alice',
  skaha_sessionid: 'k7x2m9qa',
  HOME: '/cavern/home/alice',
};
const threads = { JULIA_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };

const podOf = (hostname: string, rest: object) => ({
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  restartPolicy: 'OnFailure',
  hostname,
  priorityClassName: 'keck-interactive',
  securityContext: {
    runAsUser: 10042,
    runAsGroup: 10042,
    supplementalGroups: [900001, 900002],
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  initContainers: [copyAccounts, addAccounts],
  ...rest,
});

const jobOf = (name: string, container: object, volumes: object[], spec: object = {}, pod: object = {}) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, labels: {} },
  spec: {
    parallelism: 1,
    completions: 1,
    activeDeadlineSeconds: 345600,
    ttlSecondsAfterFinished: 86400,
    ...spec,
    template: {
      metadata: { labels: {} },
      spec: podOf('my-run', {
        containers: [
          {
            name,
            image: 'images.example.org/skaha/astroml:24.07',
            imagePullPolicy: 'Always',
            resources: asked,
            securityContext: restricted,
            ...container,
          },
        ],
        volumes: [...accountVolumes, ...volumes],
        ...pod,
      }),
    },
  },
});

const port = (name: string, containerPort: number) => ({ name, containerPort, protocol: 'TCP' });

const tcp = (number: number) => ({
  livenessProbe: { tcpSocket: { port: number }, periodSeconds: 10 },
  readinessProbe: { tcpSocket: { port: number }, periodSeconds: 15 },
  startupProbe: {
    tcpSocket: { port: number },
    initialDelaySeconds: 10,
    periodSeconds: 10,
    timeoutSeconds: 300,
    failureThreshold: 30,
  },
});

const fixed = (cpu: string, memory: string, disk: string) => ({ cpu, memory, 'ephemeral-storage': disk });

/** The Job of each type, before the service changes it. Order of environment and mounts is not part of it. */
export const jobs = {
  notebook: jobOf(
    'skaha-notebook-alice-k7x2m9qa',
    {
      command: ['/skaha-system/start-jupyterlab.sh'],
      args: ['k7x2m9qa'],
      env: env({
        ...user,
        PWD: '/cavern/home/alice',
        skaha_sessions_hostname: 'sessions.example.org',
        JUPYTER_TOKEN: 'k7x2m9qa',
        JUPYTER_PORT: '8888',
        JUPYTER_CONFIG_DIR: '/cavern/home/alice/.jupyter/',
        JUPYTER_DATA_DIR: '/cavern/home/alice/.local/share/jupyter/',
        JUPYTER_RUNTIME_DIR: '/cavern/home/alice/.local/share/jupyter/runtime/',
        JUPYTER_PATH: '/cavern/home/alice/.jupyter/',
        JUPYTERLAB_WORKSPACES_DIR: '/cavern/home/alice/.jupyter/lab/workspaces/',
        JUPYTERLAB_SETTINGS_DIR: '/cavern/home/alice/.jupyter/lab/user-settings/',
        NB_USER: 'alice',
        NB_UID: '10042',
        XDG_CACHE_HOME: '/cavern/home/alice',
        ...threads,
      }),
      ports: [port('web', 8888)],
      ...tcp(8888),
      volumeMounts: [...accountMounts, scriptMount, ...storageMounts],
    },
    [scriptVolume, ...storageVolumes()],
  ),
  desktop: jobOf(
    'skaha-desktop-alice-k7x2m9qa',
    {
      command: ['/skaha-system/start-desktop.sh'],
      args: ['platform.example.org'],
      env: env({
        ...user,
        VNC_PW: 'k7x2m9qa',
        MOZ_FORCE_DISABLE_E10S: '1',
        SKAHA_API_VERSION: 'v1',
        DESKTOP_SESSION_APP_TOKEN: 'Z250PVdyaXRl~c2ln',
      }),
      ports: [port('web', 6901), port('vnc', 5901)],
      livenessProbe: { httpGet: { path: '/', port: 6901 }, periodSeconds: 10 },
      readinessProbe: {
        httpGet: { path: '/?password=k7x2m9qa&path=session/desktop/k7x2m9qa', port: 6901 },
        periodSeconds: 15,
      },
      startupProbe: {
        httpGet: { path: '/', port: 6901 },
        initialDelaySeconds: 30,
        periodSeconds: 10,
        timeoutSeconds: 300,
        failureThreshold: 30,
      },
      resources: { requests: fixed('250m', '1Gi', '10Gi'), limits: fixed('1', '4Gi', '10Gi') },
      volumeMounts: [
        ...accountMounts,
        scriptMount,
        { name: 'desktop-startup', mountPath: '/desktopstartup' },
        ...storageMounts,
      ],
    },
    [
      scriptVolume,
      { name: 'desktop-startup', configMap: { name: 'desktop-startup', defaultMode: 0o555 } },
      ...storageVolumes('10Gi'),
    ],
  ),
  'desktop-app': {
    ...jobOf(
      'k7x2m9qa-a1b-alice-astroml-24-07',
      {
        name: 'astroml-24-07',
        command: ['/skaha-system/start-desktop-software.sh'],
        args: ['alice', 'astroml-24-07'],
        workingDir: '/cavern/home/alice',
        env: env({
          skaha_sessionid: 'k7x2m9qa',
          HOME: '/cavern/home/alice',
          PWD: '/cavern/home/alice',
          DISPLAY: '10.1.2.3:1',
          GDK_SYNCHRONIZE: '1',
          SHELL: '/bin/bash',
          OMP_NUM_THREADS: '1',
        }),
        ports: [port('x11', 6000)],
        volumeMounts: [...accountMounts, scriptMount, ...storageMounts],
      },
      [scriptVolume, ...storageVolumes()],
      {},
      { hostname: 'astroml-24-07' },
    ),
    metadata: {
      name: 'k7x2m9qa-a1b-alice-astroml-24-07',
      labels: {},
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          name: 'skaha-desktop-alice-k7x2m9qa',
          uid: '2f0c0c1e-0000-4000-8000-000000000001',
          controller: false,
          blockOwnerDeletion: true,
        },
      ],
    },
  },
  carta: jobOf(
    'skaha-carta-alice-k7x2m9qa',
    {
      env: env({
        ...user,
        PWD: '/cavern/home/alice',
        SKAHA_TOP_LEVEL_DIR: '/cavern',
        SKAHA_PROJECTS_DIR: '/cavern/projects',
        SKAHA_SESSION_URL_PATH: '/session/carta/k7x2m9qa',
        CARTA_PORT: '6901',
        CARTA_IDLE_TIMEOUT: '100000',
        UWS_HTTP_MAX_HEADERS_SIZE: '32768',
        OMP_NUM_THREADS: '1',
      }),
      ports: [port('web', 6901), port('websocket', 5901)],
      livenessProbe: { httpGet: { path: '/session/carta/k7x2m9qa/', port: 6901 }, periodSeconds: 10 },
      readinessProbe: { httpGet: { path: '/session/carta/k7x2m9qa/', port: 6901 }, periodSeconds: 15 },
      startupProbe: {
        httpGet: { path: '/session/carta/k7x2m9qa/', port: 6901 },
        initialDelaySeconds: 10,
        periodSeconds: 10,
        timeoutSeconds: 300,
        failureThreshold: 30,
      },
      volumeMounts: [...accountMounts, ...storageMounts],
    },
    storageVolumes(),
  ),
  contributed: jobOf(
    'skaha-contributed-alice-k7x2m9qa',
    {
      env: env({ ...user, PWD: '/cavern/home/alice', ...threads }),
      ports: [port('web', 5000)],
      ...tcp(5000),
      volumeMounts: [...accountMounts, ...storageMounts],
    },
    storageVolumes(),
  ),
  firefly: jobOf(
    'skaha-firefly-alice-k7x2m9qa',
    {
      env: env({
        ...user,
        PWD: '/cavern/home/alice',
        XDG_CACHE_HOME: '/cavern/home/alice',
        DEBUG: 'FALSE',
        baseURL: '/session/firefly/k7x2m9qa/',
        PROPS_sso__framework__adapter: 'org.opencadc.security.sso.TokenRelay',
        CADC_SSO_COOKIE_NAME: 'CADC_SSO',
        CADC_SSO_COOKIE_DOMAIN: '.platform.example.org',
        CADC_ALLOWED_DOMAIN: '.platform.example.org',
        PROPS_FIREFLY_OPTIONS:
          '{"tap":{"additional":{"services":[{"label":"Archive","value":"https://archive.example.org/tap","centerWP":"62;-37;EQ_J2000","fovDeg":10}]}}}',
        ...threads,
      }),
      ports: [port('web', 8080)],
      livenessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 30 },
      readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 10 },
      startupProbe: { tcpSocket: { port: 8080 }, initialDelaySeconds: 5, periodSeconds: 5, failureThreshold: 5 },
      resources: { requests: fixed('100m', '4Gi', DISK), limits: fixed('1', '4Gi', DISK) },
      volumeMounts: [...accountMounts, ...storageMounts],
    },
    storageVolumes(),
  ),
  headless: jobOf(
    'skaha-headless-alice-k7x2m9qa',
    {
      command: ['python'],
      args: ['/cavern/home/alice/run.py', '--n', '4'],
      workingDir: '/cavern/home/alice',
      env: env({ A: '1', ...user, PWD: '/cavern/home/alice', OMP_NUM_THREADS: '1' }),
      volumeMounts: [...accountMounts, ...storageMounts],
    },
    storageVolumes(),
    { activeDeadlineSeconds: 1209600, ttlSecondsAfterFinished: 3600, backoffLimit: 0 },
    { restartPolicy: 'Never', priorityClassName: 'canfar-headless-high' },
  ),
} as const;

/** Middlewares between a browser and each type, in order, beside those that the path needs. */
export const middlewares = {
  notebook: [],
  desktop: ['skaha-desktop-middleware-k7x2m9qa'],
  carta: ['session-compression'],
  contributed: ['skaha-contributed-middleware-k7x2m9qa'],
  firefly: ['session-forwarded-proto'],
} as const;

/** Port and path of each type that a browser reaches. */
export const routes = {
  notebook: { port: 8888, prefix: '/session/notebook/k7x2m9qa/', strip: false },
  desktop: { port: 6901, prefix: '/session/desktop/k7x2m9qa/', strip: true },
  carta: { port: 6901, prefix: '/session/carta/k7x2m9qa', strip: false },
  contributed: { port: 5000, prefix: '/session/contrib/k7x2m9qa/', strip: true },
  firefly: { port: 8080, prefix: '/session/firefly/k7x2m9qa/', strip: false },
} as const;
