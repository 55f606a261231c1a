import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A program of a Go module, built once for all checkouts and kept outside of the tree.
 *
 * @param pkg package with its version: `example.org/cmd/x@v1.2.3`
 * @param wanted `build`, or the path of a program that is built already
 */
export function goProgram(pkg: string, wanted: string): string {
  if (wanted !== 'build') return wanted;
  const [path = '', version = ''] = pkg.split('@');
  const name = path.split('/').at(-1) ?? '';
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'astroplatform-ci');
  const program = join(cache, `${name}-${version}`);
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  const GOBIN = mkdtempSync(join(cache, `${name}-`));
  const env = { ...process.env, GOBIN, CGO_ENABLED: '0' };
  execFileSync('go', ['install', pkg], { env, stdio: 'ignore', timeout: 900_000 });
  // Whole or not at all: others may be building it too.
  renameSync(join(GOBIN, name), program);
  rmSync(GOBIN, { recursive: true });
  return program;
}
