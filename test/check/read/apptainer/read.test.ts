import { type Fact, sure } from '../../../../src/check/facts';
import { parseDefinition } from '../../../../src/check/read/apptainer/definition';
import { readDefinition } from '../../../../src/check/read/apptainer/read';
import { contextOf } from '../dockerfile/build';

const told = <T>(fact: Fact<T>): T | string => (fact.known ? fact.value : fact.reason);
const read = (source: string, files: Readonly<Record<string, string>> = {}) =>
  readDefinition(source, { file: 'tool.def', context: contextOf(files) }).container;

const TOOL = `Bootstrap: docker
From: ubuntu:24.04   # a comment

%arguments
    V=1.2
%files
    tool.py /opt
    nss /etc/nsswitch.conf
%environment
    export PATH=/opt/tool/bin:$PATH
    export LC_ALL=C
%labels
    Author  me@example.org
%post
    # install
    apt-get update && \\
      apt-get install -y acl
    mkdir -p /opt/tool-{{ V }}
%runscript
    exec python3 /opt/tool.py "$@"
`;

test('a registry and a namespace of their own stand before the image', () => {
  const container = read('Bootstrap: docker\nRegistry: https://images.example.org\nNamespace: lab\nFrom: tool:1\n');
  expect(sure(container.bases)).toMatchObject([{ reference: 'images.example.org/lab/tool:1' }]);
});

describe('what becomes what', () => {
  const container = read(TOOL, { 'tool.py': 'print()', nss: 'passwd: files sss\n' });

  test('the header is the base', () => {
    expect(sure(container.bases)).toEqual([
      {
        reference: 'docker.io/library/ubuntu:24.04',
        written: 'ubuntu:24.04',
        place: { file: 'tool.def', line: 2, column: 1 },
      },
    ]);
  });

  test('%files, %environment, %labels, %post and %runscript', () => {
    expect(told(container.text('/etc/nsswitch.conf'))).toBe('passwd: files sss\n');
    expect(told(container.text('/opt/tool.py'))).toBe('print()');
    expect(told(container.env('PATH'))).toMatch(/^\/opt\/tool\/bin:\/usr/);
    expect(told(container.label('Author'))).toBe('me@example.org');
    expect(container.package('acl')).toMatchObject({ value: { place: { line: 17, column: 7 } } });
    expect(told(container.file('/opt/tool-1.2'))).toMatchObject({ kind: 'folder' });
    expect(told(container.entrypoint)).toEqual({ arguments: ['/.singularity.d/runscript'], shell: false });
  });

  test('what {{ }} names and nobody says is not known', () => {
    const open = read('Bootstrap: docker\nFrom: python:{{ V }}\n');
    expect(told(open.bases)).toBe('the variable {{ V }} has no value');
  });

  test.each(['localimage', 'yum', 'library'])('what Bootstrap: %s brings is not known', (agent) => {
    expect(told(read(`Bootstrap: ${agent}\nFrom: x\n`).bases)).toBe(`what Bootstrap: ${agent} brings is not known`);
  });
});

test('the last stage is shipped', () => {
  const source = 'Bootstrap: docker\nFrom: a/b:1\nStage: build\n%post\nmake\n\nBootstrap: docker\nFrom: debian:12\n';
  expect(sure(read(source).distribution)).toEqual({ id: 'debian', version: '12' });
});

describe('%files from an earlier stage', () => {
  const BUILD = `Bootstrap: docker
From: ubuntu:24.04
Stage: build
%files
    tool.sh /src/tool.sh
    data /src/data
%post
    chmod 755 /src/tool.sh

Bootstrap: docker
From: debian:12.8
%files from build
`;
  const files = { 'tool.sh': '#!/bin/sh\nexec "$@"\n', 'data/a.txt': 'a' };
  const final = (lines: string) => read(`${BUILD}${lines}`, files);

  test('a file, into a folder or under a name', () => {
    for (const [line, path] of [
      ['/src/tool.sh', '/src/tool.sh'],
      ['/src/tool.sh /usr/local/bin', '/usr/local/bin/tool.sh'],
      ['/src/tool.sh /opt/start', '/opt/start'],
      ['/src/tool.sh /new/', '/new/tool.sh'],
    ] as const) {
      const container = final(line);
      expect(told(container.text(path))).toBe('#!/bin/sh\nexec "$@"\n');
      expect(told(container.file(path))).toMatchObject({ mode: { value: 0o755 }, place: { line: 13, column: 1 } });
    }
  });

  test('a folder goes into one that is there under its own name', () => {
    expect(told(final('/src/data /opt/').text('/opt/data/a.txt'))).toBe('a');
    expect(told(final('/src/data /somewhere').text('/somewhere/a.txt'))).toBe('a');
  });

  test('what is not known there is not known here', () => {
    expect(told(final('/usr/lib/x.so /opt/x.so').file('/opt/x.so'))).toContain('in the stage build holds is not known');
    expect(told(final('/src/* /opt/').file('/opt/x'))).toContain('what /src/* in the stage build is');
    expect(told(final('/src/tool.sh /opt/').bases)).toMatchObject([{ written: 'debian:12.8' }]);
  });

  test('of a stage that comes later, or has no such name, a builder knows nothing', () => {
    const source =
      'Bootstrap: docker\nFrom: a:1\n%files from final\n/a /b\nBootstrap: docker\nFrom: b:1\nStage: final\n';
    expect(parseDefinition(source).problems).toEqual([
      { line: 3, column: 1, message: 'there is no stage final before it' },
    ]);
  });
});

test('a base that another recipe builds', () => {
  const parent = read('Bootstrap: docker\nFrom: ubuntu:24.04\n%post\napt-get install -y acl\n');
  const asked: string[] = [];
  const { container } = readDefinition('Bootstrap: docker\nFrom: images.example.org/team/base:1\n', {
    file: 'tool.def',
    parent: (reference) => {
      asked.push(reference);
      return parent;
    },
  });
  expect(asked).toEqual(['images.example.org/team/base:1']);
  expect(sure(container.package('acl'))).toBeDefined();
  expect(sure(container.bases).map(({ reference }) => reference)).toEqual([
    'images.example.org/team/base:1',
    'docker.io/library/ubuntu:24.04',
  ]);
});

test.each([
  ['', 'there is no Bootstrap:'],
  ['From: x\n', 'the file does not start with Bootstrap:'],
  ['Bootstrap: docker\nFrom: x\n%psot\n', '%psot is no section'],
  ['Bootstrap: docker\nnonsense\n', '"nonsense" is no header'],
  ['Bootstrap: docker\n%post\n true\n', 'there is no From:'],
  ['Bootstrap: docker\nFrom: a\nFoo: b\n', 'Foo: is no header'],
])('%j is refused', (source, message) => {
  expect(parseDefinition(source).problems.map((problem) => problem.message)).toContain(message);
});
