// Bundles the command line, so that a start reads one file instead of a thousand: dist/cli/index.js with the overview, and
// dist/cli/<command>.js with one command each, so that who validates a site does not read what checks images.
//
// Used by `npm run build`, and by bin/astroplatform.js in a checkout when a source has changed.
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join, relative, sep } = require('node:path');
const { build } = require('esbuild');
const { sourceState } = require('./source-state');

const ROOT = join(__dirname, '..');
const DIST = join(ROOT, 'dist');

/** Modules that each package gets when it first uses them, not when it is loaded itself. */
const LATE = {
  cdk8s: /^(yaml|\.\/_child_process|child_process|crypto)$/,
  commander: /^node:child_process$/,
  constructs: /^crypto$/,
  sucrase: /^(@jridgewell\/gen-mapping|lines-and-columns)$/,
};

/** Parts of packages that we do without. */
const lean = {
  name: 'lean',
  setup({ onLoad, onResolve }) {
    // zod has its messages in 50 languages; ours are English and our own.
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
    // sucrase checks the options that it is given; ours are constant, and checked by the compiler.
    onLoad({ filter: /[\\/]sucrase[\\/]dist[\\/]esm[\\/]Options\.js$/ }, () => ({
      contents: 'export const validateOptions = () => {};',
    }));
    // cdk8s applies its list of JSON patches to every object, also when the list is empty.
    onLoad({ filter: /[\\/]cdk8s[\\/]lib[\\/]json-patch\.js$/ }, ({ path }) => ({
      contents: replaced(path, {
        'const fast_json_patch_1 = require("fast-json-patch");': '',
        'static apply(document, ...ops) {': `static apply(document, ...ops) {
          if (ops.length === 0) return document;
          const fast_json_patch_1 = require("fast-json-patch");`,
      }),
    }));
    // cdk8s asks the resolvers of the tree, found all the way up, about every value. Words and numbers need none.
    onLoad({ filter: /[\\/]cdk8s[\\/]lib[\\/]resolve\.js$/ }, ({ path }) => ({
      contents: replaced(path, {
        'function resolve(key, value, apiObject) {': `
          const isPlain = (value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
          function resolve(key, value, apiObject) {
            if (isPlain(value)) return value;`,
        'result[k] = resolve([...key, k], v, apiObject);':
          'result[k] = isPlain(v) ? v : resolve([...key, k], v, apiObject);',
      }),
    }));
    // What these packages read when they are loaded, and need only for what we never ask of them: helm charts, JSON
    // patches, names made of hashes, commands that are programs of their own, source maps.
    for (const [importer, late] of Object.entries(LATE)) {
      onResolve({ filter: late }, (args) =>
        args.namespace === 'file' && args.importer.includes(join('node_modules', importer, '/'))
          ? { path: args.path, namespace: 'late', pluginData: args.path === 'yaml' ? ROOT : args.resolveDir }
          : undefined,
      );
    }
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path, pluginData }) => ({
      contents: `module.exports = new Proxy({}, {
        get: (_, name) => name === '__esModule' || require(${JSON.stringify(path)})[name],
      });`,
      resolveDir: pluginData,
    }));
  },
};

/** A file with some passages changed; a release in which it reads otherwise must be looked at. */
function replaced(path, passages) {
  return Object.entries(passages).reduce(
    (text, [passage, by]) => {
      if (text.split(passage).length !== 2) throw new Error(`${path} reads otherwise than expected: ${passage}`);
      return text.replace(passage, () => by);
    },
    readFileSync(path, 'utf8'),
  );
}

/** The texts under assets/, in place of reading them. */
const assets = {
  name: 'assets',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]constructs[\\/]assets\.ts$/ }, () => texts('asset', (name) => !RECIPE.test(name)));
    onLoad({ filter: /[\\/]src[\\/]cli[\\/]recipe-text\.ts$/ }, () => texts('recipeText', (name) => RECIPE.test(name)));
  },
};

/** Recipes to start from are in the bundle of one command, and not of those that write manifests. */
const RECIPE = /^recipes\//;

const texts = (name, wanted) => ({
  contents: `const texts = ${JSON.stringify(Object.fromEntries(assetTexts().filter(([path]) => wanted(path))))};
    export function ${name}(name) {
      if (!Object.hasOwn(texts, name)) throw new Error('there is no asset ' + name);
      return texts[name];
    }`,
  loader: 'js',
});

function assetTexts() {
  const folder = join(ROOT, 'assets');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]);
}

/** Names of all commands; each is a file of its own beside the list. */
function commandNames() {
  const text = readFileSync(join(ROOT, 'src/cli/commands.ts'), 'utf8');
  const names = [...text.matchAll(/^ {2}'?([\w-]+)'?: \{$/gm)].map(([, name]) => name);
  const files = [...text.matchAll(/require\('\.\/([\w-]+)'\)/g)].map(([, file]) => file);
  if (names.length === 0 || names.join() !== files.join()) throw new Error(`${names} are not in the files ${files}`);
  return names;
}

/** Leaves out every command but one. Which bundle is run is decided by the command that is called. */
const only = (command) => ({
  name: 'only',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\// }, ({ importer, path }) =>
      importer.endsWith(join('src', 'cli', 'commands.ts')) && path !== `./${command}`
        ? { path, namespace: 'another' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'another' }, () => ({ contents: 'module.exports = {};' }));
    // What few sites import is beside the bundles, not in each of them.
    onResolve({ filter: /^\.\/whole-package$/ }, () => ({ path: './whole-package.js', external: true }));
  },
});

/** One entry point with everything that it imports, but for packages that stay outside. */
async function bundleOf(entryPoint, { external = [], plugins = [] } = {}) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entryPoint],
    external,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    // The parser of sucrase by itself is the one that its transform brings.
    alias: { 'sucrase/dist/parser': 'sucrase/dist/esm/parser/index.js' },
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [lean, assets, ...plugins],
  });
  return { code: outputFiles[0].text, metafile };
}

/** Writes dist/cli/ and what belongs to it. */
async function bundle() {
  const state = sourceState();
  const names = ['index', ...commandNames()];
  const bundles = await Promise.all(names.map((name) => bundleOf('src/cli/main.ts', { plugins: [only(name)] })));
  const whole = await bundleOf('src/cli/whole-package.ts');
  mkdirSync(join(DIST, 'cli'), { recursive: true });
  replace('cli/whole-package.js', whole.code);
  for (const [index, { code }] of bundles.entries()) replace(`cli/${names[index]}.js`, moduleOf(code));
  replace('THIRD-PARTY-LICENSES.txt', licences(bundles.map(({ metafile }) => metafile)));
  replace('cli.sources', state);
}

/**
 * A function, as Node.js makes one of every module: the launcher compiles the text as it is. The last line names the
 * content, so that a start can name its code cache without hashing everything.
 */
function moduleOf(code) {
  const text = `(function (exports, require, module, __filename, __dirname) {${code}\n})`;
  return `${text}\n//# sha256=${createHash('sha256').update(text).digest('hex')}\n`;
}

/** Another process may be reading the old file. */
function replace(name, text) {
  const next = join(DIST, `${name}.${process.pid}`);
  writeFileSync(next, text);
  renameSync(next, join(DIST, name));
}

/** The licence of every package that has a file in a bundle. */
function licences(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs)).filter((path) => !path.startsWith('late:'));
  const folders = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean);
  const texts = [...new Set(folders)].map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(ROOT, folder)).filter((file) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(file));
    const text = files.map((file) => readFileSync(join(ROOT, folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...text].join('\n\n');
  });
  return `${texts.sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

module.exports = { bundle, bundleOf, ROOT, DIST };

if (require.main === module) {
  bundle().catch((error) => {
    console.error(error.errors ? `astroplatform: the sources do not build (${error.errors.length} errors)` : error);
    process.exitCode = 4;
  });
}
