// What the bundle was made from, as one text: equal texts, same bundle. bin/astroplatform.js compares it at every start,
// so it reads no file, only names, sizes and times.
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const SOURCES = ['src', 'policies', 'assets', 'schema', 'scripts', 'package.json', 'package-lock.json'];

/** Path, size and time of change of every file that the bundle depends on, a line each. */
function sourceState() {
  const lines = [];
  for (const name of SOURCES) visit(join(ROOT, name), name);
  return lines.join('\n');

  function visit(path, name) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) for (const child of readdirSync(path)) visit(`${path}/${child}`, `${name}/${child}`);
    else lines.push(`${name} ${stat.size} ${stat.mtimeMs}`);
  }
}

module.exports = { sourceState };
