import { sure } from '../../../../src/check/facts';
import { asDockerfile } from '../../../../src/check/read/apptainer/as-dockerfile';
import { readDefinition } from '../../../../src/check/read/apptainer/read';
import { build, contextOf } from '../dockerfile/build';

const DEFINITION = `Bootstrap: docker
From: debian:{{ RELEASE }}

%arguments
    RELEASE=12.8

%files
    summation.py /opt/
    data.txt

%environment
    export TOOL=/opt/tool
    export PATH=$TOOL/bin:$PATH
    export PLAIN='$HOME'
    module load x

%post
    apt-get update && apt-get install -y acl libnss-sss && rm -rf /var/lib/apt/lists/*
POST

%labels
    maintainer a@example.org
    note "five $ dollars"

%runscript
    exec python3 /opt/summation.py "$@"

%test
    true
`;

test('a definition as a Dockerfile, and what becomes of each section', () => {
  const { dockerfile, report } = asDockerfile(DEFINITION, 'tool.def');
  expect(dockerfile).toBe(`# syntax=docker/dockerfile:1
FROM debian:12.8
COPY summation.py /opt/summation.py
COPY data.txt /data.txt
RUN <<'POST_'
#!/bin/sh -e
    apt-get update && apt-get install -y acl libnss-sss && rm -rf /var/lib/apt/lists/*
POST
POST_
ENV TOOL="/opt/tool"
ENV PATH="$TOOL/bin:$PATH"
ENV PLAIN="\\$HOME"
LABEL maintainer="a@example.org"
LABEL note="five \\$ dollars"
COPY --chmod=755 <<'RUNSCRIPT' /usr/local/bin/runscript
#!/bin/sh
    exec python3 /opt/summation.py "$@"
RUNSCRIPT
ENTRYPOINT ["/usr/local/bin/runscript"]
`);
  expect(report.map(({ line, section, becomes }) => `${line} ${section}: ${becomes.split(/[:;]/, 1)[0]}`)).toEqual([
    '7 %files: COPY',
    '17 %post: RUN',
    '11 %environment: ENV for 3 of 4 lines',
    '21 %labels: LABEL',
    '25 %runscript: ENTRYPOINT, a script in /usr/local/bin',
    '28 %test: nothing',
  ]);
});

const APPS = `Bootstrap: docker
From: debian:12.8
%files
    /home/me/data.csv /mnt/
    src* /opt/src
%apprun tool
    exec tool "$@"
%appinstall tool
    apt-get update && apt-get install -y acl
    echo x > share.txt
%appfiles tool
    tool.py bin/tool.py
%appenv tool
    export LEVEL=2
%applabels tool
    Version 1.0
%apphelp tool
    Say what it does.
%apptest tool
    tool --version
`;

test('apps become folders, scripts and labels', () => {
  const { dockerfile, report } = asDockerfile(APPS, 'tool.def');
  expect(dockerfile).toMatchSnapshot();
  expect(report).toMatchSnapshot();
});

test('both say the same of an app', () => {
  const files = { 'tool.py': 'print()' };
  const definition = readDefinition(APPS, { file: 'tool.def', context: contextOf(files) }).container;
  const recipe = build(asDockerfile(APPS, 'tool.def').dockerfile, files);
  for (const container of [definition, recipe]) {
    expect(sure(container.text('/scif/apps/tool/bin/tool.py'))).toBe('print()');
    expect(sure(container.text('/scif/apps/tool/scif/env/90-environment.sh'))).toBe('    export LEVEL=2\n');
    expect(sure(container.text('/scif/apps/tool/scif/runscript'))).toContain('exec tool "$@"');
    expect(sure(container.file('/scif/apps/tool/scif/runscript'))?.mode).toMatchObject({ value: 0o755 });
    expect(sure(container.label('scif.tool.Version'))).toBe('1.0');
    expect(sure(container.package('acl'))).toBeDefined();
    expect(sure(container.file('/scif/data/tool/output'))).toMatchObject({ kind: 'folder' });
    expect(sure(container.text('/scif/apps/tool/share.txt'))).toBe('x\n');
  }
});

test('both say the same of the container', () => {
  const text = DEFINITION.replace('\nPOST\n', '\n').replace('    module load x\n', '');
  const definition = readDefinition(text, { file: 'tool.def' }).container;
  const recipe = build(asDockerfile(text, 'tool.def').dockerfile);
  for (const name of ['TOOL', 'PATH']) expect(sure(recipe.env(name))).toBe(sure(definition.env(name)));
  for (const name of ['maintainer', 'note']) expect(sure(recipe.label(name))).toBe(sure(definition.label(name)));
  for (const name of ['acl', 'libnss-sss']) expect(sure(recipe.package(name))).toBeDefined();
  const script = (container: typeof recipe) => sure(container.text(sure(container.entrypoint)?.arguments[0] ?? ''));
  expect(script(recipe)?.trim()).toBe(script(definition)?.trim());
  expect(sure(recipe.bases)[0]?.reference).toBe('docker.io/library/debian:12.8');
});

test('stages', () => {
  const { dockerfile } = asDockerfile(
    'Bootstrap: docker\nFrom: golang:1.23\nStage: build\n%post\ngo build\nBootstrap: docker\nFrom: debian:12.8\nStage: final\n%files from build\n/go/x /usr/local/bin/x\n',
    'tool.def',
  );
  expect(dockerfile).toContain('FROM golang:1.23 AS build\n');
  expect(dockerfile).toContain('FROM debian:12.8 AS final\nCOPY --from=build /go/x /usr/local/bin/x\n');
});

test.each([
  ['Bootstrap: localimage\nFrom: x.sif\n', 'Bootstrap: localimage'],
  ['From: x\n', 'does not start with Bootstrap'],
  ['Bootstrap: docker\nFrom: x\n%files from build\n/a /b\n', 'there is no stage build before it'],
  ['Bootstrap: docker\nFrom: x\n%apprun\nx\n', '%apprun names no app'],
])('%j is refused', (text, message) => {
  expect(() => asDockerfile(text, 'tool.def')).toThrow(message);
});
