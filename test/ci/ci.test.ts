import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { kindOf } from '../../src/cli/container-kind';
import { describeWith } from '../assets/tools';
import { Folder } from '../cli/fake-io';

// Whole processes on a machine that may have other work, the first of which bundles.
jest.setTimeout(240_000);

const root = join(__dirname, '../..');
const execute = promisify(execFile);
const yaml = (file: string) => parse(readFileSync(join(root, file), 'utf8'));

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
  folder.write('recipes/good/Dockerfile', 'FROM --platform=linux/amd64 ubuntu:24.04\nUSER 1000\n');
  folder.write(
    'recipes/bad/deep/Dockerfile',
    'FROM ubuntu:24.04\nRUN apt-get update && apt-get install -y sssd-client\n',
  );
});
afterEach(() => folder.remove());

/** Runs the lines of a step as a runner does; `npm` only notes how it was called, unless it is told to do something. */
async function run(lines: readonly string[], env: Readonly<Record<string, string>>, npm = '') {
  folder.write('bin/npm', `#!/bin/bash\necho "$@" >> "$NPM_LOG"\n${npm}\n`);
  execFileSync('chmod', ['755', join(folder.path, 'bin/npm')]);
  const given = {
    PATH: `${join(folder.path, 'bin')}:${process.env.PATH}`,
    HOME: folder.path,
    NPM_LOG: join(folder.path, 'npm.log'),
    ...env,
  };
  const script = ['set -eo pipefail', ...lines].join('\n');
  return execute('bash', ['-c', script], { cwd: folder.path, env: given }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

const QUIET =
  '--severity acl-installed=off,sssd-client-installed=off,nsswitch-sss=off,label-skaha-type=off,label-maintainer=off';

describe('action.yml', () => {
  const action = yaml('action.yml');
  const steps = action.runs.steps as readonly {
    uses?: string;
    shell?: string;
    run?: string;
    env?: Record<string, string>;
  }[];

  /** The steps with the inputs put in, as the runner does: into the environment, never into a script. */
  const start = (inputs: Readonly<Record<string, string>>) => {
    const value = (text: string) =>
      text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_, name: string) => inputs[name] ?? action.inputs[name].default);
    const lines = steps.flatMap(({ run: line }) => (line === undefined ? [] : [line]));
    const env = Object.assign({}, ...steps.map((step) => step.env ?? {})) as Record<string, string>;
    const given = Object.fromEntries(Object.entries(env).map(([name, text]) => [name, value(text)]));
    return run(lines, { ...given, GITHUB_ACTION_PATH: root });
  };

  test('is a composite action whose scripts hold no input, with other actions by their commit', () => {
    expect(action.runs.using).toBe('composite');
    for (const step of steps) {
      expect(step.run ?? '').not.toContain('${{');
      if (step.run !== undefined) expect(step.shell).toBe('bash');
      if (step.uses !== undefined) expect(step.uses).toMatch(/@[0-9a-f]{40}$/);
    }
  });

  test('installs what is locked, shows findings as annotations, writes a report for code scanning, and fails', async () => {
    const { code, stdout } = await start({ subjects: 'recipes/**/Dockerfile', args: QUIET, report: 'check.sarif' });
    expect(code).toBe(1);
    expect(stdout).toContain('::error file=recipes/bad/deep/Dockerfile,line=2,col=');
    expect(stdout).toContain('title=distro-package-names');
    expect(readFileSync(join(folder.path, 'npm.log'), 'utf8')).toBe(`ci --no-audit --no-fund --prefix ${root}\n`);
    const { version, runs } = JSON.parse(readFileSync(join(folder.path, 'check.sarif'), 'utf8'));
    expect(version).toBe('2.1.0');
    expect(runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('distro-package-names');
  });

  test('is content with what is well', async () => {
    const { code } = await start({ subjects: 'recipes/good/Dockerfile', args: QUIET });
    expect(code).toBe(0);
  });

  test.each([
    [{ subjects: 'nothing/**/Dockerfile' }, 'there is no file that fits'],
    [{ subjects: 'recipes/good/Dockerfile', report: 'x.txt' }, '.sarif, .xml or .json'],
    [{ subjects: 'recipes/good/Dockerfile', args: '--type notbook', report: 'x.json' }, 'is no session type'],
  ])('%j is a mistake', async (inputs, message) => {
    const { code, stderr } = await start(inputs);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('a site that is not valid is an annotation too, and in the report', async () => {
    folder.write('keck.yaml', 'name: keck\nregsitry: {}\n');
    const { code, stdout, stderr } = await start({ subjects: 'keck.yaml', report: 'check.sarif' });
    expect(code).toBe(2);
    expect(stdout).toContain('::error file=keck.yaml,line=2,col=1,title=input-valid::keck.yaml regsitry: unknown key');
    expect(stderr.match(/site "keck" is not valid/g)).toHaveLength(1);
    const [{ results }] = JSON.parse(readFileSync(join(folder.path, 'check.sarif'), 'utf8')).runs;
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('keck.yaml');
  });

  test('a report that cannot be written is told before anything is checked', async () => {
    const { code, stdout } = await start({ subjects: 'recipes/good/Dockerfile', report: 'no/such/x.json' });
    expect([code, stdout]).toEqual([1, '']);
  });

  test('an input is data, whatever is in it', async () => {
    const { code } = await start({ subjects: '$(touch ran) `touch ran` recipes/good/Dockerfile;touch ran' });
    expect(code).toBe(2);
    expect(existsSync(join(folder.path, 'ran'))).toBe(false);
  });
});

describe('ci/gitlab.yml', () => {
  const [job] = Object.values(yaml('ci/gitlab.yml')) as readonly {
    variables: Record<string, string>;
    script: readonly string[];
    artifacts: { reports: { junit: string } };
  }[];

  test('the report that GitLab shows is the one that is written', () => {
    expect(job?.artifacts.reports.junit).toBe(job?.variables.REPORT);
  });

  test('clones, installs, checks, reports and fails', async () => {
    const project = join(folder.path, 'project');
    mkdirSync(project);
    const branch = 'under-test';
    const repository = repositoryOf(root, join(folder.path, 'tool'), branch);
    const { code, stdout } = await run(
      job?.script ?? [],
      {
        CI_PROJECT_DIR: project,
        ASTROPLATFORM_REPOSITORY: `file://${repository}`,
        ASTROPLATFORM_VERSION: branch,
        SUBJECTS: 'recipes/bad/**/Dockerfile',
        ARGS: QUIET,
        // As GitLab ranks them: what a job says wins over what the file says that includes it.
        ...job?.variables,
      },
      `ln -s ${root}/node_modules "\${@: -1}/node_modules"`,
    );
    expect(code).toBe(1);
    expect(stdout).toContain('distro-package-names');
    expect(stdout).not.toContain('recipes/good');
    expect(readFileSync(join(folder.path, job?.variables.REPORT ?? ''), 'utf8')).toContain(
      '<testsuite name="distro-package-names"',
    );
  });
});

/** A repository with the files of a work tree as they are now, committed or not. */
function repositoryOf(tree: string, at: string, branch: string): string {
  const git = (cwd: string, ...args: readonly string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' });
  const files = git(tree, 'ls-files', '-co', '--exclude-standard', '-z').split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(tree, name)))) {
    mkdirSync(dirname(join(at, file)), { recursive: true });
    cpSync(join(tree, file), join(at, file));
  }
  git(at, 'init', '--quiet', '--initial-branch', branch);
  git(at, 'add', '--all');
  git(at, '-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'test');
  return at;
}

describe('.pre-commit-hooks.yaml', () => {
  const hooks = yaml('.pre-commit-hooks.yaml') as readonly {
    id: string;
    entry: string;
    files: string;
    exclude: string;
    language: string;
  }[];
  const hook = (id: string) => hooks.find((one) => one.id === id);
  const NAMES = [
    ...[
      'Dockerfile',
      'a/b/Dockerfile',
      'Dockerfile.cuda',
      'tool.Dockerfile',
      'Containerfile',
      'x/tool.def',
      'request.json',
    ],
    ...[
      'my-request.json',
      'my.request.json',
      'a/request.json',
      'Dockerfile.dockerignore',
      'README.md',
      'dockerfile.md/x',
      'Dockerfiles/x',
    ],
    ...['requests.json', 'package.json', 'site.yaml', 'aDockerfile', 'tool.definition'],
  ];

  test.each(NAMES)('%s is given to the hook when it is ours to judge', (name) => {
    const { files = '', exclude = '' } = hook('astroplatform-check') ?? {};
    const given = new RegExp(files).test(name) && !new RegExp(exclude).test(name);
    expect([name, given]).toEqual([name, kindOf(name) !== undefined]);
  });

  test('the entries are scripts of this repository, and do what they say', async () => {
    const call = (id: string) => run([`${root}/${hook(id)?.entry} recipes/bad/deep/Dockerfile`], {});
    const checked = await call('astroplatform-check');
    expect(checked).toMatchObject({ code: 1, stdout: expect.stringContaining('sssd-client') });
    await call('astroplatform-fix');
    expect(readFileSync(join(folder.path, 'recipes/bad/deep/Dockerfile'), 'utf8')).toContain('-y libnss-sss');
    expect(hooks.map(({ language }) => language)).toEqual(['script', 'script']);
    // What is installed is not installed again.
    expect(existsSync(join(folder.path, 'npm.log'))).toBe(false);
  });

  test('the first time what is locked is installed, where pre-commit keeps its clone', async () => {
    folder.write('clone/ci/pre-commit.sh', readFileSync(join(root, 'ci/pre-commit.sh')));
    folder.write('clone/bin/astroplatform.js', 'console.log(...process.argv.slice(2))');
    const { stdout } = await run(
      ['bash clone/ci/pre-commit.sh check a'],
      {},
      'mkdir -p clone/node_modules && touch clone/node_modules/.package-lock.json',
    );
    expect(stdout).toBe('check a\n');
    await run(['bash clone/ci/pre-commit.sh check a'], {});
    expect(readFileSync(join(folder.path, 'npm.log'), 'utf8')).toBe(
      `ci --silent --no-audit --no-fund --prefix ${folder.path}/clone\n`,
    );
  });
});

describe('docs/containers.md', () => {
  const page = readFileSync(join(root, 'docs/containers.md'), 'utf8');
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text));

  test('names inputs, variables and hooks that there are', () => {
    const inputs = blocks.flatMap((block) =>
      Object.values(block?.jobs ?? {}).flatMap((job) =>
        (job as { steps: readonly { uses?: string; with?: object }[] }).steps
          .filter(({ uses }) => uses?.includes('astroplatform'))
          .flatMap((step) => Object.keys(step.with ?? {})),
      ),
    );
    expect(inputs.length).toBeGreaterThan(1);
    expect(inputs.filter((name) => !Object.hasOwn(yaml('action.yml').inputs, name))).toEqual([]);
    const variables = blocks.flatMap((block) => Object.keys(block?.variables ?? {}));
    expect(variables).toContain('SUBJECTS');
    const text = readFileSync(join(root, 'ci/gitlab.yml'), 'utf8');
    expect(variables.filter((name) => !text.includes(name))).toEqual([]);
    const ids = blocks.flatMap((block) =>
      (block?.repos ?? []).flatMap(({ hooks }: { hooks: { id: string }[] }) => hooks.map(({ id }) => id)),
    );
    const known = (yaml('.pre-commit-hooks.yaml') as readonly { id: string }[]).map(({ id }) => id);
    expect(ids).not.toEqual([]);
    expect(ids.filter((id: string) => !known.includes(id))).toEqual([]);
  });
});

describeWith(['shellcheck'], 'shellcheck', () => {
  test.each(['check.sh', 'pre-commit.sh'])('ci/%s is clean', async (name) => {
    await execute('shellcheck', ['--severity=style', join(root, 'ci', name)]);
  });
});
