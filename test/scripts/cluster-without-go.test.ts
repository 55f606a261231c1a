import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Runs a program on a machine that has Node.js and nothing else. */
function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'astroplatform-path-'));
  try {
    symlinkSync(process.execPath, join(folder, 'node'));
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      env: { PATH: folder, HOME: folder, ...env },
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tests = ['node_modules/jest/bin/jest.js', '--config', 'test/cluster/jest.config.js'];
const local = ['--conditions=astroplatform:source', '--require', 'sucrase/register', 'test/cluster/local.ts'];

test('without Go the cluster tests are skipped, and say so', () => {
  const { status, output } = run(tests);
  expect([status, output]).toEqual([0, expect.stringContaining('cluster tests skipped: they need Go')]);
});

test('in CI they fail instead', () => {
  const { status, output } = run(tests, { CI: 'true' });
  expect(status).not.toBe(0);
  expect(output).toContain('CI runs the cluster tests, and they need Go');
});

test('a local cluster needs Go, and a site that exists', () => {
  expect(run(local)).toEqual({ status: 1, output: expect.stringContaining('Go is not on PATH: install Go 1.26') });
  expect(run([...local, 'nowhere'])).toEqual({
    status: 1,
    output: expect.stringContaining('there is no site "nowhere": choose one of demo, canfar, srcnet'),
  });
});
