#!/usr/bin/env node

// Starts the command line: a file of dist/cli/, compiled from a cache of V8 code where that is possible.
//
// In a checkout these files are made anew when a source has changed. In the published package they are there.

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`astroplatform: needs Node.js 20.19 or later; this is ${process.version}\n`);
  process.exit(2);
}

const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const bundles = path.join(root, 'dist', 'cli');

if (fs.existsSync(path.join(root, 'scripts', 'source-state.js'))) bundleWhenStale();
start();

function bundleWhenStale() {
  const { sourceState } = require('../scripts/source-state');
  const made = read(path.join(root, 'dist', 'cli.sources'), 'utf8');
  if (made === sourceState() && fs.existsSync(path.join(bundles, 'index.js'))) return;
  const { spawnSync } = require('node:child_process');
  const { status } = spawnSync(process.execPath, [path.join(root, 'scripts', 'bundle.js')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    process.stderr.write('astroplatform: the bundle could not be made. Is everything installed? Try: npm ci\n');
    process.exit(4);
  }
}

/** The bundle of the command that is called, or that with the overview. */
function bundleFile() {
  const [first, second] = process.argv.slice(2);
  const command = first === 'help' ? second : first;
  const file = path.join(bundles, `${command}.js`);
  return /^[a-z-]+$/.test(command) && fs.existsSync(file) ? file : path.join(bundles, 'index.js');
}

function start() {
  const file = bundleFile();
  const vm = require('node:vm');
  // ASCII, because that is what the bundler writes: half the memory, and no decoding.
  const source = fs.readFileSync(file, 'latin1');
  const cacheFile = cacheName(source);
  const cachedData = cacheFile && readCache(cacheFile);
  const script = new vm.Script(source, { filename: file, ...(cachedData && { cachedData }) });
  if (cacheFile && (!cachedData || script.cachedDataRejected)) {
    // At the end, when all that this command needed has been compiled.
    process.on('exit', () => writeCache(cacheFile, script));
  }
  const module = { exports: {} };
  const { createRequire } = require('node:module');
  script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
}

/** Where the code of this bundle for this command is kept, or nothing when it is not kept. */
function cacheName(source) {
  if (process.env.ASTROPLATFORM_CODE_CACHE === 'off') return undefined;
  const content = /\/\/# sha256=([0-9a-f]{64})\n$/.exec(source.slice(-100));
  const folder = cacheFolder();
  if (!content || !folder) return undefined;
  return path.join(folder, `${content[1].slice(0, 32)}-${process.version}-${process.arch}-${subject()}`);
}

/**
 * What the command is about. A cache holds what its first run compiled: sites that are programs need a parser of
 * TypeScript, images a client of registries.
 */
function subject() {
  const args = process.argv.slice(3);
  if (args.some((arg) => /^(?:docker|oci|docker-archive):/.test(arg))) return 'image';
  if (args.some((arg) => /(?:^|[/\\])(?:Docker|Container)file|\.def$/i.test(arg))) return 'recipe';
  return args.some((arg) => /\.[mc]?[jt]s$/.test(arg)) ? 'program' : 'document';
}

/** A folder that nobody but this user can write: what is in it is run as code. */
function cacheFolder() {
  try {
    const folder = path.join(userCacheFolder(), 'astroplatform');
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = fs.lstatSync(folder);
    const private_ = process.getuid ? stat.uid === process.getuid() && (stat.mode & 0o077) === 0 : true;
    return stat.isDirectory() && private_ ? folder : undefined;
  } catch {
    return undefined;
  }
}

function userCacheFolder() {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (XDG_CACHE_HOME && path.isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  if (process.platform === 'win32' && LOCALAPPDATA) return LOCALAPPDATA;
  const home = process.env.HOME || require('node:os').homedir();
  return process.platform === 'darwin' ? path.join(home, 'Library', 'Caches') : path.join(home, '.cache');
}

/** V8 trusts what it is given, and crashes on a damaged cache: it is kept twice, and both halves must be equal. */
function readCache(name) {
  const bytes = read(name);
  const half = bytes ? bytes.length / 2 : 0;
  const isWhole = half > 0 && Number.isInteger(half) && bytes.subarray(0, half).equals(bytes.subarray(half));
  return isWhole ? bytes.subarray(0, half) : undefined;
}

function writeCache(name, script) {
  try {
    const data = script.createCachedData();
    const next = `${name}.${process.pid}`;
    fs.writeFileSync(next, Buffer.concat([data, data]), { mode: 0o600 });
    fs.renameSync(next, name);
    dropOld(path.dirname(name));
  } catch {
    // Without a cache the next start is slower, and that is all.
  }
}

/** Keeps the newest: every release, and in a checkout every change, leaves files behind. */
function dropOld(folder) {
  const files = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const byAge = files.map((name) => ({ name, time: fs.statSync(name).mtimeMs })).sort((a, b) => b.time - a.time);
  for (const { name } of byAge.slice(40)) fs.rmSync(name, { force: true });
}

function read(name, encoding) {
  try {
    return fs.readFileSync(name, encoding);
  } catch {
    return undefined;
  }
}
