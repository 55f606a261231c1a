import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { postgresConf, postgresHba, rolesSql } from '../../src/constructs/postgres-files';
import type { DatabaseNeed } from '../../src/plan/databases';
import { freePorts } from '../free-ports';

// Debian keeps the programs of a server where no PATH leads.
const DEBIAN = '/usr/lib/postgresql';
const releases = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
process.env.PATH = [process.env.PATH, ...releases.map((release) => join(DEBIAN, release, 'bin'))].join(delimiter);

const SCRIPTS = join(__dirname, '../../assets/scripts');
// PostgreSQL does not run as root.
const NOBODY = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** What a program answered. */
export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** A real PostgreSQL, started by the project's own scripts with its own files, on a free port of this machine. */
export class PostgresServer {
  /** Lines of the server's log. */
  log = '';
  /** What the script beside the server said. */
  said = '';
  private readonly children: ChildProcess[] = [];
  private declared = 0;

  private constructor(
    readonly folder: string,
    readonly port: number,
  ) {}

  static async make(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
    const [port = 0] = await freePorts(1);
    const server = new PostgresServer(folder, port);
    server.own(folder);
    for (const name of ['config', 'socket', 'data', 'passwords', 'state', 'dumps']) server.folderOf(name);
    server.write(
      'config/postgresql.conf',
      postgresConf({
        folder: server.path('config'),
        socket: server.path('socket'),
        memoryLimit: 2 ** 29,
        port: server.port,
        connections: 200,
      }),
    );
    server.write('config/pg_hba.conf', postgresHba());
    server.write('config/pg_ident.conf', '');
    return server;
  }

  /** Says which services have databases, and their passwords by role; the server is told last which declaration it has. */
  declare(needs: readonly DatabaseNeed[], passwords: Readonly<Record<string, string>>): void {
    for (const [role, password] of Object.entries(passwords)) {
      this.folderOf(`passwords/${role}`);
      this.write(`passwords/${role}/password`, password);
    }
    const sql = rolesSql({ needs, passwords: this.path('passwords'), backup: 'backup' in passwords });
    this.declared += 1;
    // Whole or not at all, as kubelet brings files.
    this.write('config/roles.next', `${sql}\nCOMMENT ON DATABASE postgres IS '${this.declared}';\n`);
    renameSync(this.path('config/roles.next'), this.path('config/roles.sql'));
  }

  /** Starts the server, and returns when it takes writes. */
  async start(): Promise<void> {
    const child = this.run('start-postgres.sh', {
      PGDATA: this.path('data/pgdata'),
      POSTGRES_CONF: this.path('config/postgresql.conf'),
    });
    child.stderr?.on('data', (text) => {
      this.log += text;
    });
    await until(
      () => this.atSocket('SELECT pg_is_in_recovery()').out === 'f',
      () => this.log,
    );
  }

  /** Starts the script beside the server. */
  keepRoles(): ChildProcess {
    const child = this.run('keep-roles.sh', {
      PGHOST: this.path('socket'),
      PGPORT: String(this.port),
      ROLES: this.path('config/roles.sql'),
      PASSWORDS: this.path('passwords'),
      STATE: this.path('state'),
      PAUSE: '0.2',
    });
    child.stderr?.on('data', (text) => {
      this.said += text;
    });
    return child;
  }

  get ready(): boolean {
    return existsSync(this.path('state/ready'));
  }

  /** Returns when the script has brought roles and databases to the newest declaration. */
  async applied(): Promise<void> {
    const last = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'postgres'";
    await until(
      () => this.said.includes('as declared') && this.atSocket(last).out === String(this.declared),
      () => `${this.said}\n${this.log}`,
    );
  }

  /** A query over the network, as a role. */
  as(role: string, password: string, database: string, sql: string): Promise<Answer> {
    return this.call('psql', ['-wXAtqc', sql, '-h', '127.0.0.1', '-U', role, database], password);
  }

  /** A query at the socket, as the superuser. */
  atSocket(sql: string, database = 'postgres'): Answer {
    const { status, stdout, stderr } = spawnSync(
      'psql',
      ['-XAtqc', sql, '-h', this.path('socket'), '-p', String(this.port), database],
      { ...asUser, cwd: '/', encoding: 'utf8' },
    );
    return { code: status ?? -1, out: stdout.trim(), error: stderr };
  }

  /** A program of PostgreSQL, told where the server is. */
  call(program: string, args: readonly string[], password = '', env: NodeJS.ProcessEnv = {}): Promise<Answer> {
    return new Promise((resolve) => {
      execFile(
        program,
        args,
        { ...asUser, cwd: '/', env: { ...process.env, PGPORT: String(this.port), PGPASSWORD: password, ...env } },
        (error, out, stderr) => resolve({ code: Number(error?.code ?? 0), out: out.trim(), error: stderr }),
      );
    });
  }

  /** Runs the dumps once. */
  dump(databases: string, password: string, env: NodeJS.ProcessEnv = {}): Promise<Answer> {
    return this.call('sh', [join(SCRIPTS, 'dump-databases.sh')], password, {
      PGHOST: '127.0.0.1',
      PGUSER: 'backup',
      DATABASES: databases,
      DUMPS: this.path('dumps'),
      KEEP_DAYS: '7',
      ...env,
    });
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
    this.own(this.path(name));
  }

  /** Ends the server as a node that goes down does. */
  async kill(): Promise<void> {
    for (const child of this.children.splice(0)) await ended(child, 'SIGKILL');
    // What it had started notices by itself.
    await until(
      () => this.atSocket('SELECT 1').code !== 0,
      () => this.log,
    );
  }

  async stop(): Promise<void> {
    for (const child of this.children.splice(0).reverse()) await ended(child, 'SIGINT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  folderOf(name: string): void {
    mkdirSync(this.path(name), { recursive: true });
    this.own(this.path(name));
  }

  private own(path: string): void {
    if (asUser.uid !== undefined) chownSync(path, NOBODY, NOBODY);
  }

  private run(script: string, env: NodeJS.ProcessEnv): ChildProcess {
    const child = spawn('sh', [join(SCRIPTS, script)], {
      ...asUser,
      cwd: '/',
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.children.push(child);
    return child;
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exit;
}

async function until(holds: () => boolean, story: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited for too long:\n${story()}`);
}
