import { parse } from 'yaml';
import { Folder, SITE_YAML } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

interface Reported {
  readonly subject: string;
  readonly rule: string;
  readonly verdict: string;
  readonly severity: string;
  readonly message?: string;
  readonly place?: object;
}

async function check(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  for (const [name, text] of Object.entries(files)) folder.write(name, text);
  const { code, out, err } = await folder.run(['check', ...args, '-o', 'json', '--all']);
  const all = out === '' ? [] : (JSON.parse(out) as { readonly results: readonly Reported[] }).results;
  const of = (rule: string) => all.filter((result) => result.rule === rule);
  return { code, err, of, subjects: [...new Set(all.map(({ subject }) => subject))] };
}

const request = (fields: object) =>
  JSON.stringify({ name: 'a', type: 'notebook', image: 'images.example.org/lab/x:1', ...fields });

test('without a site the registries of the documentation count, with one those of the site', async () => {
  const files = { 'request.json': request({}), 'keck.yaml': SITE_YAML };
  expect((await check(files, 'request.json')).of('registry-host-allowed')).toMatchObject([{ verdict: 'fail' }]);
  expect((await check(files, 'request.json', '--site', 'keck.yaml')).of('registry-host-allowed')).toMatchObject([
    { verdict: 'pass' },
  ]);
});

test('sizes are those of the site', async () => {
  const files = { 'request.json': request({ cores: 7, ram: 4 }), 'keck.yaml': SITE_YAML };
  const { of } = await check(files, 'request.json', '--site', 'keck.yaml');
  expect(of('req-resources-in-options').map(({ message }) => message)).toEqual(['cores 7 is not offered; 8 is']);
});

test('types are those of the site', async () => {
  const only = SITE_YAML.replace(/^(sessions: .*) \}$/m, '$1, types: [notebook] }');
  expect(only).not.toBe(SITE_YAML);
  const files = { 'request.json': request({ type: 'carta' }), Dockerfile: 'FROM scratch\n', 'keck.yaml': only };
  expect((await check(files, 'request.json', '--site', 'keck.yaml')).of('type-known')).toMatchObject([
    { verdict: 'fail' },
  ]);
  const { code, err } = await check(files, 'Dockerfile', '--type', 'carta', '--site', 'keck.yaml');
  expect(code).toBe(2);
  expect(err).toContain('"carta" is no session type of this site');
  expect(err).toContain('Types: notebook');
});

test('mounts and severities are those of the site, and one site in the call is enough', async () => {
  const files = {
    Dockerfile: 'FROM ubuntu:24.04\nRUN mkdir -p /data/x\n',
    'keck.yaml': `${SITE_YAML.replace('share: /export/arc', 'share: /export/arc, mountRoot: /data')}checks: { severities: { no-content-under-mounts: info } }\n`,
  };
  const { of } = await check(files, 'keck.yaml', 'Dockerfile');
  expect(of('no-content-under-mounts')).toMatchObject([
    {
      subject: 'Dockerfile',
      verdict: 'fail',
      severity: 'info',
      message: '/data/x is hidden by what is mounted on /data',
    },
  ]);
});

const BASES = `checks:
  containers:
    bases:
      - repository: images.example.org/skaha/base
        tags: ['25.*']
        on: docker.io/library/ubuntu:24.04
        user: astro
        packages: [libnss-sss, acl]
        nameServices: { passwd: [files, sss], group: [files, sss], shadow: [files, sss] }
        source: recipes/base/Dockerfile
        date: 2026-11-01
`;

test('a site knows bases of its own, on top of known ones', async () => {
  const files = { Dockerfile: 'FROM images.example.org/skaha/base:25.10\n', 'keck.yaml': SITE_YAML + BASES };
  const { of } = await check(files, 'Dockerfile', '--site', 'keck.yaml');
  for (const rule of ['acl-installed', 'nsswitch-sss', 'image-final-user-nonroot', 'passwd-group-readable'])
    expect([rule, of(rule).map(({ verdict }) => verdict)]).toEqual([rule, ['pass']]);
  const other = await check(
    { ...files, Dockerfile: 'FROM images.example.org/skaha/base:24.10\n' },
    'Dockerfile',
    '--site',
    'keck.yaml',
  );
  expect(other.of('acl-installed')).toMatchObject([{ verdict: 'unknown' }]);
});

test('a base that another recipe of the repository builds is that recipe, by comment or by folder', async () => {
  const base = 'FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y acl && rm -rf /var/lib/apt/lists/*\n';
  const files = {
    '.git/HEAD': '',
    'keck.yaml': SITE_YAML,
    'recipes/lab/Dockerfile': base,
    'recipes/by-comment/Dockerfile': `# astroplatform: builds images.example.org/team/other\n${base}`,
    'recipes/a/Dockerfile': 'FROM images.example.org/team/lab:1.0\n',
    'recipes/b/Dockerfile': 'FROM images.example.org/team/other:1.0\n',
    'recipes/c/Dockerfile': 'FROM docker.io/someone/lab:1.0\n',
  };
  const verdict = async (recipe: string) =>
    (await check(files, recipe, '--site', 'keck.yaml')).of('acl-installed').map((one) => one.verdict);
  expect(await verdict('recipes/a/Dockerfile')).toEqual(['pass']);
  expect(await verdict('recipes/b/Dockerfile')).toEqual(['pass']);
  // A folder of that name says nothing of an image of somebody else.
  expect(await verdict('recipes/c/Dockerfile')).toEqual(['unknown']);
  expect(await verdict('recipes/by-comment/Dockerfile')).toEqual(['pass']);
});

test('what a base of the repository keeps for later is carried out, and said where it stands', async () => {
  const onbuild = 'ONBUILD COPY nsswitch.conf /etc/nsswitch.conf\nONBUILD RUN pip install astropy\nONBUILD USER 1000\n';
  const files = {
    '.git/HEAD': '',
    'keck.yaml': SITE_YAML,
    'recipes/lab/Dockerfile': `FROM ubuntu:24.04\n${onbuild}`,
    'recipes/a/Dockerfile': 'FROM images.example.org/team/lab:1.0\nRUN true\n',
    'recipes/a/nsswitch.conf': 'passwd: files sss\ngroup: files sss\nshadow: files sss\n',
    'recipes/a/tool.def': 'Bootstrap: docker\nFrom: images.example.org/team/lab:1.0\n',
    'recipes/b/Dockerfile': 'FROM images.example.org/team/a:1.0\n',
  };
  const a = await check(files, 'recipes/a/Dockerfile', '--site', 'keck.yaml');
  for (const rule of ['nsswitch-sss', 'image-final-user-nonroot'])
    expect([rule, a.of(rule).map(({ verdict }) => verdict)]).toEqual([rule, ['pass']]);
  expect(a.of('pip-no-cache-dir')).toMatchObject([
    { verdict: 'fail', subject: 'recipes/a/Dockerfile', place: { file: 'recipes/lab/Dockerfile', line: 3 } },
  ]);
  // Once: a grandchild has them by its base. Neither the base itself nor a definition carries them out.
  const b = await check(files, 'recipes/b/Dockerfile', '--site', 'keck.yaml');
  expect(b.of('pip-no-cache-dir').map(({ verdict }) => verdict)).not.toContain('fail');
  expect(b.of('nsswitch-sss')).toMatchObject([{ verdict: 'pass' }]);
  for (const one of ['recipes/lab/Dockerfile', 'recipes/a/tool.def'])
    expect((await check(files, one, '--site', 'keck.yaml')).of('image-final-user-nonroot')).toMatchObject([
      { verdict: 'fail' },
    ]);
});

test('what a base of the repository starts through a shell is looked for', async () => {
  const files = {
    '.git/HEAD': '',
    'keck.yaml': SITE_YAML,
    'recipes/lab/Dockerfile': 'FROM scratch\nCOPY bash /bin/\nWORKDIR /app\nCMD ["bash", "-c", "exec ./none.sh"]\n',
    'recipes/lab/bash': '',
    'recipes/a/Dockerfile': 'FROM images.example.org/team/lab:1.0\nUSER 1000\n',
  };
  const { of } = await check(files, 'recipes/a/Dockerfile', '--site', 'keck.yaml');
  expect(of('cmd-target-exists')).toMatchObject([
    { verdict: 'fail', message: '/app/none.sh is not there', place: { file: 'recipes/lab/Dockerfile', line: 4 } },
  ]);
});

test('recipes that stand on each other in a circle, and two that build one image, are not known', async () => {
  const files = {
    '.git/HEAD': '',
    'keck.yaml': SITE_YAML,
    'a/Dockerfile': 'FROM images.example.org/team/b:1\n',
    'b/Dockerfile': 'FROM images.example.org/team/a:1\n',
    'x/c/Dockerfile': 'FROM ubuntu:24.04\n',
    'y/c/Dockerfile': 'FROM ubuntu:24.04\n',
    'd/Dockerfile': 'FROM images.example.org/team/c:1\n',
  };
  for (const recipe of ['a/Dockerfile', 'd/Dockerfile'])
    expect((await check(files, recipe, '--site', 'keck.yaml')).of('acl-installed')).toMatchObject([
      { verdict: 'unknown' },
    ]);
});

test('--gpu asks for CUDA', async () => {
  const files = { Dockerfile: 'FROM scratch\n' };
  expect((await check(files, 'Dockerfile', '--gpu')).of('gpu-cuda-present')).toMatchObject([{ verdict: 'fail' }]);
  expect((await check(files, 'Dockerfile')).of('gpu-cuda-present')).toMatchObject([{ verdict: 'not-applicable' }]);
});

const artifact = (tag: string, day: string, more: object = {}) => ({
  repository_name: 'lab/tool',
  digest: `sha256:${'a'.repeat(63)}${tag.length}`,
  size: 1e9,
  push_time: `2026-11-${day}T00:00:00.000Z`,
  tags: [{ name: tag }],
  labels: [{ name: 'contributed', scope: 'g' }],
  accessories: null,
  extra_attrs: {
    os: 'linux',
    architecture: 'amd64',
    config: { Entrypoint: ['/serve'], ExposedPorts: { '5000/tcp': {} }, Labels: { maintainer: 'a@example.org' } },
  },
  ...more,
});

test('what Harbor lists of a repository is judged, each artifact beside the others', async () => {
  const moved = {
    os: 'linux',
    architecture: 'amd64',
    config: { Entrypoint: ['/new'], ExposedPorts: { '5000/tcp': {} } },
  };
  const list = [
    artifact('1.10', '20', {
      accessories: [],
      extra_attrs: moved,
      labels: [{ name: 'contributed' }, { name: 'desktop_app' }],
      scan_overview: {
        'application/vnd.security.vulnerability.report; version=1.1': {
          scan_status: 'Success',
          summary: { total: 3, summary: { Critical: 1, High: 2 } },
        },
      },
    }),
    artifact('1.9', '10', { accessories: [{ type: 'signature.cosign' }] }),
  ];
  const { of, subjects } = await check(
    { 'lab.artifacts.json': JSON.stringify(list), 'keck.yaml': SITE_YAML },
    'lab.artifacts.json',
    '--site',
    'keck.yaml',
  );
  expect(subjects).toEqual(['images.example.org/lab/tool:1.10', 'images.example.org/lab/tool:1.9']);
  const failed = (rule: string) =>
    of(rule)
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ message }) => message);
  expect(failed('startup-stable-across-tags')).toEqual(['ENTRYPOINT is ["/new"], and was ["/serve"] in 1.9']);
  expect(failed('label-vocabulary')).toEqual(['the label desktop_app is no session type; did you mean desktop-app?']);
  expect(failed('vulnerability-budget')).toEqual(['1 critical and 2 high vulnerabilities; 0 and 5 are allowed']);
  expect(failed('tag-orders')).toHaveLength(2);
  expect(failed('provenance-signed')).toContain('it is not signed');
  expect(of('label-matches-content').map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
});

test.each([
  ['{}', 'it is not a list'],
  ['[{"digest": "sha256:x"}]', 'it has no repository_name'],
  ['[{"repository_name": 7}]', 'repository_name is not a text'],
  ['[null]', 'it has no repository_name'],
])('%s is no list of artifacts', async (text, fact) => {
  const { code, err } = await check({ 'artifacts.json': text }, 'artifacts.json');
  expect(code).toBe(2);
  expect(err).toContain(fact);
});

const WAIVED = `checks:
  waivers:
    - { rule: acl-installed, subject: recipes/lab/Dockerfile, reason: names only here, owner: ops, expires: 2999-01-01 }
    - { rule: base-tag-pinned, reason: moves with the archive, owner: ops, expires: 2001-01-01 }
    - { rule: probes, reason: another subject altogether, owner: ops, expires: 2999-01-01 }
`;

test('waivers of the site cover a recipe, by whatever path it is named, and of the others nothing is said', async () => {
  const files = { 'recipes/lab/Dockerfile': 'FROM debian:latest\n', 'other/Dockerfile': 'FROM debian:latest\n' };
  const site = { 'keck.yaml': SITE_YAML + WAIVED };
  for (const path of ['recipes/lab/Dockerfile', './recipes/lab/Dockerfile', `${folder.path}/recipes/lab/Dockerfile`]) {
    const { of } = await check({ ...files, ...site }, path, '--site', 'keck.yaml');
    expect(of('acl-installed')).toMatchObject([{ verdict: 'fail', waiver: { owner: 'ops' } }]);
    // That one is over, and covers nothing.
    expect(of('base-tag-pinned')).toMatchObject([{ verdict: 'fail' }]);
    expect(of('base-tag-pinned')[0]).not.toHaveProperty('waiver');
    expect([...of('waiver-unused'), ...of('waiver-expired')]).toEqual([]);
  }
  const { of } = await check({ ...files, ...site }, 'other/Dockerfile', '--site', 'keck.yaml');
  expect(of('acl-installed')[0]).not.toHaveProperty('waiver');
});

test('rules of a site that is a program judge containers too', async () => {
  const rule = `{ id: 'own', topic: 'x', on: 'container', severity: 'error', why: 'because', fix: 'do it', source: 'here', check: () => ({ verdict: 'fail', faults: [{ message: 'found' }] }) }`;
  const site = JSON.stringify(parse(SITE_YAML)).replace(
    /}$/,
    `, checks: { rules: [${rule}], severities: { own: 'info' } } }`,
  );
  const files = {
    'keck.ts': `import { defineSite } from 'astroplatform';\nexport default defineSite(${site});\n`,
    Dockerfile: 'FROM scratch\n',
  };
  expect((await check(files, 'Dockerfile', '--site', 'keck.ts')).of('own')).toMatchObject([
    { verdict: 'fail', severity: 'info', message: 'found' },
  ]);
});

test('an option with a list does not take the file that follows', async () => {
  const files = { Dockerfile: 'FROM ubuntu:24.04\nARG A\nUSER $A\n' };
  const args = [
    '--type',
    'notebook,headless',
    '--type',
    'carta',
    '--severity',
    'acl-installed=off,base-not-eol=info',
    '--build-arg',
    'A=1000',
  ];
  const { of, subjects } = await check(files, ...args, 'Dockerfile');
  expect(subjects).toEqual(['Dockerfile']);
  expect(of('acl-installed')).toEqual([]);
  expect(of('notebook-jupyter-lab')).toMatchObject([{ verdict: 'fail' }, { verdict: 'fail' }]);
  expect(of('carta-contract')[0]?.verdict).not.toBe('not-applicable');
});
