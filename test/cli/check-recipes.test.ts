import { Folder } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
};

async function check(...args: readonly string[]): Promise<{ exit: number; out: string; err: string }> {
  const { code, out, err } = await folder.run(['check', ...args]);
  return { exit: code, out, err };
}

interface Reported {
  readonly results: readonly { rule: string; verdict: string; severity: string; place?: object; waiver?: object }[];
}
const of = (out: string, rule: string) =>
  (JSON.parse(out) as Reported).results.filter((result) => result.rule === rule);

const PACKAGES = 'FROM ubuntu:24.04\nCOPY . /x\nRUN apt-get update \\\n  && apt-get install -y sssd-client\n';

test('a Dockerfile is judged by its name, with line and column', async () => {
  write({ 'tool/Dockerfile': PACKAGES });
  const { exit, out } = await check('tool/Dockerfile', '-o', 'json');
  expect(exit).toBe(1);
  expect(of(out, 'distro-package-names')).toMatchObject([
    { verdict: 'fail', severity: 'error', place: { file: 'tool/Dockerfile', line: 4, column: 6 } },
  ]);
});

test.each([
  ['current', 'warning'],
  ['documented', 'error'],
])('the profile %s decides how much it matters', async (profile, severity) => {
  write({ 'tool.Dockerfile': 'FROM ubuntu:24.04\n' });
  const { out } = await check('tool.Dockerfile', '-o', 'json', '--profile', profile);
  expect(of(out, 'acl-installed')).toMatchObject([{ verdict: 'fail', severity }]);
});

test('a comment accepts a finding until a date', async () => {
  write({
    Containerfile: `# astroplatform: allow distro-package-names -- the mirror has it (me, until 2099-01-31)\n${PACKAGES}`,
  });
  const { out } = await check('Containerfile', '-o', 'json');
  expect(of(out, 'distro-package-names')).toMatchObject([{ waiver: { owner: 'me', expires: '2099-01-31' } }]);
});

test('a comment without reason is a mistake', async () => {
  write({ Dockerfile: `${PACKAGES}# astroplatform: allow distro-package-names\n` });
  const { exit, err } = await check('Dockerfile');
  expect(exit).toBe(2);
  expect(err).toContain('Dockerfile:5');
});

test('what .dockerignore leaves out is not copied', async () => {
  const recipe = 'FROM scratch\nCOPY . /arc/\n';
  write({ 'a/Dockerfile': recipe, 'a/.dockerignore': '*\n', 'b/Dockerfile': recipe, 'b/x.txt': '1' });
  expect(of((await check('a/Dockerfile', '-o', 'json', '--all')).out, 'no-content-under-mounts')).toMatchObject([
    { verdict: 'pass' },
  ]);
  expect(
    of((await check('b/Dockerfile', '-o', 'json')).out, 'no-content-under-mounts').map(({ verdict }) => verdict),
  ).toContain('fail');
});

test('targets and build arguments', async () => {
  write({ Dockerfile: 'ARG V\nFROM ubuntu:$V AS ship\nFROM ship AS test\nUSER root\n' });
  const { out } = await check('Dockerfile', '--target', 'ship', '--build-arg', 'V=16.04', '-o', 'json');
  expect(of(out, 'base-not-eol')).toMatchObject([{ place: { line: 2, column: 6 } }]);
  expect((await check('Dockerfile', '--target', 'shop')).err).toContain('no stage is named "shop"');
});

test('types ask more, and a name that is none is a mistake', async () => {
  write({ Dockerfile: 'FROM ubuntu:24.04\n' });
  expect(of((await check('Dockerfile', '--type', 'desktop-app', '-o', 'json')).out, 'xterm-installed')).toHaveLength(1);
  expect(of((await check('Dockerfile', '-o', 'json')).out, 'xterm-installed')).toEqual([]);
  expect(await check('Dockerfile', '--type', 'desktop_app')).toMatchObject({ exit: 2 });
});

test('what a builder refuses is refused, with its place', async () => {
  write({ Dockerfile: 'FROM a\nRNU x\n', 'x.def': 'Bootstrap: docker\n%psot\n' });
  expect(await check('Dockerfile')).toMatchObject({ exit: 2, err: expect.stringContaining('line 2, column 1') });
  expect(await check('x.def')).toMatchObject({ exit: 2, err: expect.stringContaining('%psot is no section') });
});

test.each<[subject: string, act: string]>([
  ['lab', 'lab: this is a folder\n  ✖ only files are checked. Name the file: lab/Dockerfile.'],
  ['layout', 'layout: this is a folder\n  ✖ it has the layout of an image. Write oci:layout.'],
  ['empty', 'empty: this is a folder\n  ✖ only files are checked. Name the files in it.'],
  [
    'lab.tar',
    'lab.tar: cannot be checked\n  ✖ the ending .tar is not known. If docker save wrote it, write docker-archive:lab.tar.',
  ],
  [
    'notes',
    'notes: cannot be checked\n  ✖ its name has no ending. Name a site (.ts, .js, .yaml, .yml, .json), a recipe (Dockerfile',
  ],
  [
    'images.example.org/lab/tool:1',
    'nothing was read. If it is an image, write docker://images.example.org/lab/tool:1.',
  ],
  [
    'oci-archive:lab.tar',
    'oci-archive: names nothing that is read here. Write docker://HOST/NAME:TAG, oci:FOLDER:TAG or',
  ],
  ['no/such.ts', 'no/such.ts: there is no such file\n  ✖ nothing was read. Check the path.'],
])('what is not named as it should be: %s', async (subject, message) => {
  for (const file of ['lab/Dockerfile', 'layout/oci-layout', 'empty/x/y', 'lab.tar', 'notes']) folder.write(file, '');
  const { code, err } = await folder.run(['check', subject]);
  expect(code).toBe(2);
  expect(err).toContain(message);
});

test('everything that is not named as it should be, at once', async () => {
  const { code, err } = await folder.run(['check', 'a.example.org/x:1', 'dir:x']);
  expect([code, err.match(/✖/g)?.length]).toEqual([2, 2]);
});

test('strict fails on what could not be decided', async () => {
  write({ Dockerfile: 'FROM x.org/y/z:1\n' });
  const quiet = ['--threshold', 'error'];
  expect((await check('Dockerfile', ...quiet)).exit).toBe(0);
  expect((await check('Dockerfile', ...quiet, '--strict')).exit).toBe(3);
});

test('a definition and a request', async () => {
  write({
    'tool.def': 'Bootstrap: docker\nFrom: python:latest\n',
    'request.json': '{"type": "notebok", "image": "a/b:1"}',
  });
  expect(of((await check('tool.def', '-o', 'json')).out, 'base-tag-pinned')).toMatchObject([{ place: { line: 2 } }]);
  const { exit, out } = await check('request.json', '-o', 'json');
  expect(exit).toBe(1);
  expect(of(out, 'type-known')).toMatchObject([{ place: { file: 'request.json', path: 'type' } }]);
});

describe('without a session type', () => {
  test('the report says once how many rules were not asked, and JSON which', async () => {
    write({ 'a/Dockerfile': 'FROM ubuntu:24.04\n', 'b/Dockerfile': 'FROM ubuntu:24.04\n' });
    const said = /^not asked: \d+ rules on what sessions of a type need\. .*--type notebook/gm;
    expect((await check('a/Dockerfile')).out.match(said)).toHaveLength(1);
    expect((await check('a/Dockerfile', 'b/Dockerfile')).out.match(said)).toHaveLength(1);
    const { notAsked } = JSON.parse((await check('b/Dockerfile', 'a/Dockerfile', '-o', 'json')).out);
    expect(notAsked).toMatchObject({ reason: 'no session type', subjects: ['a/Dockerfile', 'b/Dockerfile'] });
    expect(notAsked.rules).toContain('xterm-installed');
    expect(notAsked.rules).not.toContain('acl-installed');
    expect((await check('a/Dockerfile', '--severity', 'xterm-installed=off', '-o', 'yaml')).out).not.toContain('xterm');
  });

  test('nothing of it where a type is named, or nothing is a container', async () => {
    write({ Dockerfile: 'FROM ubuntu:24.04\n', 'request.json': '{"type":"notebook"}' });
    for (const args of [['Dockerfile', '--type', 'headless'], ['request.json']]) {
      expect((await check(...args)).out).not.toContain('not asked');
      expect(JSON.parse((await check(...args, '-o', 'json')).out).notAsked).toBeUndefined();
    }
  });

  test('a rule of one’s own says what it is about', async () => {
    const rule = (types: string) => `import { defineRule, fail } from 'astroplatform';
export default defineRule({ id: 'own', topic: 'x', on: 'container', types: ${types} as never, severity: 'error', why: 'w', fix: 'f', source: 's', check: () => fail([{ message: 'no' }]) });`;
    write({ Dockerfile: 'FROM ubuntu:24.04\n', 'own.ts': rule("['carta']"), 'wrong.ts': rule("['cart']") });
    const own = ['Dockerfile', '--rules', 'own.ts', '-o', 'json'];
    expect(of((await check(...own)).out, 'own')).toEqual([]);
    expect(JSON.parse((await check(...own)).out).notAsked.rules).toContain('own');
    expect(of((await check(...own, '--type', 'carta')).out, 'own')).toHaveLength(1);
    expect((await check('Dockerfile', '--rules', 'wrong.ts')).err).toContain('rule "own" has types that are none');
  });
});

test('the report goes through the recipe line by line, and ends with what is undecided', async () => {
  write({ Dockerfile: `${PACKAGES}RUN pip install numpy\nUSER 0\nRUN curl -fsSL https://example.org/x | sh\n` });
  const { out } = await check('Dockerfile', '--type', 'notebook');
  const lines = [...out.matchAll(/^(?:error|warning|info) .*?(?: Dockerfile:(\d+):\d+)?$/gm)].map(
    ([, line = 0]) => +line,
  );
  expect(new Set(lines).size).toBeGreaterThan(3);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  expect(out).not.toMatch(/^undecided [\s\S]*^(?:error|warning|info) /m);
});
