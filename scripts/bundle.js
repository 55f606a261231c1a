// Bundles the command line into one file, dist/cli.js, so that a start reads one file instead of a thousand.
//
// Used by `npm run build`, and by bin/astroplatform.js in a checkout when a source has changed.
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, relative, sep } = require('node:path');
const { build } = require('esbuild');
const { sourceState } = require('./source-state');

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');

/** Parts of packages that we do without. */
const lean = {
  name: 'lean',
  setup({ onLoad, onResolve }) {
    // zod has its messages in 50 languages; ours are English and our own.
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
    // cdk8s reads these when it is loaded, and needs them for what we never ask of it: its own YAML, JSON patches.
    onResolve({ filter: /^(yaml|fast-json-patch)$/ }, ({ importer, path, resolveDir }) =>
      importer.includes(`${sep}cdk8s${sep}`) ? { path, namespace: 'late', pluginData: resolveDir } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path, pluginData }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require(${JSON.stringify(path)})[name] });`,
      resolveDir: pluginData,
    }));
  },
};

/** The texts under assets/, in place of reading them. */
const assets = {
  name: 'assets',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]constructs[\\/]assets\.ts$/ }, () => ({
      contents: `const texts = ${JSON.stringify(Object.fromEntries(assetTexts()))};
        export function asset(name) {
          if (!Object.hasOwn(texts, name)) throw new Error('there is no asset ' + name);
          return texts[name];
        }`,
      loader: 'js',
    }));
  },
};

function assetTexts() {
  const folder = join(ROOT, 'assets');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]);
}

/** Writes dist/cli.js and what belongs to it. */
async function bundle() {
  const state = sourceState();
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/cli/main.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lean, assets],
  });
  const code = outputFiles[0].text;
  mkdirSync(DIST, { recursive: true });
  replace('THIRD-PARTY-LICENSES.txt', licences(metafile));
  // The last line names the content, so that a start can name its code cache without reading and hashing everything.
  replace('cli.js', `${code}//# sha256=${createHash('sha256').update(code).digest('hex')}\n`);
  replace('cli.sources', state);
}

/** Another process may be reading the old file. */
function replace(name, text) {
  const next = join(DIST, `${name}.${process.pid}`);
  writeFileSync(next, text);
  renameSync(next, join(DIST, name));
}

/** The licence of every package that has a file in the bundle. */
function licences({ outputs }) {
  const inputs = Object.keys(Object.values(outputs)[0].inputs);
  const names = new Set(inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
  return [...names]
    .sort()
    .map((name) => {
      const folder = join(ROOT, 'node_modules', name);
      const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(file));
      const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`${name} ${version} (${license})`, ...texts].join('\n\n');
    })
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}

module.exports = { bundle, ROOT, DIST };

if (require.main === module) {
  bundle().catch((error) => {
    console.error(error.errors ? `astroplatform: the sources do not build (${error.errors.length} errors)` : error);
    process.exitCode = 4;
  });
}
