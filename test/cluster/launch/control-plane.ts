import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../free-ports';
import { Api } from './api';
import { binary, type ProgramName } from './binaries';
import { Home, type Running } from './keeper';
import { kubeconfig } from './kubeconfig';
import { until } from './wait';

const USERS = {
  admin: ['admin', 'system:masters'],
  'kube-controller-manager': ['system:kube-controller-manager', ''],
  'kube-scheduler': ['system:kube-scheduler', ''],
} as const;
type User = keyof typeof USERS;

/** Flags of programs beside those that they are always started with. */
export type Flags = Partial<Readonly<Record<ProgramName, readonly string[]>>>;

/** Controllers of a cluster on which nothing runs: what every namespace has, and how namespaces and volumes end. */
export const NOTHING_RUNS: Flags = {
  'kube-controller-manager': [
    `--controllers=${[
      'serviceaccount-controller',
      'root-ca-certificate-publisher-controller',
      'namespace-controller',
      'persistentvolume-protection-controller',
      'persistentvolumeclaim-protection-controller',
    ]}`,
  ],
};

/**
 * A real Kubernetes control plane on loopback: etcd, API server, controller manager and scheduler, each with the rights
 * that it has in production. It ends with this process.
 */
export class ControlPlane {
  readonly url: string;
  private readonly tokens: Readonly<Record<User, string>>;
  private readonly running = new Map<string, Running>();
  private connection: Api | undefined;
  private readonly ending = new AbortController();

  private constructor(
    readonly home: Home,
    private readonly port: number,
    private readonly flags: Flags,
  ) {
    this.url = `https://127.0.0.1:${port}`;
    const token = () => randomBytes(24).toString('base64url');
    this.tokens = { admin: token(), 'kube-controller-manager': token(), 'kube-scheduler': token() };
  }

  /** Starts all of it, with further flags of its programs, and returns when it is ready for objects. */
  static async start(flags: Flags = {}): Promise<ControlPlane> {
    const [port = 0] = await freePorts(1);
    const plane = new ControlPlane(await Home.create(), port, flags);
    try {
      plane.writeSecrets();
      await plane.startEtcd();
      await plane.startApiServer();
      await Promise.all([plane.startControllers(), plane.startScheduler()]);
      await until('the first ServiceAccount', () =>
        plane.api.get({
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'default', namespace: 'default' },
        }),
      );
      return plane;
    } catch (error) {
      await plane.stop();
      throw error;
    }
  }

  /** The API, asked by the administrator. */
  get api(): Api {
    if (!this.connection) throw new Error('the control plane has not started yet');
    return this.connection;
  }

  /** Certificate and key of the API server; valid for 127.0.0.1. */
  get caFile(): string {
    return join(this.home.path, 'tls', 'apiserver.crt');
  }

  /** Key of the certificate. */
  get keyFile(): string {
    return join(this.home.path, 'tls', 'apiserver.key');
  }

  /** A file that clients of the API read; `admin` may do everything. */
  kubeconfigFile(user: User = 'admin'): string {
    return this.writeKubeconfig(user, this.tokens[user]);
  }

  /** The same for a ServiceAccount, with a token of its own. */
  async accountKubeconfig(namespace: string, name: string): Promise<string> {
    return this.writeKubeconfig(`${namespace}-${name}`, await this.api.accountToken(namespace, name));
  }

  private writeKubeconfig(user: string, token: string): string {
    const file = join(this.home.path, `${user}.kubeconfig`);
    const text = kubeconfig({ server: this.url, ca: readFileSync(this.caFile), user, token });
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  /** Starts a program beside the control plane. */
  async run(name: string, program: ProgramName, ...args: readonly string[]): Promise<Running> {
    const running = await this.home.run(name, await binary(program), ...args, ...(this.flags[program] ?? []));
    this.running.set(name, running);
    return running;
  }

  /** Ends a program at once, as a power cut would. */
  async kill(name: string): Promise<void> {
    await this.running.get(name)?.kill();
    this.running.delete(name);
  }

  /** Starts the API server; after {@link kill}, at the same address and with the same data. */
  async startApiServer(): Promise<void> {
    await this.run(
      'kube-apiserver',
      'kube-apiserver',
      `--etcd-servers=${this.etcd}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${this.port}`,
      `--cert-dir=${join(this.home.path, 'tls')}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
      `--token-auth-file=${join(this.home.path, 'tokens.csv')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${this.accountKey}`,
      `--service-account-signing-key-file=${this.accountKey}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      '--allow-privileged=true',
      '--endpoint-reconciler-type=none',
    );
    await until('the API server is ready', async () => {
      for (const program of this.running.values()) program.assertAlive();
      if (!existsSync(this.caFile)) return false;
      // The certificate may be half written, so it is read again until it works.
      const api = this.connection ?? new Api(this.url, readFileSync(this.caFile, 'utf8'), this.tokens.admin);
      if ((await api.send('GET', '/readyz')).status !== 200) return false;
      this.connection = api;
      return true;
    });
  }

  /** Starts the controller manager; see {@link startApiServer}. */
  async startControllers(): Promise<void> {
    await this.run(
      'kube-controller-manager',
      'kube-controller-manager',
      `--kubeconfig=${this.kubeconfigFile('kube-controller-manager')}`,
      '--secure-port=0',
      '--leader-elect=false',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${this.accountKey}`,
      `--root-ca-file=${this.caFile}`,
    );
  }

  /** Starts the scheduler; see {@link startApiServer}. */
  async startScheduler(): Promise<void> {
    await this.run(
      'kube-scheduler',
      'kube-scheduler',
      `--kubeconfig=${this.kubeconfigFile('kube-scheduler')}`,
      '--secure-port=0',
      '--leader-elect=false',
    );
  }

  /** Aborted when the control plane is told to stop. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Ends all of it; nothing stays behind. */
  async stop(): Promise<void> {
    this.ending.abort();
    await this.home.remove();
  }

  private get accountKey(): string {
    return join(this.home.path, 'accounts.key');
  }

  // A socket in our own directory: nobody else on this machine can read the data.
  private get etcd(): string {
    return `unix://${join(this.home.path, 'etcd.sock')}`;
  }

  private async startEtcd(): Promise<void> {
    // etcd wants host:port here; as sockets these are files of that name in our directory.
    const [client, peer] = ['unix://localhost:2379', 'unix://localhost:2380'];
    await this.run(
      'etcd',
      'etcd',
      `--data-dir=${join(this.home.path, 'etcd')}`,
      `--listen-client-urls=${this.etcd}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      // Nothing here has to survive a power cut of the machine, and a laptop's disk is slow.
      '--unsafe-no-fsync',
    );
  }

  private writeSecrets(): void {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(this.accountKey, key, { mode: 0o600 });
    const lines = (Object.keys(USERS) as User[]).map((user) => {
      const [name, group] = USERS[user];
      return `${this.tokens[user]},${name},${name},"${group}"\n`;
    });
    writeFileSync(join(this.home.path, 'tokens.csv'), lines.join(''), { mode: 0o600 });
  }
}
