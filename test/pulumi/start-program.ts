import { type ChildProcess, spawn } from 'node:child_process';

/** What the engine asks a language host to run. */
export interface Run {
  /** `runtime.options` of `Pulumi.yaml`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly rootDirectory: string;
  readonly programDirectory: string;
  readonly entryPoint: string;
  readonly project: string;
  readonly stack: string;
  readonly organization?: string;
  /** Addresses of the two services. */
  readonly monitor: string;
  readonly engine: string;
  readonly dryRun?: boolean;
  readonly parallel?: number;
  /** `<namespace>:<name>` to value. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
  /** Variables of the environment beside ours. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a program as Pulumi's own Node.js language host does: `@pulumi/pulumi/cmd/run` with `nodeargs` before it, the
 * path of `tsconfig` as it was written, and the folder of the program as the working directory.
 */
export function startProgram(run: Run): ChildProcess {
  const { nodeargs, tsconfig } = run.options;
  const flags = {
    monitor: run.monitor,
    engine: run.engine,
    organization: run.organization,
    project: run.project,
    'root-directory': run.rootDirectory,
    stack: run.stack,
    pwd: run.programDirectory,
    parallel: run.parallel?.toString(),
  };
  return spawn(
    process.execPath,
    [
      ...String(nodeargs ?? '')
        .split(/\s+/)
        .filter(Boolean),
      require.resolve('@pulumi/pulumi/cmd/run'),
      ...Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
      ...(run.dryRun ? ['--dry-run'] : []),
      run.entryPoint,
    ],
    {
      cwd: run.programDirectory,
      env: {
        ...process.env,
        ...run.env,
        PULUMI_NODEJS_TYPESCRIPT: 'true',
        ...(tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: String(tsconfig) } : {}),
        PULUMI_CONFIG: JSON.stringify(run.config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(run.secretKeys),
        PULUMI_ERROR_OUTPUT_STRING: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

/** What a process wrote until it ended, and how it ended. */
export async function ended(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
