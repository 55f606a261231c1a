import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// What the README shows is run, and its programs are type-checked.

const ROOT = join(__dirname, '../..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...README.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) => text ?? '');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'readme-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the two commands are scripts of this package', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const named = [...README.matchAll(/npm (?:run )?(demo|test(?::\w+)?|local)\b/g)].map(([, name]) => name as string);
  expect(named).toEqual(expect.arrayContaining(['demo', 'test', 'test:cluster', 'local']));
  for (const name of named) expect(scripts).toHaveProperty([name]);
});

test('its commands work in a new directory', () => {
  const commands = blocks('sh')
    .flatMap((block) => block.trim().split('\n'))
    .filter((line) => !line.startsWith('npm ci'));
  expect(commands.length).toBeGreaterThan(6);
  for (const command of commands) {
    const line = command.replace(/^npx astroplatform/, `"${process.execPath}" "${join(ROOT, 'bin/astroplatform.js')}"`);
    const result = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
    expect([command, result.status, result.stderr]).toEqual([command, 0, '']);
  }
  expect(readdirSync(join(folder, 'deploy/mysite'))).toContain('kustomization.yaml');
  expect(JSON.parse(readFileSync(join(folder, 'findings.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
});

test('the mistakes that it shows are answered as it says', () => {
  const shown = blocks('text').find((block) => block.includes('is not valid')) ?? '';
  const start = spawnSync(
    process.execPath,
    [join(ROOT, 'bin/astroplatform.js'), 'init', 'mysite', '--out', 'mysite.ts'],
    { cwd: folder },
  );
  expect(start.status).toBe(0);
  const file = join(folder, 'mysite.ts');
  const site = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    site.replace(/(defineSite\(\{\n)/, "$1  scratch: { kind: 'emptyDir', perSession: 'lots' },\n  regsitry: {},\n"),
  );
  const result = spawnSync(process.execPath, [join(ROOT, 'bin/astroplatform.js'), 'validate', 'mysite.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect([result.status, result.stderr.trim()]).toEqual([2, shown.trim()]);
});

test('its programs type-check', () => {
  // Inside the package, so that it can import itself by name.
  const home = join(ROOT, 'test-results/readme');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const programs = blocks('ts');
  expect(programs.length).toBeGreaterThan(1);
  for (const [index, program] of programs.entries()) writeFileSync(join(home, `program-${index}.ts`), program);
  writeFileSync(
    join(home, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      compilerOptions: { rootDir: '../..' },
      include: ['*.ts'],
      exclude: [],
    }),
  );
  const result = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript7/bin/tsc'), '-p', home], {
    encoding: 'utf8',
  });
  expect(result.stdout).toBe('');
  rmSync(home, { recursive: true });
});

test('every file that it links to is there', () => {
  const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target as string);
  expect(links.filter((target) => !existsSync(join(dirname(join(ROOT, 'README.md')), target)))).toEqual([]);
});
