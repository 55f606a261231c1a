import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Another machine, another day: what is written must be the same bytes.

const ROOT = join(__dirname, '../..');
const SITES = ['demo', 'canfar', 'srcnet'].map((name) => join(ROOT, 'stacks', `${name}.ts`));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'determinism-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function synth(out: string, argv: string[], env: Record<string, string>, node: string[] = []): Map<string, string> {
  const command = [...node, join(ROOT, 'bin/astroplatform.js'), 'synth', ...SITES, '--out', join(folder, out), ...argv];
  const result = spawnSync(process.execPath, command, { env: { ...process.env, ...env }, encoding: 'utf8' });
  expect(result).toMatchObject({ status: 0, stderr: '' });
  const names = readdirSync(join(folder, out), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    names
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(join(folder, out).length), readFileSync(file, 'utf8')]),
  );
}

test.each([
  ['plain', []],
  ['argocd', ['--for', 'argocd', '--repo', 'https://git.example.org/platform.git']],
  ['flux', ['--for', 'flux']],
] as const)('%s: locale, time zone, clock, CDK8S_* variables and a second run change no byte', (_, argv) => {
  // A clock years away, and random numbers that are not: neither may reach a file.
  const clock = join(folder, 'clock.js');
  writeFileSync(
    clock,
    `const Real = Date; const skew = 7e11;
     globalThis.Date = class extends Real { constructor(...a) { super(...(a.length ? a : [Real.now() + skew])); } static now() { return Real.now() + skew; } };
     Math.random = () => 0.5;`,
  );
  const first = synth('a', [...argv], { LANG: 'C', TZ: 'UTC' });
  const second = synth(
    'b',
    [...argv],
    {
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      TZ: 'Pacific/Kiritimati',
      CDK8S_DISABLE_SORT: '1',
      CDK8S_OUTPUT_DIR: join(folder, 'elsewhere'),
      CDK8S_OUTPUT_STDOUT: '1',
      NODE_ENV: 'production',
    },
    ['--require', clock],
  );
  expect(first.size).toBeGreaterThan(150);
  expect([...second.keys()]).toEqual([...first.keys()]);
  for (const [file, text] of first) expect([file, second.get(file)]).toEqual([file, text]);
  expect(synth('a', [...argv], {})).toEqual(first); // into the same folder again
});
