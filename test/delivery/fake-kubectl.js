// Stands in for kubectl in the tests of the bootstrap script: keeps objects in the directory $FAKE_CLUSTER, knows only
// the calls that the script makes, and writes down each call with the mode of the directory that its file is in.
const fs = require('node:fs');
const path = require('node:path');

const cluster = process.env.FAKE_CLUSTER;
const args = process.argv.slice(2);
const options = {};
const words = [];
while (args.length > 0) {
  const word = args.shift();
  const [name, value] = word.split(/=(.*)/s);
  if (!word.startsWith('--')) words.push(word);
  else if (['--server-side', '--ignore-not-found'].includes(word)) options[word] = true;
  else options[name] = value ?? args.shift();
}

const [verb, kind, name] = words;
const call = { argv: process.argv.slice(2), environment: JSON.stringify(process.env) };
if (options['--filename']) call.mode = fs.statSync(path.dirname(options['--filename'])).mode & 0o777;
fs.appendFileSync(path.join(cluster, 'calls'), `${JSON.stringify(call)}\n`);
if (process.env.FAKE_SIGNAL) process.kill(process.ppid, process.env.FAKE_SIGNAL);
if (process.env.FAKE_FAILURE === verb) fail('the connection to the server was refused');

const fileOf = (...parts) => path.join(cluster, parts.join('+'));
const read = (file) => (fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined);

if (verb === 'get' && kind === 'namespace') {
  if (read(fileOf('namespace', name))) console.log(`namespace/${name}`);
} else if (verb === 'create' && kind === 'namespace') {
  fs.writeFileSync(fileOf('namespace', name), '{}', { flag: 'wx' });
  console.log(`namespace/${name} created`);
} else if (verb === 'get' && kind === 'secret') {
  const secret = read(fileOf('secret', options['--namespace'], name));
  if (secret) print(secret);
  else if (!options['--ignore-not-found']) fail(`secrets "${name}" not found`);
} else if (verb === 'patch' && kind === 'secret' && options['--type'] === 'json') {
  const file = fileOf('secret', options['--namespace'], name);
  const secret = read(file);
  for (const { op, path: at, value } of JSON.parse(options['--patch'])) {
    if (op !== 'replace' || at !== '/metadata/managedFields') fail(`unknown change ${op} ${at}`);
    secret.metadata.managedFields = value;
  }
  fs.writeFileSync(file, JSON.stringify(secret));
  console.log(`secret/${name} patched`);
} else if (verb === 'apply' && options['--server-side']) {
  const { apiVersion, kind: applied, type, metadata, data } = read(options['--filename']);
  if (apiVersion !== 'v1' || applied !== 'Secret') fail(`cannot apply ${apiVersion} ${applied}`);
  if (!read(fileOf('namespace', metadata.namespace))) fail(`namespaces "${metadata.namespace}" not found`);
  for (const value of Object.values(data)) {
    if (Buffer.from(value, 'base64').toString('base64') !== value) fail('illegal base64 data');
  }
  const file = fileOf('secret', metadata.namespace, metadata.name);
  const before = read(file);
  const after = { type, metadata: { ...metadata }, data: { ...before?.data, ...data } };
  const version = Number(before?.metadata.resourceVersion ?? 0);
  const same = before && JSON.stringify(before.data) === JSON.stringify(after.data);
  after.metadata.resourceVersion = String(same ? version : version + 1);
  fs.writeFileSync(file, JSON.stringify(after));
  print(after);
} else {
  fail(`unknown command ${words.join(' ')}`);
}

function print(object) {
  const template = options['--output'];
  const key = /^go-template=\{\{with \.data\}\}\{\{with index \. "([-._a-zA-Z0-9]+)"\}\}\{\{base64decode \.\}\}/.exec(
    template,
  )?.[1];
  if (key) process.stdout.write(Buffer.from(object.data[key] ?? '', 'base64'));
  else if (template === 'go-template={{.metadata.resourceVersion}}')
    process.stdout.write(object.metadata.resourceVersion);
  else fail(`unknown output ${template}`);
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}
