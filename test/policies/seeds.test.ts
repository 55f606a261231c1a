import { rules } from '../../policies/index';
import { judge } from '../../src/check/judge';
import { readDefinition } from '../../src/check/read/apptainer/read';
import type { ContainerSubject } from '../../src/check/rule';
import { CONTRACT } from '../../src/check/session-contract';
import { docker } from './container-rows';

/** What rules say about a container, by their ids; the number of faults after "fail". */
function verdicts(subject: ContainerSubject, ids: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    ids.map((id) => {
      const rule = rules.find((one) => one.id === id);
      if (rule?.on !== 'container') throw new Error(`no rule of containers is named ${id}`);
      const answer = judge(rule, subject, 'a snippet');
      return [id, answer.verdict === 'fail' ? `fail ${answer.faults.length}` : answer.verdict];
    }),
  );
}

const NSSWITCH = ['passwd', 'group', 'shadow', 'services', 'netgroup', 'automount']
  .map((name) => `${name}:     files sss\n`)
  .join('');
const CONFIGURE = 'RUN apt-get install -y sssd-client acl\nCOPY nsswitch.conf /etc/\n';

// The recipes of the documentation for users, shortened to the lines that are judged; the verdicts are those of
// container-rules.md §4.
const SNIPPETS: Readonly<Record<string, readonly [ContainerSubject, Readonly<Record<string, string>>]>> = {
  'notebook "Basic Structure"': [
    docker(
      `ARG ROOT_CONTAINER=jupyter/scipy-notebook:latest
FROM \${ROOT_CONTAINER}
LABEL maintainer="Your Name <your.email@institution.ca>"
USER root
WORKDIR /tmp
RUN apt-get update --yes --quiet --fix-missing \\
    && apt-get upgrade --yes --quiet
COPY packages.apt .
RUN apt-get install --yes --quiet $(cat packages.apt) \\
    && apt-get clean --yes \\
    && apt-get autoremove --purge --quiet --yes \\
    && rm -rf /var/lib/apt/lists/* /var/tmp/*
ADD nsswitch.conf /etc/
USER \${NB_USER}
COPY env.yml .
RUN mamba env update --quiet -n base --file env.yml \\
    && fix-permissions \${CONDA_DIR}
WORKDIR \${HOME}
`,
      { 'packages.apt': 'sssd-client\nacl\nvim\ncurl\nwget\n', 'nsswitch.conf': NSSWITCH, 'env.yml': '' },
      'notebook',
    ),
    {
      'base-tag-pinned': 'fail 1',
      'pkg-update-with-install': 'fail 1',
      'image-final-user-nonroot': 'pass',
      'distro-package-names': 'fail 1',
      'label-maintainer': 'pass',
      'nsswitch-sss': 'pass',
      'notebook-jupyter-lab': 'pass',
    },
  ],
  'VNC-based structure': [
    docker(
      `FROM ubuntu:22.04
RUN apt-get update && apt-get install -y xfce4 tigervnc-standalone-server novnc websockify && apt-get clean
RUN apt-get install -y your-gui-application
ENV DISPLAY=:1 \\
    VNC_PORT=5901 \\
    NO_VNC_PORT=6901 \\
    VNC_PW=vncpassword
${CONFIGURE}RUN echo "Set disable_coredump false" > /etc/sudo.conf
RUN dbus-uuidgen --ensure
COPY startup.sh /skaha/startup.sh
RUN chmod +x /skaha/startup.sh
EXPOSE $VNC_PORT $NO_VNC_PORT
CMD ["/skaha/startup.sh"]
`,
      { 'nsswitch.conf': NSSWITCH, 'startup.sh': '#!/bin/bash\nexec "$@"\n' },
      'desktop-app',
    ),
    {
      'distro-package-names': 'fail 1',
      'no-baked-credentials': 'fail 1',
      'pkg-cache-clean': 'fail 3',
      'nsswitch-sss': 'pass',
      'nsswitch-files': 'pass',
      'no-vnc-in-desktop-app': 'fail 3',
      'startup-exec-args': 'pass',
      'startup-executable': 'pass',
      'dbus-machine-id': 'pass',
    },
  ],
  'headless structure': [
    docker(
      `FROM ubuntu:22.04
RUN apt-get update && apt-get install -y python3 python3-pip && apt-get clean
COPY requirements.txt .
RUN pip3 install -r requirements.txt
${CONFIGURE}COPY src/ /opt/processing/
CMD ["/bin/bash"]
`,
      { 'nsswitch.conf': NSSWITCH, 'requirements.txt': '', 'src/a.sh': '' },
      'headless',
    ),
    {
      'distro-package-names': 'fail 1',
      'pkg-cache-clean': 'fail 2',
      'nsswitch-sss': 'pass',
      'base-tag-pinned': 'pass',
    },
  ],
  '"Create Dockerfile"': [
    docker(`FROM images.canfar.net/skaha/astroml:latest
USER root
RUN apt-get update && apt-get install -y gfortran && rm -rf /var/lib/apt/lists/*
USER $NB_UID
RUN pip install --no-cache-dir astroplan photutils reproject
ENV PATH=/opt/analysis-tools/bin:$PATH
RUN mkdir -p /arc/home/$NB_USER/workspace
WORKDIR /arc/home/$NB_USER
`),
    { 'no-content-under-mounts': 'fail 2', 'base-tag-pinned': 'fail 1', 'software-versions-pinned': 'fail 3' },
  ],
  'storage integration': [
    docker('FROM images.canfar.net/skaha/astroml:24.07\nRUN chmod g+s /arc/projects\nRUN pip install vostools\n'),
    { 'no-build-time-mount-access': 'fail 1', 'base-tag-pinned': 'pass' },
  ],
  'contributed sessions': [
    docker(
      'FROM images.canfar.net/skaha/astroml:24.07\nEXPOSE 5000\nCOPY webapp/ /opt/webapp/\nCMD ["python", "/opt/webapp/app.py"]\n',
      { 'webapp/app.py': '' },
      'contributed',
    ),
    { 'contributed-port-5000': 'pass', 'contributed-entrypoint': 'pass' },
  ],
  'a Dockerfile from scratch (CentOS 7)': [
    docker(
      'FROM centos:7.9.2009\nRUN yum update -y && \\\n    yum install -y python3\nRUN pip3 install pytest==7.0.0\n',
    ),
    {
      'base-tag-pinned': 'pass',
      'base-not-eol': 'fail 1',
      'software-versions-pinned': 'pass',
      'pkg-cache-clean': 'fail 1',
    },
  ],
};

const definition = (base: string, numpy: string): ContainerSubject => ({
  container: readDefinition(
    `Bootstrap: docker
From: ${base}

%files
    summation.py /opt

%runscript
    echo "Got arguments: $*"
    exec python /opt/summation.py "$@"

%post
    pip install ${numpy}
`,
    { file: 'tool.def' },
  ).container,
  types: [],
  profile: 'current',
  contract: CONTRACT,
});

test.each(Object.entries(SNIPPETS))('%s', (_name, [subject, expected]) => {
  expect(verdicts(subject, Object.keys(expected))).toEqual(expected);
});

test.each([
  ['python:latest', 'numpy', 'fail 1'],
  ['python:3.12.7-bookworm', 'numpy==1.26.0', 'pass'],
])('the definition on %s', (base, numpy, verdict) => {
  expect(
    verdicts(definition(base, numpy), [
      'base-tag-pinned',
      'software-versions-pinned',
      'def-runscript-exec',
      'def-files-scope',
    ]),
  ).toEqual({
    'base-tag-pinned': verdict,
    'software-versions-pinned': verdict,
    'def-runscript-exec': 'pass',
    'def-files-scope': 'pass',
  });
});

test.each([
  ['the guide', NSSWITCH],
  ['the older text', 'passwd: sss files\nshadow: files sss\ngroup: sss files\n'],
])('nsswitch.conf of %s', (_source, text) => {
  const subject = docker('FROM ubuntu:22.04\nCOPY nsswitch.conf /etc/\n', { 'nsswitch.conf': text });
  expect(verdicts(subject, ['nsswitch-sss', 'nsswitch-files'])).toEqual({
    'nsswitch-sss': 'pass',
    'nsswitch-files': 'pass',
  });
});
