import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Files, violations } from './architecture/directions';

const root = join(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
});
const files: Files = Object.fromEntries(
  listed
    .split('\n')
    .filter((file) => /^(?:src|policies|stacks)\//.test(file) && existsSync(join(root, file)))
    .map((file) => [file, read(file)]),
);

test('every file imports what its part may, and no more', () => {
  expect(Object.keys(files).length).toBeGreaterThan(100);
  expect(violations(files)).toEqual([]);
});

describe('the check itself finds', () => {
  test.each([
    ['src/config/arc.ts', `import { Chart } from 'cdk8s';`],
    ['src/config/arc.ts', `import { readFileSync } from 'node:fs';`],
    ['src/config/arc.ts', `export { planSite } from '../plan/plan';`],
    ['src/plan/hosts.ts', `import { Site } from '../config/site';`],
    ['src/plan/hosts.ts', `import type * as k8s from 'cdk8s-plus-28';`],
    ['src/constructs/arc.ts', `import { z } from 'zod';`],
    ['src/constructs/arc.ts', `import * as pulumi from '@pulumi/pulumi';`],
    ['src/constructs/arc.ts', `import type * as pulumi from '@pulumi/pulumi';`],
    ['src/constructs/arc.ts', `const pulumi = require('@pulumi/pulumi');`],
    ['src/constructs/arc.ts', `const load = () => import('@pulumi/pulumi');`],
    ['src/constructs/arc.ts', `let pulumi: typeof import('@pulumi/pulumi');`],
    ['src/constructs/arc.ts', `import pulumi = require('@pulumi/pulumi');`],
    ['src/constructs/arc.ts', 'const name = "fs"; require(name);'],
    ['src/constructs/arc.ts', `import { readSite } from '../config/read-site';`],
    ['src/constructs/arc.ts', `import canfar from '../../stacks/canfar';`],
    ['src/delivery/gitops.ts', `import { rules } from '../../policies/index';`],
    ['src/delivery/gitops.ts', `import { Platform } from '../constructs/platform';`],
    ['src/delivery/gitops.ts', `import { deliver } from './pulumi';`],
    ['src/delivery/pulumi-secrets.ts', `import { writeGitops } from './gitops';`],
    ['src/check/rule.ts', `import { planSite } from '../plan/plan';`],
    ['src/check/run.ts', `import { text } from './report/text';`],
    ['src/check/report/text.ts', `import type { Plan } from '../../plan/plan';`],
    ['src/check/read/dockerfile.ts', `import { rules } from '../../../policies/index';`],
    ['policies/images/image-tag.ts', `import { PolicyPack } from '@pulumi/policy';`],
    ['policies/images/image-tag.ts', `import { readImage } from '../../src/check/read/image';`],
    ['policies/images/image-tag.ts', `import { get } from 'node:https';`],
    ['policies/images/image-tag.ts', `import '../pack';`],
    ['stacks/keck.ts', `import { writeGitops } from 'astroplatform/gitops';`],
    ['stacks/keck.ts', `import canfar from './canfar';`],
    ['stacks/keck.ts', `import { Site } from '../src/config/site';`],
    ['src/config/arc.ts', `import { readSite } from '../index';`],
    ['src/cli/check.ts', `import * as pulumi from '@pulumi/pulumi';`],
    ['src/stray/thing.ts', `import { UsageError } from '../errors';`],
  ])('%s: %s', (file, text) => {
    expect(violations({ [file]: text })).not.toEqual([]);
  });

  test.each([
    ['src/config/arc.ts', 'console.log(1);'],
    ['src/cli/check.ts', 'process.exit(1);'],
    ['stacks/keck.ts', 'export default { name: process.env.NAME };'],
    ['src/plan/hosts.ts', 'const now = new Date();'],
    ['src/constructs/redis.ts', 'const id = Math.random();'],
  ])('%s: %s', (file, text) => {
    expect(violations({ [file]: text })).not.toEqual([]);
  });

  test.each([
    ['src/plan/hosts.ts', `import type { Site } from '../config/site';`],
    ['src/plan/hosts.ts', `import { type Site } from '../config/site';`],
    ['src/plan/hosts.ts', `// import { Chart } from 'cdk8s';\nconst text = "import 'cdk8s'; console.log(new Date())";`],
    ['src/plan/hosts.ts', `/** console.log */\nconst at = { console: 1, Date: 2 };\nat.console;`],
    ['src/cli/main.ts', `import { Platform } from '../constructs/platform';\nconsole.log(1);`],
    ['policies/pack.ts', `import { PolicyPack } from '@pulumi/policy';`],
  ])('nothing in %s: %s', (file, text) => {
    expect(violations({ [file]: text })).toEqual([]);
  });
});

test('files have the noun they hold as their name, and no barrels', () => {
  const names = Object.keys(files);
  expect(names.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc|shared)(?:\.ts|\/)/.test(file))).toEqual([]);
  expect(
    names.filter((file) => /\/index\.ts$/.test(file) && !/^(?:src|stacks|policies)\/index\.ts$/.test(file)),
  ).toEqual([]);
  // What users import by name may pass on the names of its neighbours; nothing else does.
  const { exports } = JSON.parse(read('package.json')) as {
    exports: Record<string, { 'astroplatform:source'?: string }>;
  };
  const entries = Object.values(exports).map((entry) => entry['astroplatform:source']?.slice(2));
  expect(names.filter((file) => /^export .* from '/m.test(files[file] ?? '') && !entries.includes(file))).toEqual([]);
});

test('files stay short', () => {
  const scripts = Object.fromEntries(
    listed
      .split('\n')
      .filter((file) => file.startsWith('scripts/'))
      .map((file) => [file, read(file)]),
  );
  const long = Object.entries({ ...files, ...scripts }).filter(([, text]) => text.split('\n').length > 300);
  expect(long.map(([file]) => file)).toEqual([]);
});

test('Pulumi.yaml names the program by its file', () => {
  // For a folder Pulumi would follow package.json, run the library instead, and plan to delete the whole stack.
  expect(parse(read('Pulumi.yaml'))).toMatchObject({
    main: 'stacks/index.ts',
    stackConfigDir: 'stacks',
    runtime: { name: 'nodejs', options: { nodeargs: '--conditions=astroplatform:source' } },
  });
});
