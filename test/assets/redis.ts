import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RedisUser, redisAcl, redisConf, redisUsers } from '../../src/constructs/redis-acl';
import { freePorts } from '../free-ports';

export type Reply = string | number | null | Error | Reply[];

/** Passwords of the test server, by user; `admin` exists in tests only. */
export const passwords: Readonly<Record<RedisUser | 'admin', string>> = {
  skaha: 'Kq3skaha',
  images: 'Kq3images',
  session: 'Kq3session',
  metrics: 'Kq3metrics',
  admin: 'Kq3admin',
};

/** The ACL file with passwords filled in, as an engine does. */
export function aclText(): string {
  const sources = Object.fromEntries(
    redisUsers.map((user) => [user, { kind: 'generated', name: user, length: 32, alphabet: 'alphanumeric' }] as const),
  ) as Parameters<typeof redisAcl>[0];
  return redisAcl(sources)
    .map((piece) => (typeof piece === 'string' ? piece : passwords[piece.name as RedisUser]))
    .join('');
}

/** Whether the Redis of this machine is new enough (7.2) to know CLIENT SETINFO; the clients do without it if need be. */
export function knowsSetinfo(): boolean {
  const [, major = 0, minor = 0] =
    /v=(\d+)\.(\d+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' })) ?? [];
  return Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 2);
}

/** Which Redis is started. */
export interface Kind {
  /** Its ACL file, passwords filled in. */
  readonly acl: string;
  /** Whether it keeps its data over a restart. */
  readonly keeps: boolean;
}

/** A real Redis with the project's own configuration and ACL, on a free port of this machine. */
export class Redis {
  private constructor(
    private readonly directory: string,
    readonly port: number,
    private process: ChildProcess,
  ) {}

  static async start({ acl: whole, keeps }: Kind = { acl: aclText(), keeps: true }): Promise<Redis> {
    const directory = mkdtempSync(join(tmpdir(), 'redis-'));
    const [port = 0] = await freePorts(1);
    const aclFile = join(directory, 'users.acl');
    const acl = knowsSetinfo() ? whole : whole.replaceAll(' +client|setinfo', '');
    writeFileSync(aclFile, `${acl}user admin on >${passwords.admin} allkeys allchannels +@all\n`);
    writeFileSync(
      join(directory, 'redis.conf'),
      redisConf({ aclFile, ...(keeps && { dataDir: directory }), memoryLimit: 2 ** 28, port }),
    );
    const redis = new Redis(directory, port, launch(directory));
    await redis.ready();
    return redis;
  }

  /** `redis://user:password@host:port` */
  url(user: RedisUser, password: string = passwords[user]): string {
    return `redis://${user}:${password}@127.0.0.1:${this.port}`;
  }

  /** A connection, logged in unless the user is `default`. */
  async client(user: RedisUser | 'admin' | 'default'): Promise<Client> {
    const client = await Client.open(this.port);
    if (user !== 'default') await client.send('AUTH', user, passwords[user]);
    return client;
  }

  /** A connection of a user whose password is given. */
  async clientAs(user: string, password: string): Promise<Client> {
    const client = await Client.open(this.port);
    expect(await client.send('AUTH', user, password)).toBe('OK');
    return client;
  }

  /** One command as the test's administrator. */
  async admin(...words: string[]): Promise<Reply> {
    const client = await this.client('admin');
    const reply = await client.send(...words);
    client.close();
    return reply;
  }

  /** Ends the server with the signal and starts it again on the same data. */
  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.end(signal);
    this.process = launch(this.directory);
    await this.ready();
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    await ended;
  }

  private async ready(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      try {
        if ((await this.admin('PING')) === 'PONG') return;
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('redis-server did not start');
  }
}

const launch = (directory: string) => spawn('redis-server', [join(directory, 'redis.conf')], { stdio: 'ignore' });

/** The little of RESP 2 that the tests need. */
class Client {
  private buffer = '';
  private readonly waiting: ((reply: Reply) => void)[] = [];

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1').on('data', (text) => {
      this.buffer += text;
      for (;;) {
        const parsed = parse(this.buffer, 0);
        if (!parsed) return;
        this.buffer = this.buffer.slice(parsed.end);
        this.waiting.shift()?.(parsed.reply);
      }
    });
  }

  static open(port: number): Promise<Client> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Client(socket))).on('error', reject);
    });
  }

  send(...words: string[]): Promise<Reply> {
    const bulk = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('');
    this.socket.write(`*${words.length}\r\n${bulk}`);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  close(): void {
    this.socket.destroy();
  }
}

function parse(text: string, start: number): { reply: Reply; end: number } | undefined {
  const newline = text.indexOf('\r\n', start);
  if (newline < 0) return undefined;
  const line = text.slice(start + 1, newline);
  const end = newline + 2;
  switch (text[start]) {
    case '+':
      return { reply: line, end };
    case '-':
      return { reply: new Error(line), end };
    case ':':
      return { reply: Number(line), end };
    case '$': {
      if (line === '-1') return { reply: null, end };
      const last = end + Number(line);
      return text.length < last + 2
        ? undefined
        : { reply: Buffer.from(text.slice(end, last), 'latin1').toString('utf8'), end: last + 2 };
    }
    case '*': {
      const list: Reply[] = [];
      let next = end;
      for (let index = 0; index < Number(line); index++) {
        const parsed = parse(text, next);
        if (!parsed) return undefined;
        list.push(parsed.reply);
        next = parsed.end;
      }
      return { reply: list, end: next };
    }
    default:
      throw new Error(`not RESP: ${text.slice(start, start + 20)}`);
  }
}
