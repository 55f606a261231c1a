// Builds what is published: dist/cli/, the command line in a file per command, and dist/, the library as JavaScript with types.
const { execFileSync } = require('node:child_process');
const { cpSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { version } = require('../package.json');
const { bundle, bundleOf, DIST, ROOT } = require('./bundle');

async function buildAll() {
  rmSync(DIST, { recursive: true, force: true });
  const compiler = join(ROOT, 'node_modules/typescript7/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json')], { stdio: 'inherit' });
  // The library reads them where it finds them from src/constructs: two folders up.
  cpSync(join(ROOT, 'assets'), join(DIST, 'assets'), { recursive: true });
  await buildPack(join(DIST, 'policies'));
  await bundle();
}

/** `pulumi preview --policy-pack node_modules/astroplatform/dist/policies`: JavaScript, with all that it needs. */
async function buildPack(folder) {
  const { code } = await bundleOf('policies/pack.ts', { external: ['@pulumi/*'] });
  writeFileSync(join(folder, 'pack.js'), code);
  const manifest = { name: 'astroplatform-policies', version, private: true, license: 'Apache-2.0', main: 'pack.js' };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(ROOT, 'policies', 'PulumiPolicy.yaml'), join(folder, 'PulumiPolicy.yaml'));
}

buildAll();
