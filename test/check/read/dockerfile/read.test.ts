import { type Fact, sure } from '../../../../src/check/facts';
import { parseDockerfile } from '../../../../src/check/read/dockerfile/instruction';
import { readDockerfile } from '../../../../src/check/read/dockerfile/read';
import { build } from './build';

/** The value of a fact, or why there is none. */
const told = <T>(fact: Fact<T>): T | string => (fact.known ? fact.value : fact.reason);

describe('syntax', () => {
  const texts = (source: string) => parseDockerfile(source).instructions.map(({ name, text }) => `${name} ${text}`);

  test.each([
    ['comments inside a continuation', 'FROM a\nRUN b \\\n  # no\n\n  && c', ['FROM a', 'RUN b   && c']],
    ['another escape', '# escape=`\nFROM a\nRUN b `\n c', ['FROM a', 'RUN b  c']],
    ['a directive after a comment is a comment', '# hello\n# escape=`\nFROM a\nRUN b \\\n c', ['FROM a', 'RUN b  c']],
    ['an escaped escape ends the line', 'FROM a\nRUN b \\\\\nUSER c', ['FROM a', 'RUN b \\\\', 'USER c']],
    [
      'names in any case, carriage returns, a byte order mark',
      '\uFEFFfrom a\r\nrun b \\\r\n c\r\n',
      ['FROM a', 'RUN b  c'],
    ],
    [
      'a here-document is not read as instructions',
      'FROM a\nRUN <<EOF\nUSER x\nEOF\nUSER y',
      ['FROM a', 'RUN <<EOF', 'USER y'],
    ],
    [
      'two here-documents',
      'FROM a\nCOPY <<A <<"B" /x/\n1\nA\n2\nB\nUSER y',
      ['FROM a', 'COPY <<A <<"B" /x/', 'USER y'],
    ],
    ['a quoted << opens none', 'FROM a\nRUN echo "<<EOF"\nUSER y', ['FROM a', 'RUN echo "<<EOF"', 'USER y']],
  ])('%s', (_title, source, expected) => {
    expect(texts(source)).toEqual(expected);
  });

  test('positions count through continuations and flags', () => {
    const [, run] = parseDockerfile('FROM a\n  RUN --network=none b \\\n   && cd x').instructions;
    expect(run).toMatchObject({ line: 2, column: 3, flags: [{ name: 'network', value: 'none', line: 2, column: 7 }] });
    expect(run?.at(run.text.indexOf('cd'))).toEqual({ line: 3, column: 7 });
  });

  test.each([
    ['', 'there is no FROM'],
    ['RUN x', 'RUN stands before the first FROM'],
    ['FROM a\nFOO b', '"FOO" is no instruction'],
    ['FROM a\nRUN', 'RUN says nothing'],
    ['FROM a\nRUN <<EOF\nx', 'the here-document EOF has no end'],
    ['FROM a\nENV A=b #note', 'ENV: "#note" is not name=value'],
    ['FROM a\nENV A', 'ENV A has no value'],
    ['FROM a\nLABEL a="b c" d', 'LABEL: "d" is not name=value'],
    ['FROM a\nSHELL /bin/bash -c', 'SHELL takes a list, such as ["/bin/bash", "-c"]'],
    ['FROM a\nCOPY x', 'COPY names no target'],
    ['FROM a\nADD ["x"]', 'ADD names no target'],
    ['FROM a\nCOPY --form=b x /y', 'COPY has no flag --form'],
    ['FROM a b', 'FROM takes an image, and AS with one name'],
    ['FROM a AS 1b', '"1b" is no name of a stage'],
    ['FROM a\nONBUILD FROM b', 'ONBUILD cannot keep FROM'],
    ['FROM a\nONBUILD COPY x', 'COPY names no target'],
  ])('refuses %j', (source, message) => {
    expect(parseDockerfile(source).problems.map((problem) => problem.message)).toContain(message);
  });
});

test('what a builder takes is not refused', () => {
  const source = `# syntax=docker/dockerfile:1-labs
FROM --platform=$BUILDPLATFORM a AS Build_1.x
ENV A b c
ENV A="b # c" D='e f' G=\\ h
LABEL "a b"="c"
ARG A B=1
SHELL ["/bin/bash", "-c"]
COPY --link --parents --exclude=*.x --chmod=755 a /b
COPY <<A <<B /c/
A
B
RUN --mount=type=cache,target=/x --network=none true
HEALTHCHECK --interval=1s --start-interval=1s CMD x
ONBUILD RUN --mount=type=bind x
FROM build_1.x AS build_1.x
`;
  expect(parseDockerfile(source).problems).toEqual([]);
  expect(parseDockerfile('# syntax=example.org/other\nFROM a b c d').problems).toEqual([]);
});

describe('variables', () => {
  const user = (source: string, args = {}) => told(build(source, {}, { args }).user);

  test.each([
    ['ENV', 'FROM scratch\nENV A=1\nUSER $A', '1'],
    ['ENV comes before ARG', 'FROM scratch\nARG A=1\nENV A=2\nUSER ${A}', '2'],
    ['ARG before FROM needs to be declared again', 'ARG A=1\nFROM scratch\nUSER x$A', 'x'],
    ['several ARGs in one line', 'FROM scratch\nARG A B=1\nUSER $B', '1'],
    ['ARG declared again', 'ARG A=1\nFROM scratch\nARG A\nUSER x$A', 'x1'],
    ['one ENV sees the values before it', 'FROM scratch\nENV A=1\nENV A=2 B=$A\nUSER $B', '1'],
    ['a default', 'FROM scratch\nUSER ${A:-app}', 'app'],
    ['an alternative', 'FROM scratch\nENV A=1\nUSER ${A:+app}', 'app'],
    ['quotes', 'FROM scratch\nENV A="b c" D=\'$A\'\nUSER $D', '$A'],
    ['an escaped sign', 'FROM scratch\nUSER \\$A', '$A'],
    ['the old form', 'FROM scratch\nENV A b c\nUSER $A', 'b c'],
    ['stages hand their environment on', 'FROM scratch AS one\nENV A=1\nFROM one\nUSER $A', '1'],
    ['ARGs stay in their stage', 'FROM scratch AS one\nARG A=1\nFROM one\nUSER x$A', 'x'],
    ['no default', 'FROM scratch\nARG A\nUSER $A', 'ARG A has no default; say it with --build-arg A=...'],
    ['the base says it', 'FROM jupyter/base-notebook:1\nUSER $NB_USER', 'jovyan'],
    [
      'the base does not say it',
      'FROM x.org/y/z:1\nUSER $NB_USER',
      'the base x.org/y/z:1 is not among the known bases',
    ],
  ])('%s', (_title, source, expected) => {
    expect(user(source)).toBe(expected);
  });

  test('what the builder is told comes before a default', () => {
    expect(user('ARG U=1\nFROM scratch\nARG U\nUSER $U', { U: '7' })).toBe('7');
  });
});

describe('stages', () => {
  const source =
    'ARG BASE=ubuntu:24.04\nFROM $BASE AS build\nUSER 1\nCOPY x /x\nFROM build AS Deploy\nUSER 2\nFROM deploy\nUSER root';

  test.each([
    [undefined, 'root'],
    ['deploy', '2'],
    ['BUILD', '1'],
    ['0', '1'],
  ])('target %s', (target, user) => {
    expect(told(build(source, {}, target === undefined ? {} : { target }).user)).toBe(user);
  });

  test('a target that is not there', () => {
    expect(() => readDockerfile(source, { file: 'Dockerfile', target: 'test' })).toThrow(/no stage is named "test"/);
  });

  test('all stages stand on the same base', () => {
    expect(sure(build(source).bases)).toMatchObject([
      { reference: 'docker.io/library/ubuntu:24.04', place: { line: 2 } },
    ]);
  });

  test('COPY --from takes files of another stage', () => {
    const copied = build('FROM scratch AS a\nCOPY <<E /etc/f\nhello\nE\nFROM scratch\nCOPY --from=a /etc/f /g\n');
    expect(told(copied.text('/g'))).toBe('hello\n');
    expect(told(copied.text('/etc/f'))).toBe(undefined);
  });

  test('ONBUILD waits for the stage above', () => {
    const container = build('FROM scratch AS a\nONBUILD USER 5\nUSER 4\nFROM a');
    expect(told(container.user)).toBe('5');
  });
});

describe('files', () => {
  const FILES = { 'a/nsswitch.conf': 'passwd: files sss\n', 'a/run.sh': '755:#!/bin/sh\n', 'secret.txt': 'x' };

  test.each([
    ['COPY a/nsswitch.conf /etc/', '/etc/nsswitch.conf', 'passwd: files sss\n'],
    ['COPY a /etc', '/etc/nsswitch.conf', 'passwd: files sss\n'],
    ['COPY . /ctx', '/ctx/a/nsswitch.conf', 'passwd: files sss\n'],
    ['COPY a/*.conf /etc/', '/etc/nsswitch.conf', 'passwd: files sss\n'],
    ['WORKDIR /etc\nCOPY a/nsswitch.conf .', '/etc/nsswitch.conf', 'passwd: files sss\n'],
    ['COPY ["a/nsswitch.conf", "/etc/nss"]', '/etc/nss', 'passwd: files sss\n'],
    ['COPY <<"E" /f\n$A\nE', '/f', '$A\n'],
    ['ENV A=1\nCOPY <<E /f\n$A\nE', '/f', '1\n'],
    ['COPY <<E /f\nit\'s "$A" \\$B\nE', '/f', 'it\'s "" $B\n'],
    ['RUN echo one > /f && echo two >> /f', '/f', 'one\ntwo\n'],
    ['RUN > /f', '/f', ''],
    ['RUN ["/bin/bash", "-c", "echo -e \'a\\\\nb\' > /f"]', '/f', 'a\nb\n'],
    ['SHELL ["/bin/bash", "-c"]\nRUN echo -en "a\\nb" > /f', '/f', 'a\nb'],
    ['RUN <<E\n#!/bin/bash\necho "a\\nb" > /f\nE', '/f', 'a\\nb\n'],
    ['WORKDIR /w\nRUN (cd /tmp && true) && echo x > f', '/w/f', 'x\n'],
    ['WORKDIR /w\nRUN cd /tmp && cd - && pushd /x && popd && echo x > f', '/w/f', 'x\n'],
    ['COPY a/run.sh /d/a.sh\nCOPY a/run.sh /d/b.txt\nRUN rm -f /d/*.sh', '/d/a.sh', undefined],
    ['COPY a/run.sh /d/a.sh\nCOPY a/run.sh /d/b.txt\nRUN rm -f /d/*.sh', '/d/b.txt', '#!/bin/sh\n'],
    ['RUN ln -s /b /a && ln -s /c /b\nCOPY a/run.sh /a/r', '/c/r', '#!/bin/sh\n'],
    ['RUN ln -s /b /a && ln -s /c /b\nCOPY a/run.sh /c/r', '/a/r', '#!/bin/sh\n'],
    ['RUN ln -s /b /a && ln -s /a /b\nCOPY a/run.sh /a/r', '/d', undefined],
    ['RUN <<-E bash\n\techo x > /f\n\tE', '/f', 'x\n'],
    ['COPY a/run.sh /usr/local/bin', '/usr/local/bin/run.sh', '#!/bin/sh\n'],
    ['COPY a/run.sh /r\nRUN cp /r /opt && ln -s /r /usr/local/bin/', '/opt/r', '#!/bin/sh\n'],
    ['COPY a/run.sh /r\nRUN ln -s -t /usr/local/bin /r', '/usr/local/bin/r', '#!/bin/sh\n'],
    ['RUN printf "a\\nb\\n" > /f', '/f', 'a\nb\n'],
    ['RUN cat > /f <<EOF\nx\nEOF', '/f', 'x\n'],
    ['RUN cd /etc && echo x > f', '/etc/f', 'x\n'],
    ['COPY a/run.sh /a\nRUN cp /a /b && mv /b /c', '/c', '#!/bin/sh\n'],
    ['COPY a/run.sh /a\nRUN ln -s a /l', '/l', '#!/bin/sh\n'],
    ['COPY a/run.sh /a\nRUN rm -f /a', '/a', undefined],
    ['COPY a/run.sh /d/a\nRUN rm -rf /d', '/d/a', undefined],
    ['RUN echo x > /f\nRUN sed -i s/x/y/ /f', '/f', 'sed changes /f'],
    ['RUN ./configure-all', '/f', 'line 2: "./configure-all" may do anything'],
    ['RUN ./configure-all && rm -f /f', '/f', undefined],
    ['RUN [ -e /x ] && ./y', '/f', 'line 2: "./y" may or may not run'],
    [
      'COPY <<E /f\nx\nE\nRUN $(which rm) /f > /dev/null',
      '/g',
      'line 5: "$(which rm) /f > /dev/null" runs a command that is not known',
    ],
    ['COPY <<E /f\nx\nE\nRUN find / -name "f*" -delete', '/f', '"find / -name "f*" -delete" may change it'],
    ['COPY <<E /f\nx\nE\nRUN find / -name "*.pyc" -delete', '/f', 'x\n'],
    ['RUN cd "$(pwd)/.." && echo x > f', '/f', 'something is put into a folder that is not known'],
    ['RUN cp -r /etc/skel/. /skaha/', '/skaha/startup.sh', 'files are copied there'],
    ['FROM ubuntu:24.04\nRUN mv /tmp/x /skaha', '/skaha/startup.sh', 'what is copied there is not known'],
    ['RUN sh -c "$(cat /x)"', '/f', 'line 2: "sh -c "$(cat /x)"" runs a command that is not known'],
    ['COPY missing /f', '/f', 'line 2: there is no missing beside the recipe'],
  ])('%s', (line, path, expected) => {
    expect(told(build(`FROM scratch\n${line}\n`, FILES).text(path))).toBe(expected);
  });

  test.each([
    ['COPY a/run.sh /s', 0o755],
    ['COPY --chmod=700 a/run.sh /s', 0o700],
    ['COPY a/nsswitch.conf /s\nRUN chmod +x /s', 0o755],
    ['COPY a/nsswitch.conf /s\nRUN chmod -R u=rwx,go= /s', 0o700],
    ['RUN install -m 750 /x /s', 0o750],
    ['COPY a/run.sh /s\nRUN echo x >> /s', 0o755],
    ['COPY a/nsswitch.conf /s\nRUN chmod +w,+x /s', 0o755],
    ['COPY a/run.sh /s\nRUN find / -perm /6000 -exec chmod a-s {} +', 0o755],
  ])('the mode of %s', (line, mode) => {
    const entry = sure(build(`FROM scratch\n${line}\n`, FILES).file('/s'));
    expect(entry && told(entry.mode)).toBe(mode);
  });

  test.each([
    'xargs -a /p apt-get install -y',
    'cat /p | xargs -n 5 apt-get install -y',
    'dpkg -i /tmp/x.deb',
    'rpm -Uvh x.rpm',
    'apt-get install -y ./x.deb',
    'dnf install -y https://example.org/x.rpm',
    'yum groupinstall -y "Development Tools"',
  ])('%s installs what nobody knows', (command) => {
    const { package: named } = build(`FROM scratch\nRUN ${command}`);
    expect(told(named('acl'))).toContain('installs is not known');
  });

  test.each([
    ['. /opt/venv/bin/activate && pip install jupyterlab', '/opt/venv/bin/jupyter'],
    ['PATH=/opt/x/bin:$PATH pip install jupyterlab', '/opt/x/bin/jupyter'],
    ['export PATH=/opt/x/bin:/bin; pip install jupyterlab', '/opt/x/bin/jupyter'],
    ['(. /opt/venv/bin/activate); pip install jupyterlab', '/usr/local/bin/jupyter'],
    ['sudo -u root pip install jupyterlab', '/usr/local/bin/jupyter'],
    ['python3 -m venv /v && /v/bin/pip install jupyterlab', '/v/bin/jupyter'],
  ])('%s puts its programs where its pip is', (command, path) => {
    const { file } = build(`FROM scratch\nRUN ${command}`);
    const there = ['/opt/venv/bin/jupyter', '/opt/x/bin/jupyter', '/usr/local/bin/jupyter', '/v/bin/jupyter'].filter(
      (one) => file(one).known && told(file(one)) !== undefined,
    );
    expect(there).toEqual([path]);
  });

  test('with an environment first on PATH, pip is the one in it', () => {
    const container = build('FROM scratch\nRUN python3 -m venv /v\nENV PATH=/v/bin:/bin\nRUN pip install jupyterlab');
    expect(container.command('jupyter')).toMatchObject({ known: true, value: { path: '/v/bin/jupyter' } });
  });

  test('what is installed from a folder may bring JupyterLab', () => {
    expect(told(build('FROM ubuntu:24.04\nRUN pip install .').command('jupyter'))).toContain('is not known');
    expect(told(build('FROM ubuntu:24.04\nRUN pip install numpy').command('jupyter'))).toBe(undefined);
  });

  test('packages are known by their managers', () => {
    const container = build(
      'FROM ubuntu:24.04\nCOPY p /tmp/p\nRUN apt-get install -y acl=2.3 $(cat /tmp/p)\nRUN apt-get remove curl',
      { p: 'xterm\ncurl\n' },
    );
    const name = (one: string) => container.package(one);
    expect(name('acl')).toMatchObject({ known: true, value: { version: '2.3', place: { line: 3 } } });
    expect(name('xterm')).toMatchObject({ known: true, value: { name: 'xterm' } });
    expect(told(name('curl'))).toBe(undefined);
    expect(told(name('sssd'))).toBe(undefined);
    expect(name('unheard-of')).toMatchObject({ known: false });
    expect(container.command('setfacl')).toMatchObject({ known: true, value: { path: '/usr/bin/setfacl' } });
  });

  test('libnss-sss puts sss where Debian keeps its services', () => {
    const container = build('FROM debian:12\nRUN apt-get update && apt-get install -y libnss-sss');
    expect(told(container.text('/etc/nsswitch.conf'))).toMatch(
      /^passwd: files sss\ngroup: files sss\nshadow: files sss/,
    );
  });
});

test('what a base starts is forgotten with a new entrypoint, kept with a new command', () => {
  expect(told(build('FROM jupyter/base-notebook:1\nENTRYPOINT ["x"]').cmd)).toBe(undefined);
  expect(told(build('FROM jupyter/base-notebook:1\nCMD x').entrypoint)).toMatchObject({
    arguments: ['tini', '-g', '--', 'start.sh'],
  });
  expect(told(build('FROM scratch\nCMD x').cmd)).toEqual({ arguments: ['x'], shell: true });
});

test('a base that another recipe here builds is that recipe', () => {
  const parent = build('FROM ubuntu:24.04\nENV TOOL=/opt/tool\nRUN apt-get install -y xterm\nUSER 1000');
  const named: string[] = [];
  const child = build(
    'FROM lab.example.org/tools/base:1\nENV BIN=$TOOL/bin',
    {},
    {
      parent: (reference) => {
        named.push(reference);
        return { container: parent };
      },
    },
  );
  expect(named).toEqual(['lab.example.org/tools/base:1']);
  expect(told(child.env('BIN'))).toBe('/opt/tool/bin');
  expect(told(child.user)).toBe('1000');
  expect(child.package('xterm')).toMatchObject({ known: true, value: { name: 'xterm' } });
  expect(sure(child.bases).map(({ reference }) => reference)).toEqual([
    'lab.example.org/tools/base:1',
    'docker.io/library/ubuntu:24.04',
  ]);
});

test('ports, with variables and ranges', () => {
  const ports = (text: string) => {
    const fact = build(`FROM scratch\nENV P=5000\nEXPOSE ${text}`).ports;
    return fact.known ? fact.value.map(({ number, protocol }) => `${number}/${protocol}`) : fact.reason;
  };
  expect(ports('$P 6901/udp')).toEqual(['5000/tcp', '6901/udp']);
  expect(ports('80-82')).toEqual(['80/tcp', '81/tcp', '82/tcp']);
  expect(ports('http')).toBe('"http" is not a port');
});

describe('packages of pip and conda', () => {
  const library = (name: string, lines: string) => told(build(`FROM ubuntu:24.04\n${lines}`).library(name));

  test.each([
    ['RUN pip install --no-cache-dir "JupyterLab[x]==4.2.5"', { name: 'jupyterlab', version: '4.2.5' }],
    ['RUN python3 -m pip install jupyterlab>=4', { name: 'jupyterlab' }],
    ['RUN pip install jupyter', { name: 'jupyterlab' }],
    ['ENV PATH=/opt/conda/bin:/bin\nRUN mamba install -y conda-forge::jupyterlab=4.2', { version: '4.2' }],
    // PATH as the container has it, not as it was when the command ran.
    ['RUN python3 -m venv /opt/v && /opt/v/bin/pip install jupyterlab==4\nENV PATH=/opt/v/bin:$PATH', { version: '4' }],
  ])('%s', (lines, expected) => {
    expect(library('jupyterlab', lines)).toMatchObject(expected);
  });

  const listed = (files: Readonly<Record<string, string>>, lines: string) => {
    const container = build(`FROM ubuntu:24.04\n${lines}`, files);
    return [told(container.library('jupyterlab')), told(container.file('/usr/local/bin/jupyter'))];
  };
  const there = [expect.objectContaining({ name: 'jupyterlab', version: '4.4.9' }), expect.anything()];
  const list =
    '# what we use\nnumpy>=2  # arrays\n\n--index-url https://pypi.example.org/simple\njupyterlab[x] == 4.4.9 --hash=sha256:12\n';

  test.each<[string, Record<string, string>, string]>([
    ['a list', { 'requirements.txt': list }, 'COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt'],
    [
      'several lists, from where the command runs',
      { 'a.txt': 'numpy', 'b.txt': list.replaceAll('\n', '\r\n') },
      'WORKDIR /opt/lab\nCOPY *.txt ./\nRUN cd .. && pip install --requirement=lab/a.txt -rlab/b.txt --no-cache-dir',
    ],
    [
      'a list that names another, and a line that goes on',
      { 'in/all.txt': '-r more/base.txt\n-c pins.txt', 'in/more/base.txt': 'jupyterlab\\\n==4.4.9' },
      'COPY in /in\nRUN python3 -m pip install -r /in/all.txt',
    ],
  ])('%s of requirements', (_, files, lines) => expect(listed(files, lines)).toEqual(there));

  test.each<[string, Record<string, string>]>([
    ['a list that is not there', {}],
    ['one on some machines only', { 'r.txt': 'jupyterlab; python_version > "3.10"' }],
    ['a folder in a list', { 'r.txt': '-e ./lab' }],
    ['an address in a list', { 'r.txt': 'git+https://git.example.org/lab' }],
    ['a circle of lists', { 'r.txt': '-r r.txt' }],
  ])('not known: %s', (_, files) => {
    const [library, program] = listed(files, 'COPY . /x\nRUN pip install -r /x/r.txt');
    expect([library, program]).toEqual([expect.stringContaining('installs is not known'), expect.any(String)]);
  });

  test('what was removed is not there, and of the minimal image neither', () => {
    expect(library('jupyterlab', 'RUN pip install jupyterlab\nRUN pip uninstall -y jupyterlab')).toBeUndefined();
    expect(library('jupyterlab', 'USER 1')).toBeUndefined();
  });

  test.each([
    ['RUN pip install astropy', 'what astropy needs is installed with it'],
    ['RUN pip install git+https://git.example.org/tool', 'what "pip install git+https'],
    ['RUN pip install ./tool', 'what "pip install ./tool" installs is not known'],
    ['RUN /opt/v/bin/pip install jupyterlab', 'what jupyterlab needs'],
  ])('not known: %s', (lines, reason) => {
    expect(library('jupyterlab', lines)).toContain(reason);
  });
});
