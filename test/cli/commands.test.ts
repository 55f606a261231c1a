import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { Folder, SITE_TS, SITE_YAML } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder({ 'keck.yaml': SITE_YAML, 'gemini.yaml': SITE_YAML.replace('keck', 'gemini') });
});
afterEach(() => folder.remove());
const read = (name: string) => readFileSync(join(folder.path, name), 'utf8');
const QUIET = { code: 0, out: '', err: '' };

describe('validate', () => {
  test('says nothing about good sites, unless asked', async () => {
    expect(await folder.run(['validate', 'keck.yaml', 'gemini.yaml'])).toEqual(QUIET);
    const { code, out, err } = await folder.run(['validate', '-v', 'keck.yaml', 'gemini.yaml']);
    expect([code, err]).toEqual([0, '']);
    expect(out.match(/^\S+: site .*/gm)).toEqual([
      'keck.yaml: site "keck" is valid',
      'gemini.yaml: site "gemini" is valid',
    ]);
    expect(out).toMatch(/^ {2}POOL +RESOURCE +PHYSICAL +RESERVED +HEADROOM +everyone +UNASSIGNED$/m);
    expect(await folder.run(['validate', '-'], { text: SITE_YAML })).toEqual(QUIET);
  });

  test('says everything that is wrong with all files', async () => {
    folder.write('a.yaml', SITE_YAML.replace('nodes: 3', 'nodes: three'));
    folder.write('b.yaml', SITE_YAML.replace('1Ti', '1Tb'));
    const { code, out, err } = await folder.run(['validate', 'a.yaml', 'keck.yaml', 'b.yaml', 'missing.yaml']);
    expect([code, out]).toEqual([2, '']);
    expect(err.match(/^\S+\.yaml: .*/gm)).toEqual([
      'a.yaml: site "keck" is not valid',
      'b.yaml: site "keck" is not valid',
      'missing.yaml: there is no such file',
    ]);
  });

  test('a contradiction names both places', async () => {
    folder.write('a.yaml', `${SITE_YAML}namespaces: { sessions: skaha-system }\n`);
    const { code, err } = await folder.run(['validate', 'a.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('"skaha-system" is also namespaces.services');
  });

  test('two sites of one name', async () => {
    folder.write('again.yaml', SITE_YAML);
    const { code, err } = await folder.run(['validate', 'keck.yaml', 'again.yaml']);
    expect(code).toBe(2);
    expect(err).toBe(
      'again.yaml: a second site "keck"\n  ✖ name (line 1, column 1): keck.yaml has this name too. Name each site once.\n',
    );
  });
});

describe('what is not valid is in every report, at its place', () => {
  const BROKEN = {
    'bad.yaml': SITE_YAML.replace('120Gi', 'lots'),
    'bad.ts': `import { defineSite } from 'astroplatform';
const nodes = { role: 'both', nodes: 3, allocatable: { cpu: 32, memory: 'lots', ephemeral: '1Ti' } };
export default defineSite(${SITE_TS.replace(/pools: .*/, 'pools: { nodes },').replace("group: 'ivo", "grup: 'ivo")});`,
  };
  beforeEach(() => {
    for (const [file, text] of Object.entries(BROKEN)) folder.write(file, text);
  });

  test.each(['check', 'validate'])('%s -o github: an annotation for each mistake of each file', async (command) => {
    const { code, out, err } = await folder.run([
      command,
      'bad.yaml',
      'keck.yaml',
      'bad.ts',
      'gone.yaml',
      '-o',
      'github',
    ]);
    expect(code).toBe(2);
    expect(err).toContain('bad.yaml: site "keck" is not valid\n');
    expect(out.replaceAll(/%0Afix: [^\n]*/g, '').split('\n')).toEqual([
      '::error file=bad.yaml,line=6,col=65,title=input-valid::bad.yaml pools.nodes.allocatable.memory: "lots" is not valid',
      '::error file=bad.ts,line=2,col=65,title=input-valid::bad.ts pools.nodes.allocatable.memory: "lots" is not valid',
      '::error file=bad.ts,line=16,col=15,title=input-valid::bad.ts sessions.authorization.group: is missing',
      '::error file=bad.ts,line=16,col=47,title=input-valid::bad.ts sessions.authorization.grup: unknown key',
      '::error file=gone.yaml,title=input-valid::gone.yaml: there is no such file: nothing was read',
      '',
    ]);
  });

  test('SARIF for code scanning, JUnit for a build server, JSON for programs', async () => {
    const call = (...argv: string[]) => folder.run(['validate', 'keck.yaml', 'bad.yaml', '-o', ...argv]);
    const sarif = await call('sarif');
    const [run] = JSON.parse(sarif.out).runs;
    expect([sarif.code, run.tool.driver.rules.map(({ id }: { id: string }) => id)]).toEqual([2, ['input-valid']]);
    expect(run.results).toHaveLength(1);
    expect(run.results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'bad.yaml' },
      region: { startLine: 6, startColumn: 65 },
    });
    expect((await call('junit')).out).toContain('<testsuite name="input-valid" tests="2" failures="1" skipped="0">');
    const report = JSON.parse((await call('json')).out);
    expect(report.results[0]).toMatchObject({
      kind: 'site',
      place: { line: 6, path: 'pools.nodes.allocatable.memory' },
    });
    expect(report.summary).toMatchObject({ pass: 1, fail: 1, error: 1 });
    expect((await call('json', '-v')).err).toContain('bad.yaml: site "keck" is not valid');
  });

  test('a report on what is well, with the budget beside it', async () => {
    const { code, out, err } = await folder.run(['validate', 'keck.yaml', '-v', '-o', 'json']);
    expect([code, JSON.parse(out).results, JSON.parse(out).summary.pass]).toEqual([0, [], 1]);
    expect(err).toContain('keck.yaml: site "keck" is valid');
    expect((await folder.run(['validate', 'keck.yaml', '-o', 'github'])).out).toBe('');
  });

  test.each([
    ['a recipe that a builder refuses', 'Dockerfile', 'FROM a\nRNU x\n', [], 'Dockerfile,line=2,col=1,'],
    ['YAML that cannot be read', 'x.yaml', 'name: a\nname: b\n', [], 'x.yaml,line=2,col=1,'],
    ['a program that throws', 'x.ts', '\nthrow new Error("no");', [], 'x.ts,line=2,'],
    ['waivers that are none', 'w.yaml', '- rule: "x\n', ['keck.yaml', '--waivers'], 'w.yaml,line=2,col=1,'],
  ])('%s too', async (_, file, text, argv, place) => {
    folder.write(file, text);
    const { code, out } = await folder.run(['check', '-o', 'github', ...argv, file]);
    expect([code, out]).toEqual([2, expect.stringContaining(`::error file=${place}title=input-valid::`)]);
  });
});

describe('synth', () => {
  test('a stream that YAML parsers read, the objects in the order in which they are applied', async () => {
    const { code, out, err } = await folder.run(['synth', 'keck.yaml']);
    expect([code, err]).toEqual([0, '']);
    const objects = parseAllDocuments(out).map((document) => document.toJS());
    expect(objects.length).toBeGreaterThan(30);
    const placed = objects.findIndex(({ metadata }) => metadata.namespace !== undefined);
    expect(objects.slice(0, placed).map(({ kind }) => kind)).toContain('Namespace');
    expect(objects.every(({ kind, apiVersion }) => kind && apiVersion && kind !== 'Kustomization')).toBe(true);
    const list = await folder.run(['synth', 'keck.yaml', '-o', 'json']);
    expect(JSON.parse(list.out)).toEqual({ apiVersion: 'v1', kind: 'List', items: objects });
  });

  test('a folder per site, the same bytes twice, and nothing on standard output', async () => {
    expect(await folder.run(['synth', 'keck.yaml', 'gemini.yaml', '--out', 'out'])).toEqual(QUIET);
    expect(readdirSync(join(folder.path, 'out')).sort()).toEqual(['gemini', 'keck']);
    const first = snapshot('out/keck');
    expect(Object.keys(first)).toEqual(expect.arrayContaining(['kustomization.yaml', 'bootstrap-secrets.sh']));
    expect(await folder.run(['synth', 'keck.yaml', '--out', 'out'])).toEqual(QUIET);
    expect(snapshot('out/keck')).toEqual(first);
    const { out } = await folder.run(['synth', 'keck.yaml', '--out', 'out', '-v']);
    expect(out).toMatch(/keck: \d+ files\n$/);
  });

  test('Argo CD and Flux find the folder where it will be', async () => {
    const repo = 'https://git.example.org/platform.git';
    expect(
      await folder.run(['synth', 'keck.yaml', '--for', 'argocd', '--repo', repo, '--path', './sites/', '--out', 'a']),
    ).toEqual(QUIET);
    expect(parse(read('a/keck/application.yaml')).spec.source).toMatchObject({
      repoURL: repo,
      path: 'sites/keck/manifests',
      targetRevision: 'HEAD',
    });
    expect(await folder.run(['synth', 'keck.yaml', '--for', 'flux', '--out', 'f'])).toEqual(QUIET);
    expect(parse(read('f/keck/flux/base.yaml')).spec.path).toBe('./keck/manifests/base');
  });

  test('a mistake in one site leaves every folder as it was', async () => {
    folder.write('bad.yaml', SITE_YAML.replace('keck', 'bad').replace('120Gi', '1Gi'));
    const { code, err } = await folder.run(['synth', 'keck.yaml', 'bad.yaml', '--out', 'out']);
    expect(code).toBe(2);
    expect(err).toContain('bad.yaml');
    expect(existsSync(join(folder.path, 'out'))).toBe(false);
  });

  test("a folder that is somebody else's is left alone", async () => {
    folder.write('out/keck/notes.txt', 'mine');
    const { code, err } = await folder.run(['synth', 'keck.yaml', '--out', 'out']);
    expect(code).toBe(2);
    expect(err).toContain('keck: cannot be written');
    expect(snapshot('out/keck')).toEqual({ 'notes.txt': 'mine' });
  });

  test.each([
    [['--for', 'argocd'], '--repo: is missing. Say which Git repository Argo CD reads'],
    [['--for', 'argocd', '--repo', 'platform'], '--repo: "platform" is no address of a repository by https or ssh.'],
    [
      ['--for', 'argocd', '--repo', 'git://git.example.org/p.git'],
      '--repo: "git://git.example.org/p.git" is no address of a repository by https or ssh.',
    ],
    [['--for', 'argocd', '--repo', 'https://me:secret@git.example.org/p.git'], '--repo: holds a password'],
    [['--repo', 'x'], '--repo: means nothing for plain.'],
    [['--for', 'flux', '--revision', 'x'], '--revision: means nothing for flux.'],
    [['--path', 'x'], '--path: means nothing for plain.'],
    [['--out', 'x', '-o', 'json'], '--output: is of the stream; --out writes YAML files.'],
  ])('options that do not fit together: %s', async (options, message) => {
    const { code, err } = await folder.run(['synth', 'keck.yaml', ...options]);
    expect(code).toBe(2);
    expect(err).toContain(`synth: these options do not fit together\n  ✖ ${message}`);
  });

  function snapshot(name: string): Record<string, string> {
    const names = readdirSync(join(folder.path, name), { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(
      files.sort().map((path) => [path.slice(join(folder.path, name).length + 1), readFileSync(path, 'utf8')]),
    );
  }
});

describe('check', () => {
  const RULES = `import { defineRule, fail, unknown } from 'astroplatform';
const facts = { topic: 'own', on: 'site', why: 'Because.', fix: 'Do it.', source: 'us' } as const;
export default [
  defineRule({ ...facts, id: 'own-fails', severity: 'warning', check: ({ plan }) => fail([{ message: \`\${plan.site.name} is wrong\` }]) }),
  defineRule({ ...facts, id: 'own-unknown', severity: 'info', check: () => unknown('nobody knows') }),
];`;
  const WAIVERS =
    '- { rule: own-fails, subject: keck, reason: It is meant so here., owner: ops, expires: 2026-11-21 }\n';

  beforeEach(() => {
    folder.write('rules.ts', RULES);
    folder.write('waivers.yaml', WAIVERS);
  });

  test('says nothing about clean sites', async () => {
    expect(await folder.run(['check', 'keck.yaml', 'gemini.yaml'])).toEqual(QUIET);
  });

  test('a finding: what, where, what to do; exit code 1', async () => {
    const { code, out, err } = await folder.run(['check', 'keck.yaml', '--rules', 'rules.ts']);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain('warning  own-fails  keck\n       keck is wrong\n       fix: Do it.');
    expect(out).toContain('1 warning, 1 undecided');
  });

  test.each([
    [['--threshold', 'error'], 0],
    [['--severity', 'own-fails=error', '--threshold', 'error'], 1],
    [['--severity', 'own-fails=off'], 0],
    [['--severity', 'own-fails=off,own-unknown=warning', '--strict'], 3],
    [['--waivers', 'waivers.yaml'], 0],
    [['--severity', 'no-such-rule=off'], 2],
    [['--severity', 'own-fails=loud'], 2],
    [['--waivers', 'rules.ts'], 2],
    [['--rules', 'keck.yaml'], 2],
  ])('%s ends with %d', async (options, code) => {
    const outcome = await folder.run(['check', 'keck.yaml', '--rules', 'rules.ts', ...options]);
    expect(outcome.code).toBe(code);
    expect(outcome.err === '').toBe(code !== 2);
  });

  test('several sites: one heading each, and a shared waiver is used when one of them uses it', async () => {
    const argv = ['check', 'keck.yaml', 'gemini.yaml', '--rules', 'rules.ts', '--waivers', 'waivers.yaml'];
    const { code, out } = await folder.run(argv);
    expect(code).toBe(1);
    expect(out).toMatch(/^keck\.yaml\n\n[\s\S]*^gemini\.yaml\n\n/m);
    expect(out).not.toContain('waiver-unused');
    folder.write('waivers.yaml', WAIVERS.replace('subject: keck', 'subject: nobody'));
    const unused = await folder.run(argv);
    expect(unused.out.match(/waiver-unused/g)).toHaveLength(1);
    const late = await folder.run(argv, { now: () => new Date('2026-11-22T00:00:00Z') });
    expect(late.out.match(/waiver-expired/g)).toHaveLength(1);
  });

  test('the site brings rules, severities and waivers itself', async () => {
    folder.write(
      'site.ts',
      `import { defineSite } from 'astroplatform';\nimport rules from './rules';\n
      const waivers = [{ rule: 'own-fails', reason: 'It is meant so here.', owner: 'ops', expires: '2027-01-01' }];
      export default defineSite({ ...${SITE_TS}, checks: { rules, waivers, severities: { 'own-unknown': 'off' } } });`,
    );
    const { code, out } = await folder.run(['check', 'site.ts']);
    expect(code).toBe(0);
    expect(out).toMatch(/^waived {2}own-fails[\s\S]*\n\n1 waived\n$/);
  });

  test.each([
    ['json', (text: string) => JSON.parse(text).version === 1],
    [
      'sarif',
      (text: string) => JSON.parse(text).runs[0].tool.driver.rules.some(({ id }: { id: string }) => id === 'own-fails'),
    ],
    ['junit', (text: string) => text.startsWith('<?xml') && text.includes('own-fails')],
    ['github', (text: string) => text.startsWith('::')],
  ])('-o %s is one report over all sites', async (format, isRight) => {
    const { code, out, err } = await folder.run([
      'check',
      'keck.yaml',
      'gemini.yaml',
      '--rules',
      'rules.ts',
      '-o',
      format,
    ]);
    expect([code, err, isRight(out)]).toEqual([1, '', true]);
    expect(out).toContain('gemini is wrong');
  });

  test('colour on a terminal only, and not when nobody wants it', async () => {
    const argv = ['check', 'keck.yaml', '--rules', 'rules.ts'];
    const terminal = async (more: string[]) => {
      let out = '';
      const write = (text: string) => {
        out += text;
      };
      await folder.run([...argv, ...more], { stdout: { write, colour: true } });
      return out.includes('\u001b[');
    };
    expect(await terminal([])).toBe(true);
    expect(await terminal(['--no-color'])).toBe(false);
    expect((await folder.run(argv)).out).not.toContain('\u001b');
  });

  test('a rule that throws has not passed: exit code 4, and its name', async () => {
    folder.write('rules.ts', RULES.replace("unknown('nobody knows')", '{ throw new Error("oops"); }'));
    const { code, err } = await folder.run(['check', 'keck.yaml', '--rules', 'rules.ts']);
    expect(code).toBe(4);
    expect(err).toMatch(/rule "own-unknown" failed on keck: .*oops/);
  });

  test('says on demand how much was asked', async () => {
    expect((await folder.run(['check', '-v', 'keck.yaml'])).err).toMatch(/^keck\.yaml: \d{3,} verdicts\n$/);
  });

  test('a file that exports no rule is told what one exports', async () => {
    folder.write('none.ts', 'export const a = 1;');
    folder.write('empty.ts', "import { defineRule } from 'astroplatform';\nexport default defineRule({} as never);");
    expect((await folder.run(['check', 'keck.yaml', '--rules', 'none.ts'])).err).toContain(
      'Write: export default defineRule({ ... }).',
    );
    expect((await folder.run(['check', 'keck.yaml', '--rules', 'empty.ts'])).err).toContain(
      'empty.ts: not a rule\n  ✖ rules[0]: its id is not words joined by hyphens.',
    );
  });
});

describe('init', () => {
  test.each([
    [['keck2'], 'keck2.ts'],
    [['keck2', '--yaml'], 'keck2.yaml'],
    [['--out', 'other.ts'], 'other.ts'],
  ])('%s writes a site that is valid and checks clean', async (argv, file) => {
    const { code, out } = await folder.run(['init', ...argv]);
    expect([code, out]).toEqual([0, `${file} is written. Next: npx astroplatform check ${file}\n`]);
    expect(await folder.run(['validate', file])).toEqual(QUIET);
    expect(await folder.run(['check', file])).toEqual(QUIET);
  });

  test('both languages say the same', async () => {
    const typescript = await folder.run(['init', '-']);
    const yaml = await folder.run(['init', '-', '--yaml']);
    folder.write('a.ts', typescript.out);
    folder.write('a.yaml', yaml.out);
    expect((await folder.run(['synth', 'a.ts'])).out).toBe((await folder.run(['synth', 'a.yaml'])).out);
    expect(yaml.out).toMatch(/^# yaml-language-server: \$schema=site\.schema\.json\n/);
  });

  test('a YAML site beside an installed package points at its schema', async () => {
    folder.write('node_modules/astroplatform/schema/site.schema.json', '{}');
    folder.write('sites/.keep', '');
    await folder.run(['init', 'x', '--out', 'sites/x.yaml']);
    expect(read('sites/x.yaml').split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../node_modules/astroplatform/schema/site.schema.json',
    );
  });

  test.each([
    [
      ['keck', '--yaml'],
      'keck.yaml: cannot be written\n  ✖ it exists already. Name another with --out; nothing is overwritten.',
    ],
    [
      ['--out', 'no/such/folder.ts'],
      'no/such/folder.ts: cannot be written\n  ✖ there is no such folder. Create it first.',
    ],
    [
      ['keck', '--out', 'folder/'],
      'folder/: cannot be written\n  ✖ it would have no ending. Name a .ts, .js, .yaml or .yml file.',
    ],
    [
      ['keck', '--out', 'a.json'],
      'a.json: cannot be written\n  ✖ it would end in .json. Name a .ts, .js, .yaml or .yml file.',
    ],
    [
      ['--yaml', '--out', 'a.ts'],
      'a.ts: cannot be written\n  ✖ --yaml: a file that ends in .ts holds no YAML. Name a .yaml file, or leave --yaml out.',
    ],
    [['Not A Name'], 'Not A Name.ts: the site is not valid\n  ✖ name: "Not A Name" is not valid.'],
    [['__proto__'], '__proto__.ts: site "__proto__" is not valid'],
  ])('%s is refused', async (argv, message) => {
    const { code, err } = await folder.run(['init', ...argv]);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(read('keck.yaml')).toBe(SITE_YAML);
    expect(readdirSync(folder.path).sort()).toEqual(['gemini.yaml', 'keck.yaml']);
  });
});

test('schema prints what the package ships', async () => {
  const { code, out } = await folder.run(['schema']);
  expect(code).toBe(0);
  expect(out).toBe(readFileSync(join(__dirname, '../../schema/site.schema.json'), 'utf8'));
});
