import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The package as others install it: packed, checked, and used by two packages that know nothing of this repository.

const ROOT = join(__dirname, '../..');
const TSC = join(ROOT, 'node_modules/typescript7/bin/tsc');
let folder: string;
let tarball: string;

const npm = (argv: readonly string[], cwd: string): string => execFileSync('npm', argv, { cwd, encoding: 'utf8' });
const node = (argv: readonly string[], cwd: string) => spawnSync(process.execPath, argv, { cwd, encoding: 'utf8' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'astroplatform-package-'));
  const [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], ROOT));
  tarball = join(folder, packed.filename);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of an example, outside this repository, with the tarball installed. */
function install(example: string): string {
  const copy = join(folder, example);
  cpSync(join(__dirname, example), copy, { recursive: true });
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', '--silent', tarball], copy);
  return copy;
}

describe('the tarball', () => {
  const files = () => execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');

  test('holds what runs, and nothing else', () => {
    const names = files().map((name) => name.replace(/^package\//, ''));
    const parts = new Set(names.map((name) => name.replace(/^(dist\/(?:src|policies|assets|cli))\/.*/, '$1')));
    expect([...parts].sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'bin/astroplatform.js',
        'dist/THIRD-PARTY-LICENSES.txt',
        'dist/assets',
        'dist/cli',
        'dist/policies',
        'dist/src',
        'package.json',
        'schema/check-report.v1.schema.json',
        'schema/site.schema.json',
      ].sort(),
    );
    expect(names.filter((name) => /\.ts$/.test(name) && !name.endsWith('.d.ts'))).toEqual([]);
    expect(names).toContain('dist/assets/scripts/list-images.sh');
  });

  test('is what publint and attw want', () => {
    const run = (tool: string, argv: string[]) => node([join(ROOT, 'node_modules', tool), ...argv], ROOT);
    expect(run('publint/src/cli.js', ['run', tarball, '--strict'])).toMatchObject({ status: 0 });
    expect(run('@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'node16'])).toMatchObject({ status: 0 });
  });
});

describe('one construct, alone, in a cdk8s application of somebody else', () => {
  let copy: string;
  beforeAll(() => {
    copy = install('one-construct');
  });

  test('type-checks with types of the package and its dependencies, as ESM', () => {
    cpSync(join(ROOT, 'node_modules/@types/node'), join(copy, 'node_modules/@types/node'), { recursive: true });
    cpSync(join(ROOT, 'node_modules/undici-types'), join(copy, 'node_modules/undici-types'), { recursive: true });
    expect(node([TSC, '-p', '.'], copy)).toMatchObject({ stdout: '', status: 0 });
  });

  test('type-checks as CommonJS too', () => {
    writeFileSync(join(copy, 'common.cts'), readFileSync(join(copy, 'main.ts')));
    expect(node([TSC, '-p', '.', '--noEmit'], copy)).toMatchObject({ stdout: '', status: 0 });
    rmSync(join(copy, 'common.cts'));
  });

  test('makes its objects', () => {
    expect(npm(['start', '--silent'], copy)).toMatch(
      /^# pods mount: .*survey-scratch.*\n.*apiVersion: storage.k8s.io\/v1\nkind: StorageClass\n/s,
    );
  });

  test('brings few packages', () => {
    const installed = readdirSync(join(copy, 'node_modules')).filter((name) => !/^[.@]|^undici-types$/.test(name));
    expect(installed.sort()).toEqual([
      'astroplatform',
      'cdk8s',
      'constructs',
      'fastest-levenshtein',
      'kubernetes-types',
      'unbash',
      'yaml',
      'zod',
    ]);
  });
});

describe('a site with a session type and a rule of its own', () => {
  let copy: string;
  beforeAll(() => {
    copy = install('own-rules');
  });
  const astroplatform = (...argv: string[]) =>
    spawnSync(join(copy, 'node_modules/.bin/astroplatform'), argv, { cwd: copy, encoding: 'utf8' });

  test('type-checks', () => {
    expect(node([TSC, '-p', '.'], copy)).toMatchObject({
      stdout: '',
      status: 0,
    });
  });

  test('is clean, and its objects know the type', () => {
    expect(astroplatform('check', 'site.ts')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(npm(['run', '--silent', 'synth'], copy)).toBe('');
    expect(existsSync(join(copy, 'deploy/observatory/kustomization.yaml'))).toBe(true);
    expect(astroplatform('synth', 'site.ts').stdout).toContain('launch-rstudio.yaml');
  });

  test('its rule is asked', () => {
    const site = readFileSync(join(copy, 'site.ts'), 'utf8');
    writeFileSync(
      join(copy, 'elsewhere.ts'),
      site.replace("domain: 'science.observatory", "domain: 'science.elsewhere"),
    );
    const { status, stdout } = astroplatform('check', 'elsewhere.ts');
    expect([status, stdout]).toEqual([1, expect.stringContaining('host science.elsewhere.example.org is not ours')]);
  });

  test('makes no bundle and writes nothing beside the site', () => {
    expect(readdirSync(copy).sort()).toEqual(
      [
        'deploy',
        'elsewhere.ts',
        'node_modules',
        'package-lock.json',
        'package.json',
        'rules',
        'site.ts',
        'tsconfig.json',
      ].sort(),
    );
  });
});
