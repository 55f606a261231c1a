import type { ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { LocalWorkspace, PulumiCommand, type Stack } from '@pulumi/pulumi/automation';
import { sourcesOf } from '../../../src/delivery/secret-sources';
import type { ManagedSecret } from '../../../src/manifest';
import type { Serving } from '../../pulumi/grpc';
import { ROOT } from '../../pulumi/project';
import { ended } from '../../pulumi/start-program';
import { binary } from '../launch/binaries';
import type { ControlPlane } from '../launch/control-plane';
import type { Home } from '../launch/keeper';
import { random, tls } from './generators';
import { KubernetesDouble } from './kubernetes';
import { LanguageHost } from './language-host';
import { serveProvider } from './provider';

/** How a command ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A resource as the state file has it. */
interface Kept {
  readonly urn: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

const PASSPHRASE = 'a passphrase of tests';

/**
 * A copy of the project in which the real engine runs commands for one stack, with a backend of its own: the sites can be
 * changed, and nothing is written into the tree.
 */
export class Workspace {
  readonly kubernetes: KubernetesDouble;
  private readonly home: Home;
  private readonly folder: string;
  private readonly project: string;
  /** Where docs/pulumi.md has it, this folder being the home of the one who runs the commands. */
  private readonly state: string;
  private readonly servings: Serving[] = [];
  private env: Record<string, string> = {};
  private readonly host = new LanguageHost(() => this.engineEnv());

  private constructor(
    plane: ControlPlane,
    readonly stack: string,
  ) {
    this.kubernetes = new KubernetesDouble(plane.api);
    this.home = plane.home;
    this.folder = plane.home.folder('pulumi');
    this.project = join(this.folder, 'project');
    this.state = join(this.folder, '.pulumi-state');
  }

  /** Makes the workspace and its stack. */
  static async create(plane: ControlPlane, stack: string): Promise<Workspace> {
    const workspace = new Workspace(plane, stack);
    try {
      workspace.copyProject();
      await workspace.putOnPath();
      await workspace.startPlugins(plane);
      await workspace.must('stack', 'init', stack);
      return workspace;
    } catch (error) {
      workspace.remove();
      throw error;
    }
  }

  /** Runs one command of Pulumi. */
  async run(...args: readonly string[]): Promise<Ended> {
    return ended(await this.start(...args));
  }

  /** @throws {Error} with what it wrote unless it ends well */
  async must(...args: readonly string[]): Promise<string> {
    const { code, output } = await this.run(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  /** Gives the stack values for all that people supply, as `pulumi config set --secret` does. */
  async supply(secrets: readonly ManagedSecret[]): Promise<void> {
    for (const { name, source } of sourcesOf(secrets)) {
      if (source.kind === 'supplied') await this.must('config', 'set', '--secret', name, `supplied-value-of-${name}`);
    }
  }

  /** `pulumi up`, told to go ahead. */
  up(...flags: readonly string[]): Promise<string> {
    return this.must('up', '--yes', '--skip-preview', ...flags);
  }

  /** The stack as programs of people drive it. */
  async automated(): Promise<Stack> {
    const pulumiCommand = await PulumiCommand.get({ root: this.folder });
    const project = { stackName: this.stack, workDir: this.project };
    return LocalWorkspace.selectStack(project, { pulumiCommand, envVars: this.env });
  }

  /** Runs lines of sh in the project, as people do who read them and say yes. */
  async shell(commands: string): Promise<Ended> {
    const env = { ...process.env, ...this.env, PULUMI_SKIP_CONFIRMATIONS: 'true' };
    return ended(await this.home.command('sh', ['-eu', '-c', commands], { cwd: this.project, env }));
  }

  /** @throws {Error} with what they wrote unless all end well */
  async mustShell(commands: string): Promise<string> {
    const { code, output } = await this.shell(commands);
    if (code !== 0) throw new Error(`${commands}\nended with ${code}:\n${output}`);
    return output;
  }

  /** Adds a stack beside the first one, with a changed copy of its site. */
  async addStack(name: string, change: (text: string) => string): Promise<void> {
    const sites = join(this.project, 'stacks');
    writeFileSync(join(sites, `${name}.ts`), change(readFileSync(join(sites, `${this.stack}.ts`), 'utf8')));
    await this.must('stack', 'init', name, '--no-select');
  }

  /** `pulumi up` that is killed at a moment that `arrange` chooses; what it is given answers when nothing of it runs any more. */
  async killedUp(arrange: (kill: () => Promise<unknown>) => void): Promise<void> {
    const child = await this.start('up', '--yes', '--skip-preview');
    const end = ended(child);
    arrange(() => {
      child.stdin?.end();
      this.host.kill();
      return end;
    });
    await end;
  }

  /** Changes a file of `stacks/`. @param name the site's by default */
  edit(change: (text: string) => string, name = `${this.stack}.ts`): void {
    const file = join(this.project, 'stacks', name);
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${name} is as it was`);
    writeFileSync(file, after);
  }

  /** Makes a file of `stacks/` as it is in the project. */
  restore(name: string): void {
    cpSync(join(ROOT, 'stacks', name), join(this.project, 'stacks', name));
  }

  /** Every file that the backend keeps: states, their history and backups. */
  backendFiles(): readonly string[] {
    const folder = this.state;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  }

  /** Resources in the state of a stack. */
  resources(stack = this.stack): readonly Kept[] {
    return JSON.parse(readFileSync(this.stateFile(stack), 'utf8')).checkpoint.latest?.resources ?? [];
  }

  /** URNs of all resources in the state of a stack. */
  urns(stack = this.stack): string[] {
    return this.resources(stack).map(({ urn }) => urn);
  }

  /**
   * Leaves the state as a kill between two writes of the backend leaves it, which is too short to be met on purpose: what it
   * keeps beside the file is emptied first and written then.
   */
  tearState(): void {
    truncateSync(`${this.stateFile(this.stack)}.attrs`);
  }

  /** Ends what serves, and removes the folder. */
  remove(): void {
    this.host.kill();
    for (const serving of this.servings) serving.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private start(...args: readonly string[]): Promise<ChildProcess> {
    const program = join(this.folder, 'bin', 'pulumi');
    const env = { ...process.env, ...this.env };
    return this.home.command(program, [...args, '--non-interactive', '--color', 'never'], { cwd: this.project, env });
  }

  private stateFile(stack: string): string {
    return join(this.state, '.pulumi', 'stacks', 'astroplatform', `${stack}.json`);
  }

  private copyProject(): void {
    mkdirSync(this.state);
    cpSync(join(ROOT, 'stacks'), join(this.project, 'stacks'), {
      recursive: true,
      filter: (file) => !file.endsWith('.yaml'),
    });
    for (const file of ['Pulumi.yaml', 'package.json', 'tsconfig.json', 'tsconfig.pulumi.json'])
      cpSync(join(ROOT, file), join(this.project, file));
    for (const folder of ['bin', 'src', 'policies', 'schema', 'assets', 'node_modules'])
      symlinkSync(join(ROOT, folder), join(this.project, folder));
  }

  /** What the commands of people and of the engine find: Pulumi, kubectl, and the host of policy packs. */
  private async putOnPath(): Promise<void> {
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    const script = (name: string, text: string) =>
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o700 });
    // The language host is not a child of the engine here, so the environment goes another way.
    script('pulumi', `env -0 >"${this.engineEnvFile}"\nexec "${await binary('pulumi')}" "$@"`);
    symlinkSync(await binary('kubectl'), join(bin, 'kubectl'));
    const packHost = require.resolve('@pulumi/pulumi/cmd/run-policy-pack');
    for (const name of ['pulumi-analyzer-policy', 'pulumi-analyzer-policy-nodejs'])
      script(name, `exec "${process.execPath}" "${packHost}" "$1" "$2"`);
  }

  private get engineEnvFile(): string {
    return join(this.folder, 'engine.env');
  }

  private engineEnv(): Record<string, string> {
    const pairs = readFileSync(this.engineEnvFile, 'utf8').split('\0').filter(Boolean);
    return Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    );
  }

  private async startPlugins(plane: ControlPlane): Promise<void> {
    const serving = async (starting: Promise<Serving>) => {
      const one = await starting;
      this.servings.push(one);
      return one.port;
    };
    const language = await serving(this.host.serve());
    const providers = [
      `kubernetes:${await serving(serveProvider(this.kubernetes, versionOf('kubernetes')))}`,
      `random:${await serving(serveProvider(random, versionOf('random')))}`,
      `tls:${await serving(serveProvider(tls, versionOf('tls')))}`,
    ];
    this.env = {
      PATH: [join(this.folder, 'bin'), process.env.PATH].join(delimiter),
      HOME: this.folder,
      KUBECONFIG: plane.kubeconfigFile(),
      PULUMI_HOME: join(this.folder, 'home'),
      PULUMI_BACKEND_URL: `file://${this.state}`,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      PULUMI_DEBUG_LANGUAGES: `nodejs:${language}`,
      PULUMI_DEBUG_PROVIDERS: providers.join(','),
    };
  }
}

const versionOf = (name: string) => (require(`@pulumi/${name}/package.json`) as { readonly version: string }).version;
