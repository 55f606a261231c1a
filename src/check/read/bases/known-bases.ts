import type { KnownBase } from '../recipe/base';

const DATE = '2026-11-21';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const SHELL = ['sh', 'cp', 'mkdir', 'ls', 'cat', 'chmod', 'ln', 'id'];
/** What the minimal images of distributions leave out, of all that rules ask for. */
const MINIMAL = [
  'acl',
  'setfacl',
  'getfacl',
  'sssd',
  'sssd-client',
  'sssd-common',
  'libnss-sss',
  ...['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/lib/x86_64-linux-gnu', '/lib64'].map(
    (folder) => `${folder}/libnss_sss.so.2`,
  ),
  'xterm',
  'jupyter',
  'jupyter-lab',
  'jupyterlab',
  'sudo',
  'tigervnc-standalone-server',
  'tightvncserver',
  'x11vnc',
  'novnc',
  'websockify',
  '/dockerstartup/vnc_startup.sh',
  '/usr/bin/xterm',
  '/usr/bin/setfacl',
  '/etc/sudoers',
  '/etc/sudo.conf',
];
const EMPTY = ['/arc', '/scratch', '/skaha', '/cavern'];
/** Folders of software that somebody would have to install first. */
const UNUSED = ['/etc/sudoers.d', '/etc/jupyter', '/usr/local/etc/jupyter', '/opt/conda', '/usr/share/applications'];
/** Debian and Ubuntu: files alone, until a package adds its service (container-rules.md §1b). */
const NSSWITCH = 'passwd: files\ngroup: files\nshadow: files\ngshadow: files\n\nhosts: files dns\n';
const ACCOUNTS = ['/etc/passwd', '/etc/group'];
const distribution = {
  readable: ACCOUNTS,
  wholeEnv: true,
  empty: [...EMPTY, ...UNUSED],
  user: '',
  entrypoint: [],
  ports: [],
  lacks: MINIMAL,
  date: DATE,
} as const;

const debian = (tags: RegExp, version: string | undefined, id: 'debian' | 'ubuntu'): KnownBase => ({
  ...distribution,
  repository: `docker.io/library/${id}`,
  tags,
  distribution: { id, ...(version === undefined ? {} : { version }) },
  env: { PATH },
  cmd: ['bash'],
  commands: [...SHELL, 'bash'],
  packages: ['bash', 'coreutils'],
  files: { '/etc/nsswitch.conf': NSSWITCH },
  source: 'container-rules.md §1b nsswitch-sss, §1a; policy-engines.md §3.4',
});

/** The services that the EL family names by default include sss; EL8 and later link the file (container-rules.md §1b). */
const enterprise = (repository: string, id: string, tags: RegExp): KnownBase => ({
  ...distribution,
  repository: `docker.io/${repository}`,
  tags,
  distribution: { id },
  release: /^(?:centos)?(\d+)(?!\d)/,
  env: { PATH },
  cmd: ['/bin/bash'],
  commands: [...SHELL, 'bash'],
  packages: ['bash', 'coreutils'],
  lacks: ['xterm', 'jupyter', 'jupyter-lab', 'jupyterlab', '/dockerstartup/vnc_startup.sh', '/usr/bin/xterm'],
  wholeEnv: false,
  source: 'container-rules.md §1b nsswitch-sss, §3 (CentOS)',
});

/** Jupyter's own images: the user jovyan, conda in /opt/conda, JupyterLab on PATH. */
const jupyter = (host: string): readonly KnownBase[] =>
  ['base', 'minimal', 'scipy', 'datascience', 'tensorflow', 'pytorch', 'r', 'julia', 'pyspark', 'all-spark'].map(
    (name) => ({
      repository: `${host}/jupyter/${name}-notebook`,
      distribution: { id: 'ubuntu' },
      user: '1000',
      workdir: '/home/jovyan',
      env: {
        PATH: `/opt/conda/bin:${PATH}`,
        CONDA_DIR: '/opt/conda',
        SHELL: '/bin/bash',
        NB_USER: 'jovyan',
        NB_UID: '1000',
        NB_GID: '100',
        HOME: '/home/jovyan',
        LANG: 'C.UTF-8',
      },
      entrypoint: ['tini', '-g', '--', 'start.sh'],
      cmd: ['start-notebook.py'],
      ports: [8888],
      commands: [...SHELL, 'bash', 'jupyter', 'jupyter-lab', 'conda', 'mamba', 'sudo'],
      packages: ['bash', 'coreutils', 'sudo'],
      libraries: ['jupyterlab', 'notebook'],
      files: { '/etc/nsswitch.conf': NSSWITCH },
      readable: ACCOUNTS,
      lacks: MINIMAL.filter((one) => !/jupyter|sudo/.test(one)),
      empty: EMPTY,
      source: 'container-rules.md §3, §4; jupyter/docker-stacks:images/docker-stacks-foundation/Dockerfile',
      date: DATE,
    }),
  );

/** Images of the platform that the documentation is about: Ubuntu with the platform's own requirements met. */
const canfar = (name: string, more: Partial<KnownBase> = {}): KnownBase => ({
  repository: `images.canfar.net/skaha/${name}`,
  distribution: { id: 'ubuntu' },
  commands: [...SHELL, 'bash'],
  packages: ['bash', 'coreutils'],
  readable: ACCOUNTS,
  empty: EMPTY,
  source: '000_b288e323437a5df4.txt "Core Astronomy Containers", "Creating a Custom Container"',
  date: DATE,
  ...more,
});
const withJupyter = {
  commands: [...SHELL, 'bash', 'jupyter', 'jupyter-lab', 'conda', 'mamba'],
  libraries: ['jupyterlab'],
  env: { CONDA_DIR: '/opt/conda', NB_USER: 'jovyan', NB_UID: '1000' },
};

/**
 * What is in the images that recipes start from. What the table does not say of a base is not known, and rules answer so.
 * A site adds its own bases before these.
 */
export const KNOWN_BASES: readonly KnownBase[] = [
  debian(/^(24\.04|noble)/, '24.04', 'ubuntu'),
  debian(/^(22\.04|jammy)/, '22.04', 'ubuntu'),
  debian(/^(20\.04|focal)/, '20.04', 'ubuntu'),
  debian(/^(18\.04|bionic)/, '18.04', 'ubuntu'),
  debian(/^(16\.04|xenial)/, '16.04', 'ubuntu'),
  debian(/^(14\.04|trusty)/, '14.04', 'ubuntu'),
  { ...debian(/^/, undefined, 'ubuntu'), release: /^(\d\d\.\d\d)(?!\d)/ },
  debian(/^(13|trixie)/, '13', 'debian'),
  debian(/^(12|bookworm)/, '12', 'debian'),
  debian(/^(11|bullseye)/, '11', 'debian'),
  debian(/^(10|buster)/, '10', 'debian'),
  debian(/^(9|stretch)/, '9', 'debian'),
  debian(/^(8|jessie)/, '8', 'debian'),
  debian(/^(7|wheezy)/, '7', 'debian'),
  { ...debian(/^/, undefined, 'debian'), release: /^(\d+)(?!\d)/ },
  enterprise('library/centos', 'centos', /^/),
  enterprise('library/rockylinux', 'rocky', /^\d/),
  enterprise('rockylinux/rockylinux', 'rocky', /^\d/),
  enterprise('library/almalinux', 'almalinux', /^\d/),
  enterprise('library/fedora', 'fedora', /^/),
  {
    ...distribution,
    repository: 'docker.io/library/alpine',
    distribution: { id: 'alpine' },
    release: /^(\d+\.\d+)(?!\d)/,
    env: { PATH },
    cmd: ['/bin/sh'],
    commands: SHELL,
    lacks: [...MINIMAL, 'bash', '/bin/bash', '/etc/nsswitch.conf'],
    source: 'container-rules.md §1a base-glibc, §1b bash-present',
  },
  {
    ...distribution,
    repository: 'docker.io/library/busybox',
    env: { PATH },
    commands: SHELL,
    cmd: ['sh'],
    lacks: [...MINIMAL, 'bash', '/bin/bash', '/etc/nsswitch.conf'],
    source: 'container-rules.md §1b shell-and-cp-present',
  },
  ...[
    { tags: /trixie/, version: '13' },
    { tags: /bookworm/, version: '12' },
    { tags: /bullseye/, version: '11' },
    { tags: /buster/, version: '10' },
    // Tags without a distribution move with Debian.
    { tags: /slim|^3(\.\d+){0,2}$/, version: undefined },
  ].map(
    ({ tags, version }): KnownBase => ({
      ...debian(tags, version, 'debian'),
      repository: 'docker.io/library/python',
      wholeEnv: false,
      cmd: ['python3'],
      commands: [...SHELL, 'bash', 'python', 'python3', 'pip'],
      source: '002_94f43e463315a6da.txt "Image dependency" (python, buildpack-deps, debian)',
    }),
  ),
  ...jupyter('docker.io'),
  ...jupyter('quay.io'),
  {
    ...distribution,
    repository: 'docker.io/ipac/firefly',
    tags: /^202[45]\./,
    distribution: { id: 'ubuntu', version: '22.04' },
    user: 'tomcat',
    workdir: '/usr/local/tomcat',
    env: {
      PATH: `/usr/local/tomcat/bin:/opt/java/openjdk/bin:${PATH}`,
      CATALINA_HOME: '/usr/local/tomcat',
      JAVA_HOME: '/opt/java/openjdk',
    },
    wholeEnv: false,
    entrypoint: ['/bin/bash', '-c', './launchTomcat.sh ${*}', '--'],
    cmd: [],
    ports: [8080, 5050],
    commands: [...SHELL, 'bash'],
    packages: ['bash', 'coreutils'],
    files: { '/etc/nsswitch.conf': NSSWITCH },
    source: 'Caltech-IPAC/firefly:docker/Dockerfile (on tomcat:9.0-jre21-temurin-jammy)',
  },
  canfar('base'),
  canfar('astroml', withJupyter),
  canfar('astroml-cuda', { ...withJupyter, source: '000_b288e323437a5df4.txt "GPU Support"' }),
  canfar('notebook', withJupyter),
  canfar('casa', withJupyter),
];
