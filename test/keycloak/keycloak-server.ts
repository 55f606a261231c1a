import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file as old as the start of the process. */
const STARTED = '.started';

/** What a process is started with. */
export type Environment = Readonly<Record<string, string>>;

/** Folder of Keycloak's own distribution: `KEYCLOAK_HOME`, or fetched once from Maven Central. */
export function distribution(version: string): string {
  if (process.env.KEYCLOAK_HOME) return process.env.KEYCLOAK_HOME;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'astroplatform/keycloak');
  const home = join(cache, `keycloak-${version}`);
  if (!existsSync(join(home, 'bin/kc.sh'))) {
    mkdirSync(cache, { recursive: true });
    const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${version}:zip`;
    execFileSync('mvn', ['-q', '-B', 'dependency:copy', artifact, `-DoutputDirectory=${cache}`], { stdio: 'inherit' });
    const zip = join(cache, `keycloak-quarkus-dist-${version}.zip`);
    execFileSync('jar', ['xf', zip], { cwd: cache });
    rmSync(zip);
  }
  return home;
}

/**
 * A Keycloak on this machine, started as its pod starts it: with the arguments and settings of the manifest, and nothing
 * written but in the folders that the pod may write.
 */
export class KeycloakServer {
  log = '';
  private child: ChildProcess | undefined;

  private constructor(private readonly home: string) {}

  static make(version: string): KeycloakServer {
    const source = distribution(version);
    const home = mkdtempSync(join(tmpdir(), 'keycloak-'));
    cpSync(source, home, { recursive: true, preserveTimestamps: true });
    return new KeycloakServer(home);
  }

  async start(args: readonly string[], env: Environment): Promise<void> {
    writeFileSync(join(this.home, STARTED), '');
    // Through the shell: who unpacks with jar gets no executable files.
    const child = spawn('bash', [join(this.home, 'bin/kc.sh'), ...args], {
      env: { PATH: process.env.PATH, HOME: this.home, ...env },
      detached: true,
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        this.log += chunk;
      });
    const ready = `http://127.0.0.1:${env.KC_HTTP_MANAGEMENT_PORT}/health/ready`;
    for (const until = Date.now() + 1_500_000; Date.now() < until; ) {
      if (child.exitCode !== null) break;
      if (await answers(ready)) return;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    throw new Error(`Keycloak does not start:\n${this.log.slice(-4000)}`);
  }

  /** Files that were written since it was started, by their paths in its home. */
  written(): string[] {
    const found = execFileSync('find', ['.', '-newer', STARTED, '-type', 'f'], { cwd: this.home });
    return found.toString().trim().split('\n').filter(Boolean);
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child?.pid !== undefined && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      process.kill(-child.pid, 'SIGTERM');
      await gone;
    }
    rmSync(this.home, { recursive: true, force: true });
  }
}

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
