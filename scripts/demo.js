// The main job, for a person to watch: the demo site through validate, synth and check, by the public command line.
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');

const ROOT = join(__dirname, '..');
const SITE = join('stacks', 'demo.ts');
const OUT = 'out';

/** Runs one command, shows it, and ends with its exit code when it fails. */
function astroplatform(...argv) {
  try {
    return execFileSync(process.execPath, [join(ROOT, 'bin', 'astroplatform.js'), ...argv], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  } catch (error) {
    process.stdout.write(error.stdout ?? '');
    process.exit(error.status ?? 4);
  }
}

const step = (text) => process.stdout.write(`\n$ astroplatform ${text}\n`);

step(`validate ${SITE} --verbose`);
process.stdout.write(astroplatform('validate', SITE, '--verbose'));

step(`synth ${SITE} --out ${OUT} --verbose`);
process.stdout.write(astroplatform('synth', SITE, '--out', OUT, '--verbose'));

step(`check ${SITE} --verbose`);
process.stdout.write(astroplatform('check', SITE, '--verbose'));

const objects = JSON.parse(astroplatform('synth', SITE, '-o', 'json')).items;
const capabilities = new Map();
for (const { kind, metadata } of objects) {
  const capability = metadata.labels['app.kubernetes.io/component'];
  const kinds = capabilities.get(capability) ?? new Map();
  capabilities.set(capability, kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
}
process.stdout.write(`\n${objects.length} Kubernetes objects, by capability:\n`);
for (const [capability, kinds] of [...capabilities].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const list = [...kinds].map(([kind, count]) => (count > 1 ? `${count} ${kind}` : kind)).join(', ');
  process.stdout.write(`  ${capability.padEnd(11)} ${list}\n`);
}
// As the README.md of the folder says: whoever applies it otherwise first is in conflict with it afterwards.
const next = [
  [`sh ${join(OUT, 'demo', 'bootstrap-secrets.sh')}`, 'make the secrets, in the cluster of your kubeconfig'],
  [`kubectl apply --server-side --field-manager=astroplatform -k ${join(OUT, 'demo')}`, 'deliver everything else'],
  ['npx astroplatform init mysite', 'start a site of your own'],
  ['npx astroplatform --help', 'see what else there is'],
];
process.stdout.write(`
One file per object is in ${join(OUT, 'demo')}, in the order in which they are applied.

What next:
${next.map(([command, does]) => `  ${command.padEnd(Math.max(...next.map(([one]) => one.length)))}  ${does}`).join('\n')}
`);
