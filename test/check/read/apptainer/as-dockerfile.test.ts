import { sure } from '../../../../src/check/facts';
import { asDockerfile } from '../../../../src/check/read/apptainer/as-dockerfile';
import { readDefinition } from '../../../../src/check/read/apptainer/read';
import { build } from '../dockerfile/build';

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

%appinstall tool
    true
`;

test('a definition as a Dockerfile, and what becomes of each section', () => {
  const { dockerfile, report } = asDockerfile(DEFINITION, 'tool.def');
  expect(dockerfile).toBe(`# syntax=docker/dockerfile:1
FROM debian:12.8
COPY summation.py /opt/
COPY data.txt data.txt
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
    '31 %appinstall tool: nothing',
  ]);
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
])('%j is refused', (text, message) => {
  expect(() => asDockerfile(text, 'tool.def')).toThrow(message);
});
