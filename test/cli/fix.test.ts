import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { lineDiff } from '../../src/cli/line-diff';
import { describeWith } from '../assets/tools';
import { Folder } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');
const put = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
};
const fix = (...args: readonly string[]) => folder.run(['check', 'Dockerfile', '--fix', ...args]);

/** Rules that find something, each once for each finding. */
async function findings(...args: readonly string[]): Promise<readonly string[]> {
  const { out } = await folder.run(['check', 'Dockerfile', '-o', 'json', ...args]);
  const { results } = JSON.parse(out) as { results: readonly { rule: string; verdict: string }[] };
  return results.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);
}

const APT = '&& rm -rf /var/lib/apt/lists/*';
const MESSY = {
  Dockerfile: `FROM ubuntu:24.04
RUN apt-get update && apt-get install curl \\
    # what the documentation for users names
    sssd-client \\
    wget
COPY startup.sh /skaha/startup.sh
COPY nsswitch.conf /etc/
RUN pip3 install numpy "astropy" && pip install scipy
USER 1000
`,
  'startup.sh': '#!/bin/bash\nexport A=1\n$@\n',
  'nsswitch.conf': 'passwd: files\ngroup: files # ours\nshadow: files',
  'requirements.txt': 'numpy==1.26.0\nscipy>=1\n',
};
const CURED = {
  Dockerfile: `FROM ubuntu:24.04
RUN apt-get update && apt-get install -y curl \\
    # what the documentation for users names
    libnss-sss \\
    wget acl xterm ${APT}
COPY --chmod=755 startup.sh /skaha/startup.sh
COPY nsswitch.conf /etc/
RUN pip3 install --no-cache-dir numpy==1.26.0 "astropy" && pip install --no-cache-dir scipy
USER 1000
`,
  'startup.sh': '#!/bin/bash\nexport A=1\nexec "$@"\n',
  'nsswitch.conf': 'passwd: files sss\ngroup: files sss # ours\nshadow: files sss',
  'requirements.txt': MESSY['requirements.txt'],
};

test('--fix cures what it can prove, keeps the rest, and says what it did', async () => {
  put(MESSY);
  const before = await findings('--type', 'desktop-app');
  const { code, err } = await fix('--type', 'desktop-app');
  expect(code).toBe(1);
  expect(err).toMatch(/^Dockerfile: cured acl-installed, distro-package-names, gui-app-present, nsswitch-sss, /);
  for (const [name, text] of Object.entries(CURED)) expect(read(name)).toBe(text);
  const after = await findings('--type', 'desktop-app');
  expect(after.filter((rule) => !before.includes(rule))).toEqual([]);
  // What nobody can prove stays: the versions of two packages, labels, documentation.
  expect(after.filter((rule) => rule === 'software-versions-pinned')).toHaveLength(2);
  for (const rule of ['acl-installed', 'nsswitch-sss', 'xterm-installed', 'startup-exec-args', 'pkg-noninteractive'])
    expect(after).not.toContain(rule);
});

test('a second time there is nothing to do', async () => {
  put(CURED);
  expect(await fix('--type', 'desktop-app', '--dry-run')).toEqual({ code: 0, out: '', err: '' });
});

test('--dry-run writes nothing', async () => {
  put(MESSY);
  const { code, out } = await fix('--type', 'desktop-app', '--dry-run');
  expect(code).toBe(1);
  expect(out).toContain('-    sssd-client \\\n');
  for (const [name, text] of Object.entries(MESSY)) expect(read(name)).toBe(text);
  expect(await folder.run(['check', 'Dockerfile', '--dry-run'])).toMatchObject({ code: 2 });
});

describeWith(['git'], 'with git', () => {
  test('what --dry-run prints is a patch that does what --fix does', async () => {
    put(MESSY);
    const { out } = await fix('--type', 'desktop-app', '--dry-run');
    execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder.path, input: out });
    for (const [name, text] of Object.entries(CURED)) expect(read(name)).toBe(text);
  });

  test('any two texts', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', 'd e'), { maxLength: 30 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        folder.write('x', before);
        const patch = lineDiff('x', before, after);
        expect(patch === '').toBe(before === after);
        // git takes an empty text for a file that is not there.
        if (before === after || before === '' || after === '') return;
        execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: folder.path, input: patch });
        expect(read('x')).toBe(after);
      }),
      { seed: 20_261_129, numRuns: 40 },
    );
  });
});

test('the mode of a file stays, and nothing is left behind', async () => {
  put({ Dockerfile: 'FROM ubuntu:24.04\nRUN apt-get install -y acl sssd-client\n' });
  const { mode } = statSync(join(folder.path, 'Dockerfile'));
  await fix();
  expect(read('Dockerfile')).toContain('acl libnss-sss');
  expect(statSync(join(folder.path, 'Dockerfile')).mode).toBe(mode);
  expect(readdirSync(folder.path)).toEqual(['Dockerfile']);
});

test.each([
  [
    'nothing is installed yet',
    'FROM ubuntu:24.04\nUSER 1000\n',
    `FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y --no-install-recommends acl libnss-sss ${APT}\nUSER 1000\n`,
  ],
  [
    'the other family',
    'FROM rockylinux:9\nRUN dnf install -y libnss-sss && dnf clean all\n',
    'FROM rockylinux:9\nRUN dnf install -y sssd-client && dnf clean all\n',
  ],
  [
    'another escape',
    `# escape=\`\nFROM ubuntu:24.04\nRUN apt-get update && apt-get install \`\n  acl libnss-sss ${APT}\n`,
    `# escape=\`\nFROM ubuntu:24.04\nRUN apt-get update && apt-get install -y \`\n  acl libnss-sss ${APT}\n`,
  ],
  [
    'carriage returns stay',
    'FROM ubuntu:24.04\r\nRUN apt-get update && apt-get install -y \\\r\n  acl sssd-client \\\r\n  && rm -rf /var/lib/apt/lists/*\r\n',
    'FROM ubuntu:24.04\r\nRUN apt-get update && apt-get install -y \\\r\n  acl libnss-sss \\\r\n  && rm -rf /var/lib/apt/lists/*\r\n',
  ],
])('%s', async (_title, before, after) => {
  put({ Dockerfile: before });
  await fix();
  expect(read('Dockerfile')).toBe(after);
});

test.each<[string, string, Readonly<Record<string, string>>]>([
  [
    'a list that is read when it is built',
    `FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y $(cat p) ${APT}\n`,
    {},
  ],
  ['a base that is not known', 'FROM x.org/y/z:1\nUSER 1000\n', {}],
  ['a base of somebody else that starts as who knows', 'FROM quay.io/jupyter/base-notebook:1\n', {}],
  [
    'what is waived',
    `# astroplatform: allow acl-installed -- the base brings it (me, until 2099-01-01)\nFROM ubuntu:24.04\nRUN apt-get install -y libnss-sss xterm \\\n&& echo x > /y\n`,
    {},
  ],
  [
    'versions that contradict each other',
    'FROM scratch\nRUN ["pip", "install", "x"]\nRUN pip install --no-cache-dir numpy\n',
    { 'requirements.txt': 'numpy==1', 'requirements-dev.txt': 'numpy==2' },
  ],
  ['a list of arguments', 'FROM scratch\nRUN ["pip", "install", "numpy"]\n', {}],
  [
    'a script that does more',
    'FROM scratch\nCOPY --chmod=755 startup.sh /skaha/\n',
    { 'startup.sh': '#!/bin/bash\nds9\n' },
  ],
  [
    'a script that does it sometimes',
    'FROM scratch\nCOPY --chmod=755 startup.sh /skaha/\n',
    { 'startup.sh': '#!/bin/bash\nif x; then\n  $@\nfi\n' },
  ],
  ['a script that is fetched', 'FROM scratch\nADD http://x.org/startup.sh /skaha/startup.sh\n', {}],
  ['a mark at the start', '\uFEFFFROM ubuntu:24.04\nRUN apt-get install -y sssd-client\n', {}],
])('%s is left alone', async (_title, recipe, files) => {
  put({ ...files, Dockerfile: recipe });
  const { code, out } = await fix(
    '--type',
    'desktop-app',
    '--dry-run',
    '--severity',
    'pkg-cache-clean=off,pip-no-cache-dir=off',
  );
  expect({ code, out }).toEqual({ code: 0, out: '' });
});

const LINES = [
  'FROM ubuntu:24.04',
  'FROM rockylinux:9 AS b',
  'RUN apt-get install curl',
  'RUN apt-get update && apt-get install -y \\',
  '  sssd-client acl \\',
  '# comment',
  '  && echo done',
  'RUN dnf install -y libnss-sss',
  'RUN pip install numpy',
  "RUN sh -c 'pip install numpy'",
  'RUN <<EOF',
  'apt-get install -y x',
  'EOF',
  'RUN if x; then apt-get install y; fi',
  'COPY nsswitch.conf /etc/',
  'COPY . /skaha/',
  'COPY startup.sh init.sh /skaha/',
  'USER 1000',
  'ENV A="$B',
  'RUN x > /etc/nsswitch.conf',
];

test('of any recipe: no rule says more than before, and a second time there is nothing to do', async () => {
  const recipe = fc
    .array(fc.constantFrom(...LINES), { maxLength: 12 })
    .map((lines) => `FROM ubuntu:24.04\n${lines.join('\n')}\n`);
  const files = {
    'startup.sh': '#!/bin/sh\nset -e\nexec $@\n',
    'init.sh': '#!/bin/sh\n',
    'nsswitch.conf': 'passwd: sss\ngroup: files\n',
    'requirements.txt': 'numpy==1\n',
  };
  await fc.assert(
    fc.asyncProperty(recipe, async (text) => {
      put({ ...files, Dockerfile: text });
      // A recipe that a builder refuses is refused here too, and not written.
      if ((await folder.run(['check', 'Dockerfile', '--type', 'desktop-app', '-o', 'json'])).code === 2) {
        expect((await fix('--type', 'desktop-app')).code).toBe(2);
        expect(read('Dockerfile')).toBe(text);
        return;
      }
      const before = await findings('--type', 'desktop-app');
      const { code } = await fix('--type', 'desktop-app');
      expect(code).not.toBe(4);
      const after = await findings('--type', 'desktop-app');
      const count = (list: readonly string[], rule: string) => list.filter((one) => one === rule).length;
      for (const rule of new Set(after))
        expect([rule, count(after, rule)]).toEqual([rule, Math.min(count(after, rule), count(before, rule))]);
      expect(await fix('--type', 'desktop-app', '--dry-run')).toMatchObject({ code: 0, out: '' });
    }),
    { seed: 8, numRuns: 25 },
  );
}, 120_000);
